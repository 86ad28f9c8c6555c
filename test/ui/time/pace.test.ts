import { expect, test } from "vitest";
import { NORMAL, PACES, stayMs } from "../../../src/ui/time/pace.ts";

const PROPORTIONAL = PACES.find(({ stopMs }) => stopMs === null) ?? NORMAL;

test("at a set speed every stop is shown as long, whatever time lies between", () => {
  expect([0, 40, 30_000].map((laterMs) => stayMs(NORMAL, laterMs))).toEqual([1100, 1100, 1100]);
});

test("in proportion a latency takes ten times as long as in life, within what one can follow and wait for", () => {
  expect([0, 40, 80, 30_000].map((laterMs) => stayMs(PROPORTIONAL, laterMs))).toEqual([150, 400, 800, 4000]);
});

test("each speed has a name of its own", () => {
  expect(new Set(PACES.map(({ id }) => id)).size).toBe(PACES.length);
  expect(new Set(PACES.map(({ label }) => label)).size).toBe(PACES.length);
});
