import { expect, test } from "vitest";
import { inspectJson } from "../../src/protocol/elixir-text.ts";
import type { JsonValue } from "../../src/protocol/json.ts";

// As `inspect/2` of Elixir 1.14 writes them.
test.each<[JsonValue, number, string]>([
  [null, 50, "nil"],
  [true, 50, "true"],
  [3, 50, "3"],
  [1.5, 50, "1.5"],
  ["s", 50, '"s"'],
  ['a"b\\c\n#{d}\u001b\u007f', 50, '"a\\"b\\\\c\\n\\#{d}\\e\\d"'],
  ["a\u0000\u0085", 50, "<<97, 0, 194, 133>>"],
  ["a\u0000\u0085", 2, "<<97, 0, ...>>"],
  ["é😀", 50, '"é😀"'],
  [[], 50, "[]"],
  [[1, 2], 50, "[1, 2]"],
  [[104, 105, 39], 50, "'hi\\''"],
  [[1, [2, [3]]], 50, "[1, [2, [3]]]"],
  [{}, 50, "%{}"],
  [{ b: 1, a: [null] }, 50, '%{"a" => [nil], "b" => 1}'],
  [[1, 2, 3, 4], 3, "[1, 2, 3, ...]"],
  [
    [
      [1, 2, 3],
      [4, 5],
    ],
    3,
    "[[1, 2, ...], [4, ...]]",
  ],
  [{ a: 1, b: 2 }, 1, '%{"a" => 1, ...}'],
  [[0, 1], 0, "[...]"],
])("%j with limit %i is %s", (value, limit, inspected) => {
  expect(inspectJson(value, limit)).toBe(inspected);
});
