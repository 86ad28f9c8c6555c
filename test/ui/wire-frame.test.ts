import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sliceArray } from "../../src/ui/wire/json-slices.ts";
import { frameDetail, readFrame } from "../../src/ui/wire/wire-frame.ts";

describe("reading a frame", () => {
  test("keeps every field's exact text", () => {
    const frame = readFrame(
      '["4", "7","videos:1","new_annotation",{"body": "a, [b] \\"c\\"", "at":1.50}]',
      "up",
    );
    expect(frame.fields).toEqual({
      joinRef: '"4"',
      ref: '"7"',
      topic: '"videos:1"',
      event: '"new_annotation"',
      payload: '{"body": "a, [b] \\"c\\"", "at":1.50}',
    });
  });

  test("cuts any JSON array at its own commas", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        expect(sliceArray(JSON.stringify(values))).toEqual(values.map((value) => JSON.stringify(value)));
      }),
    );
  });

  test.each([
    ['["3","3","videos:1","phx_join",{}]', "up", "join", "videos:1"],
    ['["3","3","videos:1","phx_reply",{"response":{},"status":"ok"}]', "down", "reply", "ok"],
    ['["3","5","videos:1","new_annotation",{}]', "up", "push", "new_annotation"],
    ['["3",null,"videos:1","catch_up",{}]', "down", "push", "catch_up"],
    ['[null,null,"videos:1","new_annotation",{}]', "down", "broadcast", "new_annotation"],
    ['[null,"8","phoenix","heartbeat",{}]', "up", "heartbeat", ""],
    ['["3","3","videos:1","phx_close",{}]', "down", "close", ""],
    ['["3","3","videos:1","phx_error",{"reason":"channel_crash"}]', "down", "error", ""],
    ['["3","9","videos:1","phx_leave",{}]', "up", "leave", "videos:1"],
  ] as const)("%s is a %s of kind %s", (text, direction, kind, detail) => {
    const frame = readFrame(text, direction);
    expect(frame.kind).toBe(kind);
    expect(frameDetail(frame)).toBe(detail);
  });

  test.each(["", "{}", "[1]", "[[", '["3",', "nonsense"])("%j cannot be read, and does not throw", (text) => {
    expect(readFrame(text, "up")).toMatchObject({ kind: "unreadable", fields: null, text });
  });

  test("reads a text frame of serializer 1.0.0", () => {
    const frame = readFrame('{"topic":"a:1","event":"phx_join","payload":{},"ref":"1"}', "up");
    expect(frame).toMatchObject({
      kind: "join",
      fields: { joinRef: "null", ref: '"1"', topic: '"a:1"', event: '"phx_join"', payload: "{}" },
    });
  });

  test("reads a binary push of the client, ref and join_ref included", () => {
    const bytes = new TextEncoder().encode("\u0000\u0001\u0001\u0003\u000434a:1fileXY");
    expect(readFrame(bytes, "up")).toMatchObject({
      kind: "push",
      binary: true,
      fields: { joinRef: '"3"', ref: '"4"', topic: '"a:1"', event: '"file"', payload: "58 59" },
    });
  });

  test("does not trip over any bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 30 }),
        fc.constantFrom("up" as const, "down" as const),
        (bytes, way) => {
          expect(readFrame(bytes, way).binary).toBe(true);
        },
      ),
    );
  });
});
