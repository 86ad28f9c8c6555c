import { expect, test } from "vitest";
import type { TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import { canonicalJson, serializeTrace, toHex } from "../../src/trace/serialize.ts";

// Ids have no other source in a test.
const ben = "ben" as ClientId;
const connection = 1 as ConnectionId;
const frame = 2 as FrameId;

test("one trace event a line, keys sorted, bytes as hex", () => {
  const events = traceOf(
    { kind: "server_started" },
    {
      kind: "frame_sent",
      client: ben,
      connection,
      frame,
      direction: "up",
      data: new Uint8Array([0, 15, 255]),
    },
    { kind: "frame_sent", client: ben, connection, frame, direction: "down", data: '["1",null]\n' },
  );
  expect(serializeTrace(events)).toBe(
    [
      '{"cause":null,"kind":"server_started","seq":0,"timeMs":0}',
      '{"cause":null,"client":"ben","connection":1,"data":{"hex":"000fff"},"direction":"up","frame":2,"kind":"frame_sent","seq":1,"timeMs":10}',
      '{"cause":null,"client":"ben","connection":1,"data":"[\\"1\\",null]\\n","direction":"down","frame":2,"kind":"frame_sent","seq":2,"timeMs":20}',
      "",
    ].join("\n"),
  );
});

test("an empty trace is the empty text", () => {
  expect(serializeTrace([])).toBe("");
});

test("the order in which keys were added does not matter, at any depth", () => {
  const one = { b: [{ y: 1, x: { "2": null, "10": true } }], a: "ä" };
  const other = { a: "ä", b: [{ x: { "10": true, "2": null }, y: 1 }] };
  expect(canonicalJson(one)).toBe('{"a":"ä","b":[{"x":{"10":true,"2":null},"y":1}]}');
  expect(canonicalJson(other)).toBe(canonicalJson(one));
});

test("keys sort by code units, whatever the locale", () => {
  expect(canonicalJson({ ä: 1, Z: 2, a: 3 })).toBe('{"Z":2,"a":3,"ä":1}');
});

test("a key without a value is left out, a lone surrogate is escaped", () => {
  expect(canonicalJson({ a: undefined, b: "\ud800" })).toBe('{"b":"\\ud800"}');
});

test("what comes out is JSON that says the same", () => {
  const value = { n: [1, 2.5, -3, 0], t: true, f: false, z: null, s: 'quote " and \u2028' };
  expect(JSON.parse(canonicalJson(value))).toEqual(value);
});

test("two digits a byte", () => {
  expect(toHex(new Uint8Array([0, 1, 16, 171]))).toBe("000110ab");
});

function traceOf(...bodies: readonly TraceBody[]): readonly TraceEvent[] {
  const log = new MemoryLog();
  for (const body of bodies) log.record(body, log.length * 10, null);
  return log.events;
}

test("an integer of Elixir's is written with all its digits", () => {
  expect(canonicalJson({ count: 2n ** 80n })).toBe('{"count":1208925819614629174706176}');
});
