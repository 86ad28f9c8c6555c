import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, sameJson } from "../../protocol/json.ts";
import { jsonOf } from "./frame-view.ts";
import type { ServerSign } from "./recording.ts";

/** Names that differ from run to run, and only have to be used alike. */
const VARYING_KEYS: ReadonlySet<string> = new Set(["phx_ref", "phx_ref_prev"]);
/** A pid or reference inside an inspected reason. */
const VARYING_TEXT = /#(PID|Reference|Port)<[\d.]+>/g;

/** Compares what was recorded with what came: JSON by value, everything else to the letter. */
export class SignMatch {
  readonly #theirs = new Map<string, string>();
  readonly #ours = new Map<string, string>();
  #pending: [string, string][] = [];

  /** True also fixes which of our varying names stands for which of theirs. */
  same(expected: ServerSign, came: ServerSign): boolean {
    this.#pending = [];
    if (!this.#sameSign(expected, came)) return false;
    for (const [theirs, ours] of this.#pending) {
      this.#theirs.set(theirs, ours);
      this.#ours.set(ours, theirs);
    }
    return true;
  }

  #sameSign(expected: ServerSign, came: ServerSign): boolean {
    switch (expected.is) {
      case "opened":
      case "refused":
        return came.is === expected.is && came.status === expected.status;
      case "pong":
        return came.is === "pong" && came.data === expected.data;
      case "closed":
        return came.is === "closed" && came.code === expected.code && came.reason === expected.reason;
      case "frame":
        return came.is === "frame" && this.#sameData(expected.data, came.data);
    }
  }

  #sameData(expected: string | Uint8Array, came: string | Uint8Array): boolean {
    if (expected instanceof Uint8Array || came instanceof Uint8Array) {
      if (typeof expected === "string" || typeof came === "string") return false;
      return expected.length === came.length && expected.every((byte, index) => byte === came[index]);
    }
    const json = jsonOf(expected);
    const ours = jsonOf(came);
    if (json === undefined || ours === undefined) return expected === came;
    return this.#sameJson(json, ours, "");
  }

  #sameJson(expected: JsonValue, came: JsonValue, key: string): boolean {
    if (typeof expected === "string" && typeof came === "string") {
      if (VARYING_KEYS.has(key)) return this.#sameName(expected, came);
      return expected.replace(VARYING_TEXT, "#$1<>") === came.replace(VARYING_TEXT, "#$1<>");
    }
    if (isJsonArray(expected)) {
      if (!isJsonArray(came) || expected.length !== came.length) return false;
      return expected.every((item, index) => this.#sameJson(item, came[index] ?? null, ""));
    }
    if (isJsonObject(expected)) return isJsonObject(came) && this.#sameFields(expected, came);
    return sameJson(expected, came);
  }

  #sameFields(expected: JsonObject, came: JsonObject): boolean {
    const keys = Object.keys(expected);
    if (keys.length !== Object.keys(came).length) return false;
    return keys.every(
      (key) => Object.hasOwn(came, key) && this.#sameJson(expected[key] ?? null, came[key] ?? null, key),
    );
  }

  #sameName(theirs: string, ours: string): boolean {
    const known = this.#theirs.get(theirs) ?? this.#pending.find(([name]) => name === theirs)?.[1];
    const back = this.#ours.get(ours) ?? this.#pending.find(([, name]) => name === ours)?.[0];
    if (known === undefined && back === undefined) {
      this.#pending.push([theirs, ours]);
      return true;
    }
    return known === ours && back === theirs;
  }
}
