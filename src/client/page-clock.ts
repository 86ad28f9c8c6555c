import type { Kernel, Scheduled } from "../kernel/kernel.ts";
import type { TimerPurpose } from "../trace/event.ts";
import type { ClientId, TimerId } from "../trace/ids.ts";

/** A timer that the page's code has set and that has neither fired nor been cancelled. */
export type PageTimer = {
  readonly id: TimerId;
  readonly delayMs: number;
  readonly scheduled: Scheduled;
  /** Null until the code that set it has returned: only then can it be told what it is for. */
  purpose: TimerPurpose | null;
  /** Whether it was set within a call of the page's own `disconnect()`. */
  readonly byHand: boolean;
  /** Whether it belongs to a teardown after which the socket reconnects by itself. */
  drains: boolean;
};

/** The timers and the clock that the code of one page sees, while it runs and only then. */
export class PageClock {
  readonly #kernel: Kernel;
  readonly #client: ClientId;
  readonly #wallClockMsAtStart: number;
  readonly #timers = new Map<TimerId, PageTimer>();
  readonly #fire: (timer: PageTimer, callback: () => void) => void;
  #lastTimer = 0;
  #byHand = false;

  constructor(options: {
    kernel: Kernel;
    client: ClientId;
    wallClockMsAtStart: number;
    fire: (timer: PageTimer, callback: () => void) => void;
  }) {
    this.#kernel = options.kernel;
    this.#client = options.client;
    this.#wallClockMsAtStart = options.wallClockMsAtStart;
    this.#fire = options.fire;
  }

  /** Timers that are running, from the one set first to the one set last. */
  get running(): Iterable<PageTimer> {
    return this.#timers.values();
  }

  /** The running timer with this handle, as the client keeps it; null when it is over. */
  timer(handle: unknown): PageTimer | null {
    return this.#timers.get(handle as TimerId) ?? null; // an unknown handle simply finds nothing
  }

  /** Runs a call of the page after which nothing reconnects by itself. */
  byHand<Result>(run: () => Result): Result {
    const before = this.#byHand;
    this.#byHand = true;
    try {
      return run();
    } finally {
      this.#byHand = before;
    }
  }

  /** Puts this page's time in place of the global one. The returned function puts the old one back. */
  enter(): () => void {
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    // The types of Node and of the DOM disagree on what a handle is; the client only hands it back.
    globalThis.setTimeout = this.#set as unknown as typeof setTimeout;
    globalThis.clearTimeout = this.#clear as typeof clearTimeout;
    Date.now = () => this.#wallClockMsAtStart + this.#kernel.nowMs;
    return () => {
      globalThis.setTimeout = setTimeout;
      globalThis.clearTimeout = clearTimeout;
      Date.now = now;
    };
  }

  readonly #set = (callback: () => void, delayMs = 0): TimerId => {
    this.#lastTimer += 1;
    const id = this.#lastTimer as TimerId; // the one place where timer ids are made
    const scheduled = this.#kernel.after(Math.max(0, delayMs), () => {
      this.#timers.delete(id);
      this.#fire(timer, callback);
    });
    const timer: PageTimer = { id, delayMs, scheduled, purpose: null, byHand: this.#byHand, drains: false };
    this.#timers.set(id, timer);
    return id;
  };

  readonly #clear = (handle: unknown): void => {
    const timer = this.timer(handle);
    if (timer === null) return;
    timer.scheduled.cancel();
    this.#timers.delete(timer.id);
    if (timer.purpose === null) return; // set and cancelled by the same piece of code: nobody saw it
    const { id, purpose } = timer;
    this.#kernel.note({ kind: "timer_cancelled", client: this.#client, timer: id, purpose });
  };
}
