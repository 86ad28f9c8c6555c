import type { TraceBody, TraceEvent } from "./event.ts";
import type { Seq } from "./ids.ts";

/** Where events are written down. */
export interface TraceLog {
  /** Appends an event and returns its place; `cause` is the event that led to it. */
  record(body: TraceBody, timeMs: number, cause: Seq | null): Seq;
  readonly length: number;
}

/**
 * Keeps every event, in order. What is recorded is kept in columns and put together when it is first read:
 * a busy server records far more than anybody looks at while it runs.
 */
export class MemoryLog implements TraceLog {
  readonly #bodies: TraceBody[] = [];
  readonly #timesMs: number[] = [];
  readonly #causes: (Seq | null)[] = [];
  readonly #events: TraceEvent[] = [];

  get length(): number {
    return this.#bodies.length;
  }

  /** All events so far. The same array at every call, and it grows. */
  get events(): readonly TraceEvent[] {
    for (let index = this.#events.length; index < this.#bodies.length; index += 1) {
      const body = this.#bodies[index];
      if (body === undefined) break;
      const [timeMs = 0, cause = null] = [this.#timesMs[index], this.#causes[index]];
      // A brand has no value at run time: an event's seq is its place.
      this.#events.push({ ...body, seq: index as Seq, timeMs, cause });
    }
    return this.#events;
  }

  record(body: TraceBody, timeMs: number, cause: Seq | null): Seq {
    const seq = this.#bodies.length as Seq; // see events
    this.#bodies.push(body);
    this.#timesMs.push(timeMs);
    this.#causes.push(cause);
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
