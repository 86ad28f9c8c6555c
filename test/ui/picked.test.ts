import { describe, expect, test } from "vitest";
import { Causality } from "../../src/trace/causality.ts";
import type { Seq } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import { chainOf, coneSentence, litItems, stepsOf } from "../../src/ui/diagram/picked.ts";
import { sequenceOf } from "../../src/ui/diagram/sequence.ts";
import { sampleRun, sampleScenario } from "./sample-run.ts";

const seqs = (...values: number[]): readonly Seq[] => values as Seq[]; // a brand
const cone = (past: readonly Seq[], future: readonly Seq[]) => ({ of: 50 as Seq, past, future });

describe("the sentence says how many steps there are", () => {
  test.each([
    [0, 0, "Nothing led to it, nothing follows from it."],
    [1, 2, "1 step led to it, 2 steps follow from it."],
    [3, 1, "3 steps led to it, 1 step follows from it."],
  ])("%i before, %i after", (before, after, sentence) => {
    const some = (count: number) => seqs(...Array.from({ length: count }, (_, index) => index));
    expect(coneSentence(cone(some(before), some(after)))).toBe(sentence);
  });

  test("only where stepping stops", () => {
    const steps = stepsOf(cone(seqs(1, 2, 40), seqs(60, 61)), seqs(2, 3, 50, 61));
    expect(steps).toEqual({ of: 50, past: [2], future: [61] });
  });
});

describe("the chain of causes", () => {
  test("is told whole when it is short", () => {
    expect(chainOf(seqs(1, 2, 3, 4), 3)).toHaveLength(4);
  });

  test("of a long one its beginning and its end are told, and how many lie between", () => {
    expect(chainOf(seqs(1, 2, 3, 4, 5, 6), 3)).toEqual([
      { is: "step", seq: 1 },
      { is: "more", count: 3 },
      { is: "step", seq: 5 },
      { is: "step", seq: 6 },
    ]);
  });
});

test("what stays lit draws an event of the cone, and nothing that stands there all along", () => {
  const { events, steps } = sampleRun();
  const { items } = sequenceOf(events, steps, castOf(sampleScenario.clients, events));
  const broadcast = events.find(({ kind }) => kind === "broadcast_dispatched");
  const whole = new Causality(events).coneOf(broadcast?.seq ?? (0 as Seq));
  const lit = litItems(items, whole);
  const keys = lit.map(({ key }) => key);
  expect(keys).toContain(`broadcast-${whole.of}`);
  expect(lit.some(({ kind }) => kind === "frame")).toBe(true);
  expect(lit.filter(({ kind }) => kind === "life" || kind === "connection")).toEqual([]);
  expect(lit.length).toBeLessThan(items.length / 2);
});
