import { expect, test } from "vitest";
import { nearMiss } from "../../src/schemas/near-miss.ts";

const WORDS = ["pull_cable", "plug_cable", "open_page", "ada", "ben"];

test.each([
  ["pull_cabel", "pull_cable"], // two letters swapped
  ["plugcable", "plug_cable"], // one left out
  ["open_pages", "open_page"], // one too many
  ["Ben", "ben"],
  ["bne", "ben"],
])("%s is near %s", (typed, meant) => {
  expect(nearMiss(typed, WORDS)).toBe(meant);
});

test.each(["charlie", "x", ""])("'%s' is near nothing", (typed) => {
  expect(nearMiss(typed, WORDS)).toBeNull();
});

test("a pasted page is near nothing, and found to be so at once", () => {
  expect(nearMiss("ben".repeat(20_000), WORDS)).toBeNull();
});

test("the nearest of several wins", () => {
  expect(nearMiss("plug_cabl", ["pull_cable", "plug_cable"])).toBe("plug_cable");
});
