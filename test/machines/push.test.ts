import { expect, test } from "vitest";
import { makePushChart } from "../../src/machines/push.ts";
import type { PushEvent } from "../../src/machines/push-config.ts";

const chart = makePushChart();

/** Where a push is after machine events without payload, replies written as `replied:STATUS`. */
function after(...types: readonly string[]): object {
  return types.reduce((position, type) => chart.step(position, eventOf(type)), chart.start).view;
}

function eventOf(text: string): PushEvent {
  const [type, status] = text.split(":");
  // Every type without a colon in these tests is one without payload.
  return status === undefined ? ({ type } as PushEvent) : { type: "replied", status };
}

test.each([
  { events: [], is: { is: "idle" } },
  { events: ["frame_sent"], is: { is: "sent" } },
  { events: ["frame_sent", "replied:ok"], is: { is: "replied", status: "ok" } },
  { events: ["frame_sent", "replied:any word"], is: { is: "replied", status: "any word" } },
  { events: ["frame_sent", "replied:timeout"], is: { is: "timed_out" } },
  { events: ["frame_sent", "timeout_fired"], is: { is: "timed_out" } },
  { events: ["channel_held"], is: { is: "channel_buffered" } },
  { events: ["channel_held", "timeout_fired"], is: { is: "timed_out" } },
  { events: ["channel_held", "frame_sent"], is: { is: "sent" } },
  { events: ["socket_held"], is: { is: "socket_buffered" } },
  { events: ["socket_held", "frame_sent"], is: { is: "sent" } },
  { events: ["params_threw"], is: { is: "dropped" } },
  { events: ["socket_held", "outdated"], is: { is: "dropped" } },
  { events: ["outdated", "timeout_fired"], is: { is: "timed_out" } },
  { events: ["reset", "params_threw", "timeout_fired", "reset"], is: { is: "idle" } },
  { events: ["frame_sent", "replied:error", "reset", "frame_sent"], is: { is: "sent" } },
])("$events", ({ events, is }) => {
  expect(after(...events)).toEqual(is);
});

test.each([["replied:ok"], ["timed_out"], ["frame_sent", "frame_sent"], ["frame_sent", "channel_held"]])(
  "%s %s is not known",
  (...events) => {
    expect(() => after(...events)).toThrow("the push machine does not know");
  },
);
