import fc from "fast-check";
import { expect, test } from "vitest";
import { InvalidJson } from "../../src/protocol/invalid-json.ts";
import { encodeJson, type JsonValue, sameJson } from "../../src/protocol/json.ts";
import { parseJsonText } from "../../src/protocol/json-parser.ts";

test("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseJsonText(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("what the server writes it reads back as the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue() as fc.Arbitrary<JsonValue>, (value) => {
      // (fast-check's type for the same values differs in name only)
      expect(sameJson(parseJsonText(encodeJson(value)), value)).toBe(true);
    }),
  );
});

test("of fields with one key the first counts, as in Jason", () => {
  expect(parseJsonText('{"a":1,"b":2,"a":3}')).toEqual({ a: 1, b: 2 });
});

test("integers are exact however long, and come out as they went in", () => {
  const text = "[12345678901234567890123,9007199254740993,-9007199254740993,-0,9007199254740991]";
  expect(parseJsonText(text)).toEqual([
    12345678901234567890123n,
    9007199254740993n,
    -9007199254740993n,
    0,
    9007199254740991,
  ]);
  expect(encodeJson(parseJsonText(text))).toBe(text.replace("-0", "0"));
});

test("a key may be called __proto__", () => {
  const value = parseJsonText('{"__proto__":1}');
  expect(Object.entries(value ?? {})).toEqual([["__proto__", 1]]);
  expect(encodeJson(value)).toBe('{"__proto__":1}');
});

test("escapes, surrogate pairs included", () => {
  expect(parseJsonText('"\\u00e9\\ud83d\\ude00\\n\\/\\""')).toBe('é😀\n/"');
});

test.each([
  "",
  " ",
  "{",
  "[1,]",
  '{"a"}',
  '{"a":1,}',
  "{nope",
  "01",
  "1.",
  "+1",
  "1e999",
  "nul",
  '"\t"',
  '"\\x"',
  '"open',
  '"\\ud83d"',
  '"\\ude00"',
  "[1] 2",
  "NaN",
])("refuses %j", (text) => {
  expect(() => parseJsonText(text)).toThrow(InvalidJson);
});

test("refuses an integer of more than 1024 digits", () => {
  expect(parseJsonText("1".repeat(1024))).toBe(BigInt("1".repeat(1024)));
  expect(() => parseJsonText("1".repeat(1025))).toThrow(InvalidJson);
});

test("small maps are written with sorted keys, as the BEAM keeps them", () => {
  expect(encodeJson({ z: 1, a: { é: 2, b: 3 }, M: [{ y: 1, x: 2 }] })).toBe(
    '{"M":[{"x":2,"y":1}],"a":{"b":3,"é":2},"z":1}',
  );
});
