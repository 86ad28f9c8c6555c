import { compare, type Difference } from "./comparison.ts";
import type { Recording, ServerSign } from "./recording.ts";
import { replay, type StartApplication, startGolden } from "./replay.ts";
import { SKIPPED } from "./skipped.ts";

/** What came of one trace. */
export type Verdict =
  | { readonly is: "passed"; readonly name: string }
  | { readonly is: "failed"; readonly name: string; readonly how: string }
  | { readonly is: "skipped"; readonly name: string; readonly why: string };

/** Replays a golden trace against a fresh simulated server that runs this app, and compares. */
export function judge(recording: Recording, start: StartApplication = startGolden): Verdict {
  const { name } = recording;
  const why = SKIPPED.get(name);
  if (why !== undefined) return { is: "skipped", name, why };
  try {
    const difference = compare(recording, replay(recording, start));
    return difference === null ? { is: "passed", name } : { is: "failed", name, how: describe(difference) };
  } catch (error) {
    // A bug of the simulator fails this trace, and lets the others be judged.
    return { is: "failed", name, how: `the simulator stopped: ${String(error)}` };
  }
}

/** One line for each trace that failed or was skipped, and the counts. */
export function report(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(lineOf).filter((line) => line !== null);
  const count = (is: Verdict["is"]) => verdicts.filter((verdict) => verdict.is === is).length;
  const counts = `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`;
  return `${[...lines, counts].join("\n")}\n`;
}

function lineOf(verdict: Verdict): string | null {
  switch (verdict.is) {
    case "passed":
      return null;
    case "failed":
      return `failed  ${verdict.name}: ${verdict.how}`;
    case "skipped":
      return `skipped ${verdict.name}: ${verdict.why}`;
  }
}

function describe({ line, client, expected, came, timesMs }: Difference): string {
  const at = `line ${line}, client ${client}`;
  if (timesMs !== null && expected !== null) {
    return `${at}: expected ${signText(expected)} at ${timesMs.expected} ms, it came at ${timesMs.came} ms`;
  }
  if (expected === null)
    return `${at}: expected nothing more, got ${came === null ? "nothing" : signText(came)}`;
  return `${at}: expected ${signText(expected)}, got ${came === null ? "nothing" : signText(came)}`;
}

const LONGEST_TEXT = 200;

function signText(sign: ServerSign): string {
  switch (sign.is) {
    case "opened":
      return `open ${sign.status}`;
    case "refused":
      return `refused ${sign.status}`;
    case "pong":
      return `pong ${sign.data}`;
    case "closed":
      return `close ${sign.code}${sign.reason === "" ? "" : ` ${sign.reason}`}`;
    case "frame": {
      const { data } = sign;
      const text =
        typeof data === "string"
          ? data
          : [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const shown = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
      return `${typeof data === "string" ? "text" : "binary"} ${shown}`;
    }
  }
}
