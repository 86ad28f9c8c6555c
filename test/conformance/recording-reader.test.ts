import { describe, expect, test } from "vitest";
import { parseHttpDate } from "../../src/simulation/conformance/http-date.ts";
import { BadRecording } from "../../src/simulation/conformance/recording.ts";
import { readRecording } from "../../src/simulation/conformance/recording-reader.ts";
import { golden, traceOf, traceText } from "./golden-traces.ts";

test("lines keep their number and their moment; the wall clock comes from the first dated answer", () => {
  const { lines, wallClockAtStart } = golden("connect_ok");
  expect(lines.map(({ line, atMs, from }) => [line, atMs, from])).toEqual([
    [2, 8.2, "client"],
    [3, 27.7, "server"],
    [4, 149, "client"],
    [5, 157.3, "server"],
  ]);
  expect(wallClockAtStart).toBe(Date.UTC(2026, 10, 24, 1, 48, 0) / 1000 - 0.0277);
});

test("close 1005 is a close frame without a code, hex is bytes", () => {
  expect(golden("js18_buffered").lines.at(-2)).toMatchObject({ act: { is: "close", code: null } });
  expect(golden("bad_binary_short").lines.at(-2)).toMatchObject({ act: { data: Uint8Array.of(0, 1) } });
});

test("HTTP dates", () => {
  for (const seconds of [0, 951_782_400, 951_868_800, 1_795_484_880, 4_107_542_399]) {
    expect(parseHttpDate(new Date(seconds * 1000).toUTCString())).toBe(seconds);
  }
  expect(parseHttpDate("2026-11-24")).toBeNull();
  expect(parseHttpDate("Tue, 24 Foo 2026 01:48:00 GMT")).toBeNull();
});

describe("a bad file is named with its line", () => {
  const whole = traceText("join_ok");
  const open = { t: 1, dir: "c2s", client: "A", kind: "open", data: { url: "/socket/websocket" } };

  test.each([
    ["an empty file", "", 1],
    ["no meta line", traceOf(open).split("\n").slice(1).join("\n"), 1],
    ["nothing but the meta line", traceOf(), 1],
    ["a line cut short", whole.slice(0, -20), 7],
    ["an empty line in the middle", whole.replace("\n", "\n\n"), 2],
    ["a line that is no object", traceOf(open).concat("[]\n"), 3],
    ["no time", traceOf(open, { ...open, t: undefined }), 3],
    ["an unknown direction", traceOf({ ...open, dir: "up" }), 2],
    ["an unknown kind", traceOf(open, { ...open, kind: "raw", data: "ff" }), 3],
    ["an answer without a code", traceOf(open, { ...open, dir: "s2c" }), 3],
    ["a frame that is no text", traceOf(open, { ...open, kind: "text", data: 1 }), 3],
    ["bytes that are no hex", traceOf(open, { ...open, kind: "binary", data: "0g" }), 3],
    ["no client", traceOf({ ...open, client: null }), 2],
    ["no url", traceOf({ ...open, data: {} }), 2],
    ["an unknown control", traceOf(open, { t: 1, dir: "ctl", kind: "http", data: "POST /ctl/dance" }), 3],
    ["an unknown signal", traceOf(open, { t: 1, dir: "ctl", kind: "signal", data: "SIGUSR1" }), 3],
  ])("%s", (_what, text, line) => {
    expect(() => readRecording("bad", text)).toThrow(BadRecording);
    try {
      readRecording("bad", text);
    } catch (error) {
      expect(error).toMatchObject({ line });
    }
  });
});
