import { expect, test } from "vitest";
import { SHORTCUTS } from "../../src/ui/keys/shortcuts.ts";
import { KEYS, wishOf } from "../../src/ui/simulator/keyboard.ts";

test("the sheet has a line for every key of the simulator, and no key twice in one place", () => {
  const told = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts.map(({ does }) => does));
  expect(new Set(told).size).toBe(told.length);
  expect(told.length).toBeGreaterThan(Object.keys(KEYS).length);
  for (const { shortcuts } of SHORTCUTS) {
    const keys = shortcuts.flatMap((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { does } of shortcuts) expect(does).toMatch(/^[a-z].*[^.]$/);
  }
});

test("each key does what the table says", () => {
  for (const [wish, keys] of Object.entries(KEYS)) {
    for (const key of keys) {
      const press = { key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
      expect(wishOf(press, { tagName: "SECTION" })).toBe(wish);
    }
  }
});
