import { expect, test } from "vitest";
import { SHORTCUTS } from "../../src/ui/keys/shortcuts.ts";
import { commandOf, KEYS } from "../../src/ui/simulator/keyboard.ts";

test("the sheet has a line for every key of the simulator, and no key twice in one place", () => {
  const [run] = SHORTCUTS;
  expect(run?.shortcuts).toHaveLength(Object.keys(KEYS).length);
  for (const { shortcuts } of SHORTCUTS) {
    const keys = shortcuts.flatMap((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { does } of shortcuts) expect(does).toMatch(/^[a-z].*[^.]$/);
  }
});

test("each key does what the table says", () => {
  const target = { tag: "section", type: "", editable: false };
  for (const [command, key] of Object.entries(KEYS)) {
    expect(commandOf({ key, modified: false, target })).toBe(command);
  }
});
