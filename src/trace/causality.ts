import type { TraceEvent } from "./event.ts";
import type { Seq } from "./ids.ts";

/** One event with everything that led to it and everything that it led to, itself in neither; both ascending. */
export type Cone = {
  readonly of: Seq;
  readonly past: readonly Seq[];
  readonly future: readonly Seq[];
};

const NONE = -1;

/**
 * What led to what in a trace. An event has the cause that is written beside it, and besides what it is the end of:
 * a frame's fate needs that the frame was sent, a timer that fires or is cancelled needs that it was set, an answer to
 * an attempt to connect needs the attempt. Causes come before their effects, so that one pass through the trace finds
 * either half of a cone.
 */
export class Causality {
  readonly #causes: Int32Array;
  readonly #beginnings: Int32Array;

  /** Reads the whole trace once. */
  constructor(events: readonly TraceEvent[]) {
    this.#causes = Int32Array.from(events, ({ cause }) => cause ?? NONE);
    this.#beginnings = beginningsOf(events);
  }

  /** The events without which this one would not have been: none, one or two. */
  causesOf(seq: Seq): readonly Seq[] {
    const causes = [this.#causes[seq] ?? NONE, this.#beginnings[seq] ?? NONE];
    // A brand; what an event is the end of may be its cause as well.
    return [...new Set(causes.filter((cause) => cause !== NONE))] as Seq[];
  }

  /** Everything that led to this event, and everything that it led to. */
  coneOf(seq: Seq): Cone {
    return { of: seq, past: this.#pastOf(seq), future: this.#futureOf(seq) };
  }

  #pastOf(seq: Seq): readonly Seq[] {
    const led = new Uint8Array(seq + 1);
    led[seq] = 1;
    const past: Seq[] = [];
    for (let here = seq as number; here >= 0; here -= 1) {
      if (led[here] !== 1) continue;
      if (here !== seq) past.push(here as Seq); // a brand, as below
      for (const causes of [this.#causes, this.#beginnings]) {
        const cause = causes[here] ?? NONE;
        if (cause !== NONE) led[cause] = 1;
      }
    }
    return past.reverse();
  }

  #futureOf(seq: Seq): readonly Seq[] {
    const followed = new Uint8Array(this.#causes.length);
    followed[seq] = 1;
    const future: Seq[] = [];
    for (let here = seq + 1; here < followed.length; here += 1) {
      const [cause = NONE, beginning = NONE] = [this.#causes[here], this.#beginnings[here]];
      if (followed[cause] !== 1 && followed[beginning] !== 1) continue;
      followed[here] = 1;
      future.push(here as Seq);
    }
    return future;
  }
}

/** For every event the earlier one of which it is the end, or `NONE`. */
function beginningsOf(events: readonly TraceEvent[]): Int32Array {
  const beginnings = new Int32Array(events.length).fill(NONE);
  const open = new Map<string, Seq>();
  for (const event of events) {
    switch (event.kind) {
      case "frame_sent":
        open.set(`frame ${event.frame}`, event.seq);
        break;
      case "frame_arrived":
      case "frame_held":
      case "frame_lost":
        beginnings[event.seq] = open.get(`frame ${event.frame}`) ?? NONE;
        break;
      case "connection_opening":
        open.set(`connection ${event.connection}`, event.seq);
        break;
      case "upgrade_accepted":
      case "upgrade_refused":
      case "connection_errored":
        beginnings[event.seq] = open.get(`connection ${event.connection}`) ?? NONE;
        break;
      case "process_started":
        if (event.role.is !== "transport") break;
        beginnings[event.seq] = open.get(`connection ${event.role.connection}`) ?? NONE;
        break;
      case "timer_set":
        open.set(`timer ${event.timer} ${event.client}`, event.seq);
        break;
      case "timer_fired":
      case "timer_cancelled":
        beginnings[event.seq] = open.get(`timer ${event.timer} ${event.client}`) ?? NONE;
        break;
      default:
    }
  }
  return beginnings;
}
