import { expect, test } from "vitest";
import { shapeOf, shapeOfInfo } from "../../src/server/term-shape.ts";
import "../../src/simulation/whole.ts";

test("a payload's shape has its small values, and an ellipsis for the rest", () => {
  expect(shapeOf({})).toBe("%{}");
  expect(shapeOf({ annotations: [{ id: 1 }], reason: "unauthorized", id: 3, ok: true, nothing: null })).toBe(
    '%{annotations: […], reason: "unauthorized", id: 3, ok: true, nothing: nil}',
  );
  expect(shapeOf({ body: "a longer text than fits", list: [], map: {}, deep: { a: 1 } })).toBe(
    "%{body: …, list: [], map: %{}, deep: %{…}}",
  );
  expect(shapeOf(new Uint8Array(2))).toBe("{:binary, …}");
});

test("a message to itself is its tag, alone or with what it carries", () => {
  expect(shapeOfInfo({ tag: ":after_join", payload: null, ref: null })).toBe(":after_join");
  expect(shapeOfInfo({ tag: ":after_join", payload: 1, ref: null })).toBe("{:after_join, 1}");
});
