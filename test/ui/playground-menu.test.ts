import { expect, test } from "vitest";
import { hashOf, type Menu, scenarioIn } from "../../src/ui/playground/menu.ts";

const MENU: Menu = [
  { label: "To begin with", scenarios: [{ id: "two-viewers", title: "Two viewers" }] },
  { label: "Disconnects: The line", scenarios: [{ id: "silent-link", title: "A silent link" }] },
];

test("the address names a scenario of the menu, and nothing else", () => {
  expect(scenarioIn(hashOf("silent-link"), MENU)).toBe("silent-link");
  for (const hash of ["", "#", "#scenario=", "#scenario=../x", "#scenario=constructor", "#run=1.abc"]) {
    expect(scenarioIn(hash, MENU)).toBeNull();
  }
});
