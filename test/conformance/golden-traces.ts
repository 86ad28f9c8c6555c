import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compare, type Difference } from "../../src/simulation/conformance/comparison.ts";
import type {
  RecordedLine,
  Recording,
  ServerLine,
  ServerSign,
} from "../../src/simulation/conformance/recording.ts";
import { readRecording } from "../../src/simulation/conformance/recording-reader.ts";
import { replay } from "../../src/simulation/conformance/replay.ts";
import "../../src/simulation/whole.ts";

export const TRACES = join(import.meta.dirname, "../fixtures/golden/traces");

export const traceNames: readonly string[] = readdirSync(TRACES).map((file) => file.replace(/\.jsonl$/, ""));

export function traceText(name: string): string {
  return readFileSync(join(TRACES, `${name}.jsonl`), "utf8");
}

export function golden(name: string): Recording {
  return readRecording(name, traceText(name));
}

/** What is found when the client does the same as in the recording, but other lines of the server are expected. */
export function expecting(recording: Recording, lines: readonly RecordedLine[]): Difference | null {
  return compare({ ...recording, lines }, replay(recording));
}

/** The recording's line with this number. */
export function lineAt(recording: Recording, line: number): ServerLine {
  const found = recording.lines.find((candidate) => candidate.line === line);
  if (found?.from !== "server") throw new Error(`line ${line} of ${recording.name} is not the server's`);
  return found;
}

/** The lines with another sign of the server at one of them. */
export function withSign(recording: Recording, line: number, sign: ServerSign): readonly RecordedLine[] {
  const changed = { ...lineAt(recording, line), sign };
  return recording.lines.map((candidate) => (candidate.line === line ? changed : candidate));
}

/** The lines with the server's signs at two of them exchanged. */
export function withSwapped(recording: Recording, one: number, other: number): readonly RecordedLine[] {
  const lines = withSign(recording, one, lineAt(recording, other).sign);
  return withSign({ ...recording, lines }, other, lineAt(recording, one).sign);
}

export function without(recording: Recording, line: number): readonly RecordedLine[] {
  return recording.lines.filter((candidate) => candidate.line !== line);
}

/** A trace in the golden format, made of the client's and the server's text frames. */
export function traceOf(...lines: readonly { readonly [field: string]: unknown }[]): string {
  const meta = { dir: "meta", client: null, kind: "meta", data: { scenario: "made up" } };
  return [meta, ...lines].map((line) => `${JSON.stringify(line)}\n`).join("");
}
