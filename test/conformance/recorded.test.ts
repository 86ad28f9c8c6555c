import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compare } from "../../src/simulation/conformance/comparison.ts";
import type { Recording } from "../../src/simulation/conformance/recording.ts";
import { readRecording } from "../../src/simulation/conformance/recording-reader.ts";
import { replay, type StartApplication } from "../../src/simulation/conformance/replay.ts";
import { without } from "./golden-traces.ts";
import { LabApplication } from "./lab-application.ts";

const TRACES = join(import.meta.dirname, "../fixtures/recorded/traces");
const names = readdirSync(TRACES).map((file) => file.replace(/\.jsonl$/, ""));

const startLab: StartApplication = (kernel, wallClockAtStart) => new LabApplication(kernel, wallClockAtStart);

function recorded(name: string): Recording {
  return readRecording(name, readFileSync(join(TRACES, `${name}.jsonl`), "utf8"));
}

function replayed(recording: Recording) {
  return recording.name.startsWith("lab_") ? replay(recording, startLab) : replay(recording);
}

test("there are recordings of both applications", () => {
  expect(names.filter((name) => name.startsWith("lab_")).length).toBeGreaterThan(20);
  expect(names.filter((name) => !name.startsWith("lab_")).length).toBeGreaterThan(20);
});

test.each(names)("the simulated server does what Phoenix did: %s", (name) => {
  const recording = recorded(name);
  expect(compare(recording, replayed(recording))).toBeNull();
});

test("every recording is compared down to its last line", () => {
  for (const name of names) {
    const recording = recorded(name);
    const last = recording.lines.findLast((line) => line.from === "server");
    if (last === undefined) throw new Error(`the server says nothing in ${name}`);
    const lines = without(recording, last.line);
    expect([name, compare({ ...recording, lines }, replayed(recording))]).not.toEqual([name, null]);
  }
});
