import { describe, expect, test } from "vitest";
import type { ComparedRow } from "../../src/simulation/simulator-api.ts";
import type { Seq } from "../../src/trace/ids.ts";
import { type Stretch, stretchesOf, summaryOf } from "../../src/ui/compare/comparison-model.ts";

/** Rows from letters: `=` the same, `-` gone, `+` new, `t` at another time, `c` with other data. */
function rowsOf(letters: string): readonly ComparedRow[] {
  const differences = { "=": "none", "-": "missing", "+": "missing", t: "time", c: "content" } as const;
  return [...letters].map((letter, index) => {
    const stop = { seq: index as Seq, timeMs: index, sentence: `${index}` }; // any number will do
    return {
      left: letter === "+" ? null : stop,
      right: letter === "-" ? null : stop,
      difference: differences[letter as keyof typeof differences], // of these letters
    };
  });
}

function comparison(letters: string) {
  const first = letters.search(/[^=]/);
  return { rows: rowsOf(letters), first: first === -1 ? null : first };
}

/** Each piece in a few signs. */
function pieces(letters: string): readonly string[] {
  return stretchesOf(comparison(letters)).map(inSigns);
}

function inSigns(stretch: Stretch): string {
  switch (stretch.is) {
    case "same":
      return `${stretch.hidden} hidden, ${stretch.stops.length} shown`;
    case "different":
      return `${stretch.first ? "first: " : ""}${stretch.left.length} gone, ${stretch.right.length} new`;
    case "shifted":
      return `${stretch.first ? "first: " : ""}${stretch.how}`;
  }
}

describe("a comparison in pieces", () => {
  test("what is the same shrinks to what leads up to a difference", () => {
    expect(pieces("=====-+=")).toEqual(["3 hidden, 2 shown", "first: 1 gone, 1 new", "1 hidden, 0 shown"]);
  });

  test("what was replaced stands beside what replaced it", () => {
    expect(pieces("--+++")).toEqual(["first: 2 gone, 3 new"]);
  });

  test("the first difference is marked, and no other", () => {
    expect(pieces("=t=-")).toEqual([
      "0 hidden, 1 shown",
      "first: time",
      "0 hidden, 1 shown",
      "1 gone, 0 new",
    ]);
    expect(pieces("c")).toEqual(["first: content"]);
  });

  test("two runs that are the same are one piece", () => {
    expect(pieces("====")).toEqual(["4 hidden, 0 shown"]);
  });
});

test("the sum says how much differs", () => {
  expect(summaryOf(comparison("==="))).toBe("Both runs are the same, to the last stop.");
  expect(summaryOf(comparison("=--+ct"))).toBe(
    "2 stops gone, 1 stop new, 1 stop with other data, 1 stop at another time.",
  );
});
