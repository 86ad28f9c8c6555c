import { expect, test } from "vitest";
import { tabAfter } from "../../src/ui/simulator/tab-keys.ts";

const PLAIN = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
const TABS = [{ id: "viewers" }, { id: "act" }, { id: "wire" }] as const;

test.each([
  ["viewers", "ArrowRight", "act"],
  ["wire", "ArrowRight", "viewers"],
  ["viewers", "ArrowLeft", "wire"],
  ["act", "Home", "viewers"],
  ["act", "End", "wire"],
  ["act", "ArrowDown", null],
  ["act", "Enter", null],
] as const)("from %s, %s leads to %s", (selected, key, next) => {
  expect(tabAfter(TABS, selected, { ...PLAIN, key })).toBe(next);
});

test("with a modifier a key is the browser's", () => {
  expect(tabAfter(TABS, "act", { ...PLAIN, altKey: true, key: "ArrowLeft" })).toBeNull();
});
