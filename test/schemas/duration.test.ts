import { expect, test } from "vitest";
import { readDuration } from "../../src/schemas/duration.ts";

test.each([
  ["2s", 2000],
  ["1.5s", 1500],
  ["1.001s", 1001], // 1.001 * 1000 is 1000.9999999999999
  ["0.25s", 250],
  ["250ms", 250],
  [2000, 2000],
  [0, 0],
  ["-5ms", -5],
  [-5, -5],
])("%s is %d ms", (written, ms) => {
  expect(readDuration(written)).toBe(ms);
});

test.each([
  "2 s",
  "2",
  "2sec",
  "1.5ms",
  "1.0001s",
  "s",
  "",
  "1e3s",
  1.5,
  Number.NaN,
  null,
  undefined,
  [2],
  "--5s",
])("%s is no duration", (written) => {
  expect(readDuration(written)).toBeNull();
});

test("minus nothing is nothing", () => {
  expect(Object.is(readDuration(-0), 0)).toBe(true);
});
