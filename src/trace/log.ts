import type { TraceBody, TraceEvent } from "./event.ts";
import type { Seq } from "./ids.ts";

/** Where events are written down. */
export interface TraceLog {
  /** Appends an event and returns its place; `cause` is the event that led to it. */
  record(body: TraceBody, timeMs: number, cause: Seq | null): Seq;
  readonly length: number;
}

/** Keeps every event, in order. */
export class MemoryLog implements TraceLog {
  readonly events: TraceEvent[] = [];

  get length(): number {
    return this.events.length;
  }

  record(body: TraceBody, timeMs: number, cause: Seq | null): Seq {
    // A brand has no value at run time; this is the one place where places are made.
    const seq = this.events.length as Seq;
    this.events.push({ ...body, seq, timeMs, cause });
    return seq;
  }
}

/** Counts and forgets: for measuring the kernel without its memory. */
export class CountingLog implements TraceLog {
  length = 0;

  record(): Seq {
    const seq = this.length as Seq; // see MemoryLog
    this.length += 1;
    return seq;
  }
}
