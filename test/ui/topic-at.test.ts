import { expect, test } from "vitest";
import type { TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { ConnectionId, FrameId, PushId, Seq } from "../../src/trace/ids.ts";
import { topicAt } from "../../src/ui/statechart/topic-at.ts";
import { ada, ben } from "./sample-run.ts";

const connection = 1 as ConnectionId; // a test makes its ids by hand
const frame = (id: number) => ({ client: ben, connection, frame: id as FrameId });

function told(...bodies: readonly TraceBody[]): (seq: number) => string | null {
  const events = bodies.map(
    (body, seq): TraceEvent => ({ ...body, seq: seq as Seq, timeMs: seq, cause: null }),
  );
  return (seq) => topicAt(events, ben, seq as Seq);
}

const broadcast = (topic: string) => JSON.stringify([null, null, topic, "said", {}]);
const join = (client: typeof ada, topic: string): TraceBody => ({
  kind: "api_called",
  client,
  call: { name: "join", push: 1 as PushId, topic },
});

test("the topic of the last call, of what was sent, and of what has arrived", () => {
  const at = told(
    {
      kind: "page_changed",
      client: ben,
      page: { annotations: [], lastSeenId: null, notice: null, lines: [], buttons: [], writes: false },
    },
    join(ben, "rooms:1"),
    { kind: "frame_sent", ...frame(1), direction: "down", data: broadcast("rooms:2") },
    { kind: "frame_sent", ...frame(2), direction: "up", data: broadcast("rooms:3") },
    { kind: "frame_arrived", ...frame(1), direction: "down" },
  );
  expect([0, 1, 2, 3, 4].map(at)).toEqual([null, "rooms:1", "rooms:1", "rooms:3", "rooms:2"]);
});

test("neither a heartbeat nor what others do", () => {
  const heartbeat = JSON.stringify([null, "2", "phoenix", "heartbeat", {}]);
  const at = told(
    join(ben, "rooms:1"),
    { kind: "frame_sent", ...frame(1), direction: "up", data: heartbeat },
    { kind: "frame_sent", ...frame(2), direction: "down", data: heartbeat },
    { kind: "frame_arrived", ...frame(2), direction: "down" },
    join(ada, "rooms:2"),
  );
  expect(at(4)).toBe("rooms:1");
});
