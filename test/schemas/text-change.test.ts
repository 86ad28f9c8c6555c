import { expect, test } from "vitest";
import { withChanges } from "../../src/schemas/text-change.ts";

test("changes are made one after the other", () => {
  const changes = [
    { replace: "reply", with: "noreply" },
    { replace: "noreply, socket", with: "stop, :normal, socket" },
  ];
  expect(withChanges("{:reply, socket}", changes)).toEqual({ text: "{:stop, :normal, socket}" });
});

test("a change that names no one place is told", () => {
  expect(withChanges("a b", [{ replace: "c", with: "d" }])).toEqual({ misplaced: 0, places: 0 });
  expect(withChanges("a a", [{ replace: "a", with: "d" }])).toEqual({ misplaced: 0, places: 2 });
  expect(
    withChanges("a b", [
      { replace: "a", with: "b" },
      { replace: "b", with: "c" },
    ]),
  ).toEqual({
    misplaced: 1,
    places: 2,
  });
});
