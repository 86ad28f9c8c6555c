import { InvalidJson } from "../../protocol/invalid-json.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../protocol/json.ts";
import { parseJsonText } from "../../protocol/json-parser.ts";
import { parseUpgradeUrl } from "../../server/upgrade.ts";
import { parseHttpDate } from "./http-date.ts";
import {
  BadRecording,
  type ClientAct,
  type ControlAct,
  type RecordedLine,
  type Recording,
  type ServerSign,
} from "./recording.ts";

/** How long the recorded application waits before it does what `/ctl/stop_*` asked for (golden/app/control.ex). */
const STOP_DELAY_MS = 100;

/**
 * Reads a golden trace in JSONL. Throws `BadRecording`, which names the line. `ownControls`: the application
 * may have controls that the golden one has not.
 */
export function readRecording(name: string, text: string, { ownControls = false } = {}): Recording {
  const lines: RecordedLine[] = [];
  let wallClockAtStart: number | null = null;
  const rows = text.split("\n");
  if (rows.at(-1) === "") rows.pop();
  rows.forEach((row, index) => {
    const reader = new LineReader(index + 1, row, ownControls);
    if (index === 0) {
      reader.expectMeta();
      return;
    }
    lines.push(reader.read());
    wallClockAtStart ??= reader.wallClockAtStart();
  });
  if (rows.length === 0) throw new BadRecording(1, "the file is empty");
  if (lines.length === 0) throw new BadRecording(1, "nothing is recorded after the meta line");
  return { name, lines, wallClockAtStart };
}

class LineReader {
  readonly #line: number;
  readonly #ownControls: boolean;
  readonly #fields: JsonObject;

  constructor(line: number, row: string, ownControls: boolean) {
    this.#line = line;
    this.#ownControls = ownControls;
    this.#fields = this.#object(this.#parse(row), "a line");
  }

  expectMeta(): void {
    if (this.#fields["dir"] !== "meta") this.#fail('the first line must have "dir": "meta"');
  }

  read(): RecordedLine {
    const place = { line: this.#line, atMs: this.#atMs() };
    const kind = this.#text("kind");
    switch (this.#text("dir")) {
      case "c2s":
        return { ...place, from: "client", client: this.#text("client"), act: this.#clientAct(kind) };
      case "s2c":
        return { ...place, from: "server", client: this.#text("client"), sign: this.#serverSign(kind) };
      case "ctl":
        return {
          ...place,
          from: "control",
          act: this.#controlAct(kind),
          request: kind === "http" ? this.#text("data") : null,
        };
      case "note":
        return { ...place, from: "note", text: this.#text("data") };
      default:
        return this.#fail(`unknown "dir": ${JSON.stringify(this.#fields["dir"])}`);
    }
  }

  /** From the `date` header of an answer to an upgrade, if this line is one. */
  wallClockAtStart(): number | null {
    const data = this.#fields["data"];
    const headers = isJsonObject(data) ? data["headers"] : undefined;
    const date = isJsonObject(headers) ? headers["date"] : undefined;
    if (typeof date !== "string" || this.#fields["dir"] !== "s2c") return null;
    const seconds = parseHttpDate(date);
    return seconds === null ? this.#fail(`not an HTTP date: ${date}`) : seconds - this.#atMs() / 1000;
  }

  #clientAct(kind: string): ClientAct {
    switch (kind) {
      case "open": {
        const { url } = this.#object(this.#fields["data"], '"data" of an open line');
        return typeof url === "string" ? { is: "open", url } : this.#fail("an open line needs a url");
      }
      case "text":
        return { is: "frame", data: this.#text("data") };
      case "binary":
        return { is: "frame", data: this.#bytes() };
      case "ping":
        return { is: "ping", data: this.#text("data") };
      case "close": {
        const code = this.#code();
        return { is: "close", code: code === 1005 ? null : code };
      }
      case "cut":
        return { is: "cut" };
      default:
        return this.#fail(`unknown "kind" of a c2s line: ${JSON.stringify(kind)}`);
    }
  }

  #serverSign(kind: string): ServerSign {
    switch (kind) {
      case "open":
        return { is: "opened", status: this.#code() };
      case "refused":
        return { is: "refused", status: this.#code() };
      case "text":
        return { is: "frame", data: this.#text("data") };
      case "binary":
        return { is: "frame", data: this.#bytes() };
      case "pong":
        return { is: "pong", data: this.#text("data") };
      case "close":
        return { is: "closed", code: this.#code(), reason: this.#text("data") };
      default:
        return this.#fail(`unknown "kind" of an s2c line: ${JSON.stringify(kind)}`);
    }
  }

  #controlAct(kind: string): ControlAct {
    const data = this.#text("data");
    if (kind === "signal") {
      if (data === "SIGTERM") return { is: "stop", how: "graceful", afterMs: 0 };
      if (data === "SIGKILL") return { is: "stop", how: "kill", afterMs: 0 };
      return this.#fail(`unknown signal ${data}`);
    }
    if (kind !== "http") return this.#fail(`unknown "kind" of a ctl line: ${JSON.stringify(kind)}`);
    const [method = "", url = ""] = data.split(" ");
    const { path, params } = parseUpgradeUrl(url) ?? this.#fail(`no readable query: ${url}`);
    const asked = (name: string) => (typeof params[name] === "string" ? params[name] : "");
    if (method === "GET") return { is: "look" };
    switch (path) {
      case "/ctl/reset":
        return { is: "reset" };
      case "/ctl/broadcast": {
        const payload = this.#object(this.#parse(asked("payload") || "{}"), "the payload of a broadcast");
        return { is: "broadcast", topic: asked("topic"), event: asked("event"), payload };
      }
      case "/ctl/annotate":
        return { is: "annotate", topic: asked("topic"), user: asked("user"), body: asked("body") };
      case "/ctl/stop_endpoint":
      case "/ctl/stop_system":
        return { is: "stop", how: "graceful", afterMs: STOP_DELAY_MS };
      default:
        return this.#ownControls ? { is: "own" } : this.#fail(`unknown control ${path}`);
    }
  }

  #atMs(): number {
    const atMs = this.#fields["t"];
    return typeof atMs === "number" && atMs >= 0 ? atMs : this.#fail('"t" must be milliseconds from 0');
  }

  #code(): number {
    const code = this.#fields["code"];
    return typeof code === "number" && Number.isInteger(code) ? code : this.#fail('"code" must be a number');
  }

  #text(field: string): string {
    const text = this.#fields[field];
    return typeof text === "string" ? text : this.#fail(`"${field}" must be a string`);
  }

  #bytes(): Uint8Array {
    const hex = this.#text("data");
    if (!/^([0-9a-f]{2})*$/i.test(hex)) this.#fail("a binary frame must be given in hex");
    return Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
      Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
    );
  }

  #parse(text: string): JsonValue {
    try {
      return parseJsonText(text);
    } catch (error) {
      if (error instanceof InvalidJson) return this.#fail(`not JSON: ${error.message}`);
      throw error;
    }
  }

  #object(value: JsonValue | undefined, what: string): JsonObject {
    return isJsonObject(value) ? value : this.#fail(`${what} must be a JSON object`);
  }

  #fail(message: string): never {
    throw new BadRecording(this.#line, message);
  }
}
