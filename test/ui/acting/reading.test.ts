import fc from "fast-check";
import { expect, test } from "vitest";
import { Mistake, MOST_CHARACTERS, objectIn } from "../../../src/ui/acting/reading.ts";

function mistakeIn(payload: string): Mistake {
  try {
    objectIn({ payload }, "payload", "The payload");
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
  throw new Error(`nothing is wrong with ${payload}`);
}

test("JSON is taken as JavaScript reads it, and an empty field is an empty map", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const payload = JSON.stringify(value, null, 2);
      expect(objectIn({ payload }, "payload", "")).toEqual(JSON.parse(payload));
    }),
  );
  // What the client sends of it is 0, and so is what a link keeps.
  expect(objectIn({ payload: '{"n": [-0, {"__proto__": -0}]}' }, "payload", "")).toStrictEqual(
    JSON.parse('{"n": [0, {"__proto__": 0}]}'),
  );
  expect(objectIn({ payload: " \n" }, "payload", "")).toEqual({});
  // No longer integer than a page's own code would make of it.
  expect(typeof objectIn({ payload: '{"n": 12345678901234567890}' }, "payload", "")["n"]).toBe("number");
});

test.each([
  ["{", "it ends too early, at line 1, column 2.", 1],
  ['{"body": "x",}', "line 1, column 14: “}” cannot stand here.", 13],
  ["{\n  body: 1\n}", "line 2, column 3: “b” cannot stand here.", 4],
  ['{"a": 1} 2', "line 1, column 10: “2” cannot stand here.", 9],
  ['{"a": "x\n"}', "the line ends too early, at line 1, column 9.", 8],
  ["{'a': 1}", "line 1, column 2: “'” cannot stand here.", 1],
])("%j is no JSON: the message says where", (payload, message, position) => {
  expect(mistakeIn(payload)).toMatchObject({
    field: "payload",
    message: `The payload is not JSON: ${message}`,
    position,
  });
});

test("what is JSON but no map is refused where it begins", () => {
  expect(mistakeIn("  [1]")).toMatchObject({ position: 2 });
  expect(mistakeIn("null").message).toMatch(/must be a map/);
});

test("what is too long or too deep for a link is refused", () => {
  const long = mistakeIn(`{"a": "${"x".repeat(MOST_CHARACTERS)}"}`);
  expect(long.message).toMatch(/4009 characters; 4000 is the most/);
  expect(mistakeIn(`{"a": ${"[".repeat(70)}${"]".repeat(70)}}`).message).toMatch(/too deeply/);
});
