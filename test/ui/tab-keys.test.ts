import { expect, test } from "vitest";
import { moveOf, tabAfter } from "../../src/ui/simulator/tab-keys.ts";

const PLAIN = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
const TABS = [{ id: "viewers" }, { id: "act" }, { id: "wire" }] as const;

/** The tab that a key leads to, or null when the key is none of the row's. */
function after(selected: (typeof TABS)[number]["id"], key: string): string | null {
  const move = moveOf({ ...PLAIN, key });
  return move === null ? null : tabAfter(TABS, selected, move);
}

test.each([
  ["viewers", "ArrowRight", "act"],
  ["wire", "ArrowRight", "viewers"],
  ["viewers", "ArrowLeft", "wire"],
  ["act", "Home", "viewers"],
  ["act", "End", "wire"],
  ["act", "ArrowDown", null],
  ["act", "Enter", null],
] as const)("from %s, %s leads to %s", (selected, key, next) => {
  expect(after(selected, key)).toBe(next);
});

test("with a modifier a key is the browser's", () => {
  expect(moveOf({ ...PLAIN, altKey: true, key: "ArrowLeft" })).toBeNull();
});
