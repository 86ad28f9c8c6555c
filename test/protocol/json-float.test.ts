import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inspectJson } from "../../src/protocol/elixir-text.ts";
import { encodeJson, sameJson } from "../../src/protocol/json.ts";
import { readJson } from "../../src/protocol/json-text.ts";
import { jsonOf, termOfJson as wireTerm } from "../../src/server/term-json.ts";
import "../../src/simulation/whole.ts";

/** What is read, what Jason 1.4.5 writes of it, and how `inspect/1` shows it (Elixir 1.14.0 on OTP 25, asked). */
const ASKED = [
  ["1.0", "1.0", "1.0"],
  ["1e3", "1.0e3", "1000.0"],
  ["-0.0", "-0.0", "-0.0"],
  ["1.5e-9", "1.5e-9", "1.5e-9"],
  ["1e-7", "1.0e-7", "1.0e-7"],
  ["0.000001", "1.0e-6", "1.0e-6"],
  ["0.001", "0.001", "0.001"],
  ["123456.0", "123456.0", "123456.0"],
  ["1e15", "1.0e15", "1000000000000000.0"],
  ["9007199254740992.0", "9.007199254740992e15", "9007199254740992.0"],
  ["12345678901234567.0", "1.2345678901234568e16", "1.2345678901234568e16"],
  ["1e20", "1.0e20", "1.0e20"],
  ["1e21", "1.0e21", "1.0e21"],
  ["1.5e300", "1.5e300", "1.5e300"],
  ["-12.50", "-12.5", "-12.5"],
  ["100000.0", "1.0e5", "100000.0"],
  ["5e-324", "5.0e-324", "5.0e-324"],
  ["1234567.25", "1234567.25", "1234567.25"],
] as const;

test.each(ASKED)("the float %s is written %s", (text, written, inspected) => {
  const value = readJson(text);
  expect(encodeJson(value)).toBe(written);
  expect(inspectJson(value)).toBe(inspected);
  // In a token, too.
  expect(encodeJson(jsonOf(wireTerm([value])))).toBe(`[${written}]`);
});

test("an integer stays one, however it is written", () => {
  for (const text of ["1", "-7", "100000000000000000000", "1000000000000000000000"]) {
    expect(encodeJson(readJson(text))).toBe(text);
    expect(inspectJson(readJson(text))).toBe(text);
  }
});

test("to Elixir 1.0 is another value than 1, to the client's JavaScript it is not", () => {
  expect(sameJson(readJson("[1.0]"), readJson("[1.0]"))).toBe(true);
  expect(sameJson(readJson("[1.0]"), readJson("[1]"))).toBe(false);
  expect(JSON.stringify(readJson('{"at":[1.0]}'))).toBe('{"at":[1]}');
});

test("what a real Phoenix echoed comes out to the letter", () => {
  const frames = readFileSync("test/fixtures/golden/traces/json_encoding.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === "text");
  const [, , sent, received] = frames.map(({ data }) => data as string); // what a recording's text frame holds
  const [joinRef, ref, topic, , payload] = readJson(sent ?? "") as readonly unknown[]; // a frame is an array
  const reply = [joinRef, ref, topic, "phx_reply", { response: payload, status: "ok" }];
  expect(sent).toContain('"float":1.0,"exp":1e3,"neg":-0.0');
  // All of it came from `readJson`, or is text.
  expect(encodeJson(reply as Parameters<typeof encodeJson>[0])).toBe(received);
});
