import { expect, test } from "vitest";
import { fact, itemsOf } from "../../src/ui/inspector/ledger.ts";

const tell = ({ id, word }: { readonly id: number; readonly word: string }) => ({
  key: String(id),
  text: word,
  about: `number ${id}`,
});
const marks = (items: ReturnType<typeof itemsOf>) => items.map(({ text, mark }) => `${text} ${mark}`);

test("what came, what changed, what stayed, and at the end what went", () => {
  const before = [
    { id: 1, word: "stays" },
    { id: 2, word: "was" },
    { id: 3, word: "went" },
  ];
  const now = [
    { id: 4, word: "came" },
    { id: 1, word: "stays" },
    { id: 2, word: "is" },
  ];
  const items = itemsOf(now, before, tell);
  expect(marks(items)).toEqual(["came new", "stays null", "is changed", "went gone"]);
  expect(new Set(items.map(({ key }) => key)).size).toBe(4);
  expect(items.at(-1)?.about).toBe("");
});

test("where nothing was there to have any, nothing is marked", () => {
  expect(marks(itemsOf([{ id: 1, word: "is" }], null, tell))).toEqual(["is null"]);
});

test("a fact tells what it was only if that was something else", () => {
  expect(fact("ref", "4", "3").was).toBe("3");
  expect(fact("ref", "4", "4").was).toBeNull();
  expect(fact("ref", "4", undefined).was).toBeNull();
});
