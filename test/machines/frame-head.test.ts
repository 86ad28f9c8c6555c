import { expect, test } from "vitest";
import { readFrameHead } from "../../src/machines/frame-head.ts";

const encode = (text: string) => [...new TextEncoder().encode(text)];

test.each([
  {
    what: "text push up",
    direction: "up" as const,
    data: '["1","2","t","said",{"status":"ok"}]',
    head: { joinRef: "1", ref: "2", topic: "t", event: "said", status: null },
  },
  {
    what: "text reply down",
    direction: "down" as const,
    data: '["1","2","t","phx_reply",{"status":"ok","response":{}}]',
    head: { joinRef: "1", ref: "2", topic: "t", event: "phx_reply", status: "ok" },
  },
  {
    what: "text broadcast down",
    direction: "down" as const,
    data: '[null,null,"t","said",{}]',
    head: { joinRef: null, ref: null, topic: "t", event: "said", status: null },
  },
  {
    what: "binary push up",
    direction: "up" as const,
    data: new Uint8Array([0, 1, 1, 2, 4, ...encode("12ésaid"), 9]),
    head: { joinRef: "1", ref: "2", topic: "é", event: "said", status: null },
  },
  {
    what: "binary push down",
    direction: "down" as const,
    data: new Uint8Array([0, 1, 1, 4, ...encode("1tsaid"), 9]),
    head: { joinRef: "1", ref: null, topic: "t", event: "said", status: null },
  },
  {
    what: "binary reply down",
    direction: "down" as const,
    data: new Uint8Array([1, 1, 1, 1, 2, ...encode("12tok"), 9]),
    head: { joinRef: "1", ref: "2", topic: "t", event: "phx_reply", status: "ok" },
  },
  {
    what: "binary broadcast down",
    direction: "down" as const,
    data: new Uint8Array([2, 1, 4, ...encode("tsaid"), 9]),
    head: { joinRef: null, ref: null, topic: "t", event: "said", status: null },
  },
  { what: "not JSON", direction: "down" as const, data: "{", head: null },
  { what: "not a frame", direction: "down" as const, data: "[1,2,3]", head: null },
  { what: "unknown kind", direction: "down" as const, data: new Uint8Array([9]), head: null },
])("$what", ({ direction, data, head }) => {
  expect(readFrameHead(data, direction)).toEqual(head);
});
