import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Raised } from "../../src/kernel/raised.ts";
import { isJsonArray, type JsonValue, sameJson } from "../../src/protocol/json.ts";
import { parseJsonText } from "../../src/protocol/json-parser.ts";
import { atom, binary, float, integer, list, type Term, text, tuple } from "../../src/server/term.ts";
import { jsonOf, stringOf, termOfJson } from "../../src/server/term-json.ts";
import { atomMap, mapTerm } from "../../src/server/term-map.ts";
import "../../src/simulation/whole.ts";

test("JSON comes back from a term as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = parseJsonText(JSON.stringify(value));
      expect(sameJson(jsonOf(termOfJson(json)), json)).toBe(true);
    }),
  );
});

test("an integer is the one that was written, however long", () => {
  for (const digits of ["0", "-7", "9007199254740993", "12345678901234567000", `1${"0".repeat(40)}`]) {
    expect(termOfJson(parseJsonText(digits))).toEqual(integer(BigInt(digits)));
    expect(String(jsonOf(integer(BigInt(digits))))).toBe(digits);
  }
  expect(termOfJson(1e40)).toEqual(float(1e40));
});

test("JSON is taken and given however deep it is nested", () => {
  let json: JsonValue = 1;
  for (let depth = 0; depth < 100_000; depth += 1) json = [json];
  let inner: JsonValue = jsonOf(termOfJson(json));
  let depth = 0;
  while (isJsonArray(inner)) {
    inner = inner[0] ?? null;
    depth += 1;
  }
  expect([depth, inner]).toEqual([100_000, 1]);
});

describe("a term as Jason writes it", () => {
  test.each<[Term, JsonValue]>([
    [atom("nil"), null],
    [atom("true"), true],
    [atom("away"), "away"],
    [atomMap({ a: list([integer(1), text("é")]) }), { a: [1, "é"] }],
    [
      mapTerm([
        [integer(1), integer(2)],
        [atom("nil"), integer(3)],
      ]),
      { "1": 2, "": 3 },
    ],
    [list([integer(97)]), [97]],
    [mapTerm([[text("__proto__"), integer(1)]]), JSON.parse('{"__proto__":1}')],
  ])("%#", (term, json) => expect(jsonOf(term)).toEqual(json));

  test.each<[string, Term]>([
    ["Protocol.UndefinedError", tuple(integer(1))],
    ["Protocol.UndefinedError", atomMap({ deep: list([tuple()]) })],
    ["Protocol.UndefinedError", { is: "bitstring", bytes: Uint8Array.of(128), bits: 1 }],
    ["Protocol.UndefinedError", atomMap({ __struct__: atom("Elixir.User") })],
    ["Protocol.UndefinedError", mapTerm([[tuple(), integer(1)]])],
    ["Protocol.UndefinedError", list([integer(1)], integer(2))],
    ["Jason.EncodeError", binary(Uint8Array.of(255))],
  ])("%s", (exception, term) => {
    expect(() => jsonOf(term)).toThrow(Raised);
    expect(() => jsonOf(term)).toThrow(expect.objectContaining({ exception }));
  });
});

test("a presence's key is shown as its string", () => {
  const shown = [text("a"), integer(-7), atom("ada"), atom("nil"), list([97, 233, 0x1f600].map(integer))];
  expect(shown.map(stringOf)).toEqual(["a", "-7", "ada", "", "aé😀"].map(text));
  for (const none of [tuple(), mapTerm([]), float(1.5), list([text("a")]), list([integer(0xd800)])]) {
    expect(() => stringOf(none)).toThrow(Raised);
  }
});
