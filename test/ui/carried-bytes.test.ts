import { expect, test } from "vitest";
import { runScenarioView } from "../../src/simulation/run-view.ts";
import { withBytes } from "../../src/ui/simulator/carried-bytes.ts";
import type { InitialRun } from "../../src/ui/simulator/conversation.ts";
import { readScenario } from "../simulation/scenario-files.ts";

const scenario = readScenario("content/gallery/how-do-i-send-a-file/six-hundred-bytes.scenario.yaml");

function drawn(variant: string): InitialRun {
  return { run: runScenarioView(scenario, { variant, seed: 1 }), truths: [] };
}

test("a binary frame comes through JSON as it was", () => {
  const run = drawn("fix");
  const binary = run.run.events.filter(
    (event) => event.kind === "frame_sent" && typeof event.data !== "string",
  );
  expect(binary).toHaveLength(2);
  expect(withBytes(JSON.parse(JSON.stringify(run))).run.events).toEqual(run.run.events);
});

test("a run without one stays the same object", () => {
  const run = drawn("symptom");
  expect(withBytes(run)).toBe(run);
});
