import { expect, test } from "vitest";
import type { Seq } from "../../src/trace/ids.ts";
import { actionsFor } from "../../src/ui/simulator/actions.ts";
import { protagonist } from "../../src/ui/simulator/protagonist.ts";
import { ada, ben, sampleRun, sampleStep } from "./sample-run.ts";

const { events } = sampleRun();

function kinds(seq: number): readonly string[] {
  return actionsFor(ben, "videos:1", sampleStep(events, seq as Seq)).map(({ input }) => input.kind); // a brand
}

function seqOf(kind: string): number {
  return events.findIndex((event) => event.kind === "input_applied" && event.input.kind === kind);
}

test("a cable that is in can be pulled, one that is out can be plugged in", () => {
  expect(kinds(seqOf("pull_cable") - 1)).toContain("pull_cable");
  const out = kinds(seqOf("plug_cable") - 1);
  expect(out).toContain("plug_cable");
  expect(out).not.toContain("pull_cable");
});

test("a page that is not open yet can be opened", () => {
  expect(kinds(0)).toContain("open_page");
  expect(kinds(events.length - 1)).not.toContain("open_page");
});

test("every action says in one line what it models", () => {
  for (const { about } of actionsFor(ben, "videos:1", sampleStep(events, 0 as Seq))) {
    expect(about.length).toBeGreaterThan(10);
    expect(about.length).toBeLessThan(90);
  }
});

test("the simulator looks at the viewer whom the script hurts", () => {
  const script = [
    { input: { kind: "open_page", client: ada } },
    { input: { kind: "pull_cable", client: ben } },
  ] as const;
  expect(protagonist([ada, ben], script)).toBe(ben);
  expect(protagonist([ada, ben], [])).toBe(ada);
});
