import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aligned } from "../../src/trace/alignment.ts";

/** Two texts, letter beside letter; `-` where the other one has a letter more. */
function sideBySide(left: string, right: string): readonly [string, string] {
  const pairs = aligned([...left], [...right]);
  const row = (text: string, side: "left" | "right") =>
    pairs.map((pair) => (pair[side] === null ? "-" : text[pair[side]])).join("");
  return [row(left, "left"), row(right, "right")];
}

describe("two lists side by side", () => {
  test("equal ones have nothing alone", () => {
    expect(sideBySide("connect", "connect")).toEqual(["connect", "connect"]);
  });

  test("what one has more stands alone", () => {
    expect(sideBySide("abd", "abcd")).toEqual(["ab-d", "abcd"]);
    expect(sideBySide("abcd", "abd")).toEqual(["abcd", "ab-d"]);
    expect(sideBySide("", "xy")).toEqual(["--", "xy"]);
  });

  test("what was replaced comes before what replaced it", () => {
    expect(sideBySide("abcd", "axcd")).toEqual(["ab-cd", "a-xcd"]);
  });

  test("every item stands once, in its order, and only equal ones stand together", () => {
    const items = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 24 });
    fc.assert(
      fc.property(items, items, (left, right) => {
        const pairs = aligned(left, right);
        const places = (side: "left" | "right") => pairs.flatMap((pair) => pair[side] ?? []);
        expect(places("left")).toEqual(left.map((_, index) => index));
        expect(places("right")).toEqual(right.map((_, index) => index));
        for (const pair of pairs) {
          if (pair.left !== null && pair.right !== null) expect(left[pair.left]).toBe(right[pair.right]);
        }
      }),
    );
  });

  test("no other way has more items together", () => {
    const items = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 9 });
    fc.assert(
      fc.property(items, items, (left, right) => {
        const together = aligned(left, right).filter((pair) => pair.left !== null && pair.right !== null);
        expect(together.length).toBe(longestCommon(left, right));
      }),
    );
  });

  test("lists with nothing in common are given up in the end, and then stand as they are", () => {
    const many = (letter: string) => Array.from({ length: 1500 }, (_, index) => `${letter}${index}`);
    const pairs = aligned(many("a"), many("b"));
    expect(pairs.length).toBe(1500);
    expect(pairs.at(-1)).toEqual({ left: 1499, right: 1499 });
  });
});

function longestCommon(left: readonly string[], right: readonly string[]): number {
  const [a, ...restA] = left;
  const [b, ...restB] = right;
  if (a === undefined || b === undefined) return 0;
  if (a === b) return 1 + longestCommon(restA, restB);
  return Math.max(longestCommon(restA, right), longestCommon(left, restB));
}
