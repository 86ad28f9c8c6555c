import { expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import { journeyOf } from "../../src/ui/inspector/frame-journey.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const { events } = runScenario(lessonScenario("cable-pulled-while-ada-writes"), { variant: "right" });

/** Where the frame of the first event that fits belongs, with the text of the event each leads to. */
function journey(fits: (event: TraceEvent) => boolean): readonly string[] {
  const event = events.find(fits);
  if (event === undefined) throw new Error("no such event");
  return journeyOf(events, event.seq).map(({ text, seq, isHere }) => {
    const kind = seq === null ? "nowhere" : events[seq]?.kind;
    return `${text} (${kind}${isHere ? ", here" : ""})`;
  });
}

const carries = (word: string, direction: string) => (event: TraceEvent) =>
  event.kind === "frame_sent" && event.direction === direction && String(event.data).includes(word);

test("a push: its own way, the join that its join_ref names, and its reply", () => {
  expect(journey(carries('"new_annotation",{', "up"))).toEqual([
    "sent by the client (frame_sent, here)",
    "arrived (frame_arrived)",
    'the join with the ref `"3"`, its `join_ref` (frame_sent)',
    expect.stringMatching(/^its reply, with the ref `"\d+"` \(frame_sent\)$/),
  ]);
});

test("a reply: what it answers", () => {
  const reply = journey(carries("phx_reply", "down"));
  expect(reply).toContainEqual('answers `phx_join` with the ref `"3"` (frame_sent)');
});

test("a broadcast answers nothing and belongs to no join", () => {
  expect(journey(carries('[null,null,"videos:1","new_annotation"', "down"))).toEqual([
    "sent by the server (frame_sent, here)",
    "arrived (frame_arrived)",
  ]);
});

test("a stop without a frame has none", () => {
  expect(journey((event) => event.kind === "server_started")).toEqual([]);
});
