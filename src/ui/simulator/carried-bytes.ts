import type { TraceEvent } from "../../trace/event.ts";
import type { InitialRun } from "./conversation.ts";

/** A run as the build has drawn it, read from JSON, in which a frame's bytes are numbers: bytes again. */
export function withBytes(drawn: InitialRun): InitialRun {
  const { run } = drawn;
  const events = run.events.map(withItsBytes);
  const same = events.every((event, index) => event === run.events[index]);
  return same ? drawn : { ...drawn, run: { ...run, events } };
}

function withItsBytes(event: TraceEvent): TraceEvent {
  if (event.kind !== "frame_sent" || typeof event.data === "string" || event.data instanceof Uint8Array) {
    return event;
  }
  // A list, or an object whose keys count from 0: objects keep such keys in their order.
  return { ...event, data: Uint8Array.from(Object.values<number>(event.data)) };
}
