import { expect, test } from "vitest";
import type { TraceEvent } from "../../src/trace/event.ts";
import { closeCodeAbout, inspect } from "../../src/ui/inspector/inspection.ts";
import { sampleRun } from "./sample-run.ts";

const { events } = sampleRun();

function first(match: (event: TraceEvent) => boolean): TraceEvent {
  const event = events.find(match);
  if (event === undefined) throw new Error("no such event in the sample");
  return event;
}

test("a frame shows its exact text, whether it is sent or has arrived", () => {
  const sent = first((event) => event.kind === "frame_sent" && String(event.data).includes("phx_join"));
  if (sent.kind !== "frame_sent") throw new Error("a frame");
  const arrived = first((event) => event.kind === "frame_arrived" && event.frame === sent.frame);
  for (const { seq } of [sent, arrived]) {
    const { wire, fields } = inspect(events, seq);
    expect(wire?.text).toBe(sent.data);
    expect(`[${wire?.slices?.join(",")}]`).toBe(sent.data);
    expect(fields.map(({ name }) => name)).toEqual(["join_ref", "ref", "topic", "event", "payload"]);
    for (const { about } of fields) expect(about).not.toBe("");
  }
  expect(inspect(events, sent.seq).heading).toBe("join, client to server, sent");
  expect(inspect(events, arrived.seq).heading).toBe("join, client to server, arrived");
});

test("a broadcast says why both its refs are null", () => {
  const { seq } = first(
    (event) => event.kind === "frame_sent" && String(event.data).startsWith("[null,null"),
  );
  const [joinRef, ref] = inspect(events, seq).fields;
  expect(joinRef?.about).toContain("belongs to no join");
  expect(ref?.about).toContain("answers nothing");
});

test("a close without a frame shows its code and what the browser does not tell", () => {
  const { seq } = first((event) => event.kind === "connection_closed");
  const { wire, fields } = inspect(events, seq);
  expect(wire).toBeNull();
  expect(fields.find(({ name }) => name === "code")?.value).toBe("1006");
  expect(fields.find(({ name }) => name === "because")?.value).toBe("offline");
  // Nothing came that could have carried one, so it was not the server that sent none.
  expect(fields.find(({ name }) => name === "reason")?.about).toBe("Without a close frame there is none.");
});

test("every event of the sample can be looked at", () => {
  for (const { seq } of events) expect(inspect(events, seq).heading).not.toBe("");
});

test("codes of the application are told from codes of the protocol", () => {
  expect(closeCodeAbout(4001)).toContain("application");
  expect(closeCodeAbout(1012)).toContain("restart");
});
