import { expect, test } from "vitest";
import { History, lastAtMost } from "../../src/trace/history.ts";

test("the last number that is at most a limit", () => {
  const ascending = [2, 5, 9];
  expect([1, 2, 4, 5, 9, 30].map((limit) => lastAtMost(ascending, limit))).toEqual([-1, 0, 0, 1, 2, 2]);
  expect(lastAtMost([], 3)).toBe(-1);
});

test("a value holds until the next change", () => {
  const link = new History<string>();
  link.push(3, "cut");
  link.push(8, "up");
  expect([2, 3, 7, 8, 100].map((seq) => link.at(seq))).toEqual([null, "cut", "cut", "up", "up"]);
});

test("the same value again is no change", () => {
  const history = new History<string>();
  for (const seq of [1, 2, 3]) history.push(seq, "same");
  history.push(4, "other");
  expect(history.at(3)).toBe("same");
});
