import { readFrameHead } from "../../machines/frame-head.ts";
import { PHOENIX_TOPIC } from "../../protocol/reserved.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId, Seq } from "../../trace/ids.ts";

/**
 * The topic that a viewer was last about: the page called a channel of it, or a frame of it left or arrived. Null
 * before there is any.
 */
export function topicAt(events: readonly TraceEvent[], client: ClientId, seq: Seq): string | null {
  for (let at: number = seq; at >= 0; at -= 1) {
    const event = events[at];
    if (event === undefined || !("client" in event) || event.client !== client) continue;
    const topic = topicOf(event, events);
    if (topic !== null && topic !== PHOENIX_TOPIC) return topic;
  }
  return null;
}

function topicOf(event: TraceEvent, events: readonly TraceEvent[]): string | null {
  switch (event.kind) {
    case "api_called":
      return "topic" in event.call ? event.call.topic : null;
    case "frame_sent":
      // Of what is on its way down the viewer knows nothing yet.
      return event.direction === "up" ? topicIn(event) : null;
    case "frame_arrived":
      return event.direction === "down" ? topicIn(sentAs(event, events)) : null;
    default:
      return null;
  }
}

type FrameSent = TraceEvent & { readonly kind: "frame_sent" };

function sentAs(
  { frame, seq }: TraceEvent & { readonly kind: "frame_arrived" },
  events: readonly TraceEvent[],
): FrameSent | null {
  for (let at = seq - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event?.kind === "frame_sent" && event.frame === frame) return event;
  }
  return null;
}

function topicIn(sent: FrameSent | null): string | null {
  return sent === null ? null : (readFrameHead(sent.data, sent.direction)?.topic ?? null);
}
