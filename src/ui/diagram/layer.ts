import type { TraceEvent } from "../../trace/event.ts";
import type { Item } from "./item.ts";

/**
 * One layer of the drawing. It takes the trace in event by event and keeps what is over, so that a run that goes on
 * is not drawn anew.
 */
export interface Layer {
  /** What will not change any more, in the order in which it was over. */
  readonly finished: readonly Item[];
  add(event: TraceEvent): void;
  /** What still goes on, drawn down to the end of the run so far. */
  unfinished(): readonly Item[];
}

/** A layer in which every event is drawn by itself, or not at all. */
export function eachEvent(draw: (event: TraceEvent) => Item | null): Layer {
  const finished: Item[] = [];
  return {
    finished,
    add(event) {
      const item = draw(event);
      if (item !== null) finished.push(item);
    },
    unfinished: () => [],
  };
}
