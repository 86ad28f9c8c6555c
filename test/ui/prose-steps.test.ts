import { expect, test } from "vitest";
import { readShown } from "../../src/ui/prose-steps.ts";

test("the lines that a phrase shows", () => {
  expect(readShown("contiguous.js:22 user_socket.ex:3-5")).toEqual([
    { file: "contiguous.js", from: 22, to: 22 },
    { file: "user_socket.ex", from: 3, to: 5 },
  ]);
  expect(readShown("")).toEqual([]);
  expect(readShown("contiguous.js 5")).toEqual([]);
});
