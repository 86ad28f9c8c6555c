import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId, Seq } from "../../trace/ids.ts";
import { messageIn } from "./wire-message.ts";

/** One thing that a client can know of: what it did, what came, and how its connections ended. */
export type Observation = { readonly seq: Seq; readonly timeMs: number; readonly text: string };

/**
 * What the client at one end can see of a run: no more than its browser's console would show. Code words stand in
 * backticks.
 */
export function observe(events: readonly TraceEvent[], client: ClientId): readonly Observation[] {
  const sent = new Map<number, string>();
  return events.flatMap((event): readonly Observation[] => {
    if (!("client" in event) || event.client !== client) return [];
    const text = describe(event, sent);
    return text === null ? [] : [{ seq: event.seq, timeMs: event.timeMs, text }];
  });
}

function describe(event: TraceEvent, down: Map<number, string>): string | null {
  switch (event.kind) {
    case "connection_opening":
      return "tries to connect";
    case "connection_opened":
      return "is connected";
    case "connection_closed":
      return `loses the connection: code \`${event.code}\``;
    case "frame_sent": {
      const message = messageIn(event);
      if (message === null) return null;
      const words = `\`${String(message.event)}\` on \`${String(message.topic)}\``;
      if (event.direction === "up") return `sends ${words}`;
      down.set(event.frame, words);
      return null;
    }
    case "frame_arrived": {
      const words = event.direction === "down" ? down.get(event.frame) : undefined;
      return words === undefined ? null : `receives ${words}`;
    }
    default:
      return null;
  }
}
