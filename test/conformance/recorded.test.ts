import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/simulation/conformance/comparison.ts";
import type { Recording } from "../../src/simulation/conformance/recording.ts";
import { readRecording } from "../../src/simulation/conformance/recording-reader.ts";
import { replay, type StartApplication } from "../../src/simulation/conformance/replay.ts";
import { without } from "./golden-traces.ts";
import { LabApplication } from "./lab-application.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/recorded");

const startLab: StartApplication = (kernel, wallClockAtStart) => new LabApplication(kernel, wallClockAtStart);

describe.each([
  { folder: "traces", atLeast: 30, start: undefined },
  { folder: "lab", atLeast: 25, start: startLab },
])("recorded in $folder", ({ folder, atLeast, start }) => {
  const files = readdirSync(join(FOLDER, folder)).filter((file) => file.endsWith(".jsonl"));

  function recorded(file: string): Recording {
    return readRecording(file, readFileSync(join(FOLDER, folder, file), "utf8"));
  }

  test("they are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(atLeast);
  });

  test.each(files)("the simulated server does what Phoenix did: %s", (file) => {
    const recording = recorded(file);
    expect(compare(recording, replay(recording, start))).toBeNull();
  });

  test("every one is compared down to its last line", () => {
    for (const file of files) {
      const recording = recorded(file);
      const last = recording.lines.findLast((line) => line.from === "server");
      if (last === undefined) throw new Error(`the server says nothing in ${file}`);
      const lines = without(recording, last.line);
      expect([file, compare({ ...recording, lines }, replay(recording, start))]).not.toEqual([file, null]);
    }
  });
});
