import { JOIN, REPLY } from "../../protocol/reserved.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import { stringOf } from "../wire/json-slices.ts";
import { readFrame, type WireFields } from "../wire/wire-frame.ts";

/** Something that the frame has to do with, and the event to go to; null when there is none. */
export type JourneyStep = {
  /** Code words stand between backticks. */
  readonly text: string;
  readonly seq: Seq | null;
  /** The stop is this very event. */
  readonly isHere: boolean;
};

type Sent = Extract<TraceEvent, { readonly kind: "frame_sent" }>;

/** What became of the frame of a stop, and the frames that its refs speak of. Empty for a stop without a frame. */
export function journeyOf(events: readonly TraceEvent[], seq: Seq): readonly JourneyStep[] {
  const event = events[seq];
  if (event === undefined || !("frame" in event)) return [];
  const own = events.filter((one) => "frame" in one && one.frame === event.frame);
  const sent = own.find((one) => one.kind === "frame_sent");
  if (sent?.kind !== "frame_sent") return [];
  const fates = own.map((one) => ({ text: fateOf(one), seq: one.seq, isHere: one.seq === seq }));
  const { fields } = readFrame(sent.data, sent.direction);
  return fields === null ? fates : [...fates, ...related(events, sent, fields)];
}

function fateOf(event: TraceEvent): string {
  switch (event.kind) {
    case "frame_sent":
      return event.direction === "up" ? "sent by the client" : "sent by the server";
    case "frame_arrived":
      return "arrived";
    case "frame_held":
      return "held by the link: TCP keeps it, should the link come back";
    default:
      return "lost with its connection";
  }
}

function related(events: readonly TraceEvent[], sent: Sent, fields: WireFields): readonly JourneyStep[] {
  const { joinRef, ref } = fields;
  const isReply = stringOf(fields.event) === REPLY;
  const isJoin = stringOf(fields.event) === JOIN;
  const steps: JourneyStep[] = [];
  const join = joinRef === "null" || isJoin ? null : messageWith(events, sent, "up", joinRef, JOIN);
  if (join !== null) {
    steps.push({
      text: `the join with the ref \`${joinRef}\`, its \`join_ref\``,
      seq: join.seq,
      isHere: false,
    });
  }
  if (ref === "null") return steps;
  if (isReply) {
    const asked = messageWith(events, sent, "up", ref, null);
    if (asked !== null) {
      const event = eventOf(asked);
      steps.push({ text: `answers \`${event}\` with the ref \`${ref}\``, seq: asked.seq, isHere: false });
    }
  } else if (sent.direction === "up") {
    const reply = messageWith(events, sent, "down", ref, REPLY);
    const text =
      reply === null
        ? `no reply to the ref \`${ref}\` was sent in this run`
        : `its reply, with the ref \`${ref}\``;
    steps.push({ text, seq: reply?.seq ?? null, isHere: false });
  }
  return steps;
}

/** The first message of that connection with this ref, as JSON text; with any event when `event` is null. */
function messageWith(
  events: readonly TraceEvent[],
  { connection }: Sent,
  direction: Sent["direction"],
  ref: string,
  event: string | null,
): Sent | null {
  for (const one of events) {
    if (one.kind !== "frame_sent" || one.connection !== connection || one.direction !== direction) continue;
    const { fields } = readFrame(one.data, direction);
    if (fields?.ref === ref && (event === null || stringOf(fields.event) === event)) return one;
  }
  return null;
}

function eventOf({ data, direction }: Sent): string {
  const { fields } = readFrame(data, direction);
  return stringOf(fields?.event) ?? "";
}
