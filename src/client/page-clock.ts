import type { Kernel, Scheduled } from "../kernel/kernel.ts";
import type { TimerPurpose } from "../trace/event.ts";
import type { ClientId, TimerId } from "../trace/ids.ts";

/**
 * A hidden page's timers run in wake-ups one second apart, and after five minutes those of nesting level five
 * or more in wake-ups one minute apart, unless none of them has run for a minute (Chrome since 88:
 * chromestatus.com/feature/4718288976216064, developer.chrome.com/blog/timer-throttling-in-chrome-88). A
 * WebSocket is no exception to that; sound and WebRTC would be, and are not modelled.
 */
const HIDDEN_WAKE_UP_MS = 1000;
const INTENSIVE_AFTER_MS = 300_000;
const INTENSIVE_WAKE_UP_MS = 60_000;
const INTENSIVE_NESTING = 5;

const CLAMPED_NESTING = 5;
const CLAMPED_MS = 4;

/** A timer that the page's code has set and that has neither fired nor been cancelled. */
export type PageTimer = {
  readonly id: TimerId;
  readonly delayMs: number;
  readonly callback: () => void;
  /** When it would fire on a page that is visible. */
  readonly dueMs: number;
  /** How many timers led to it, each set by the one before (HTML, timer nesting level). */
  readonly nesting: number;
  /** Null while the page is stopped. */
  scheduled: Scheduled | null;
  /** Null until the code that set it has returned: only then can it be told what it is for. */
  purpose: TimerPurpose | null;
  /** Whether it was set within a call of the page's own `disconnect()`. */
  readonly byHand: boolean;
  /** Whether it is known to be the page's own. */
  readonly byPage: boolean;
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
  #lastTimer: number;
  #byHand = false;
  /** The nesting level of the timer whose callback runs now; 0 when none does. */
  #nesting = 0;
  /** ... and that of the task that ran last. */
  #lastNesting = 0;
  #hiddenSinceMs: number | null = null;
  #stopped = false;
  /** When a timer deep in a chain last ran. */
  #lastNestedMs = Number.NEGATIVE_INFINITY;

  constructor(options: {
    kernel: Kernel;
    client: ClientId;
    wallClockMsAtStart: number;
    fire: (timer: PageTimer, callback: () => void) => void;
    /** Of a page at the place of another one: so no timer of the one is taken for one of the other. */
    after?: PageClock;
  }) {
    this.#kernel = options.kernel;
    this.#client = options.client;
    this.#wallClockMsAtStart = options.wallClockMsAtStart;
    this.#fire = options.fire;
    this.#lastTimer = options.after === undefined ? 0 : options.after.#lastTimer;
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

  /** Milliseconds since 1970, by the clock of the page's machine. */
  readonly now = (): number => this.#wallClockMsAtStart + this.#kernel.nowMs;

  /** Runs what a promise of the page has left to do: it belongs to the task that ran last. */
  continued<Result>(run: () => Result): Result {
    const before = this.#nesting;
    this.#nesting = this.#lastNesting;
    try {
      return run();
    } finally {
      this.#nesting = before;
    }
  }

  /** The browser hides or shows the page: its timers are held back, or not any longer. */
  setHidden(hidden: boolean): void {
    this.#hiddenSinceMs = hidden ? this.#kernel.nowMs : null;
    this.#scheduleAll();
  }

  /** The page stops where it is: no timer of it fires. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.scheduled?.cancel();
  }

  /** The page is gone, and every timer of it. */
  end(): void {
    for (const timer of [...this.#timers.values()]) this.#clear(timer.id);
  }

  /** ... and goes on: whatever came due meanwhile fires now, in the order in which it came due. */
  go(): void {
    this.#stopped = false;
    this.#scheduleAll();
  }

  #scheduleAll(): void {
    const timers = [...this.#timers.values()].sort((a, b) => a.dueMs - b.dueMs || a.id - b.id);
    for (const timer of timers) this.#schedule(timer);
  }

  #schedule(timer: PageTimer): void {
    timer.scheduled?.cancel();
    if (this.#stopped) return;
    timer.scheduled = this.#kernel.at(this.#wakeUpMs(timer), () => {
      // Another timer of its chain may have used up the minute.
      if (this.#wakeUpMs(timer) > this.#kernel.nowMs) this.#schedule(timer);
      else this.#run(timer);
    });
  }

  #wakeUpMs({ dueMs, nesting }: PageTimer): number {
    const earliestMs = Math.max(dueMs, this.#kernel.nowMs);
    const hiddenSinceMs = this.#hiddenSinceMs;
    if (hiddenSinceMs === null) return earliestMs;
    const wakeUpMs = nextMultiple(earliestMs, HIDDEN_WAKE_UP_MS);
    const intensive = nesting >= INTENSIVE_NESTING && wakeUpMs >= hiddenSinceMs + INTENSIVE_AFTER_MS;
    return intensive && wakeUpMs < this.#lastNestedMs + INTENSIVE_WAKE_UP_MS
      ? nextMultiple(earliestMs, INTENSIVE_WAKE_UP_MS)
      : wakeUpMs;
  }

  #run(timer: PageTimer): void {
    if (timer.nesting >= INTENSIVE_NESTING) this.#lastNestedMs = this.#kernel.nowMs;
    this.#timers.delete(timer.id);
    this.#nesting = timer.nesting;
    this.#lastNesting = timer.nesting;
    this.#fire(timer, timer.callback);
    this.#nesting = 0;
  }

  /** `setTimeout` of the running code. */
  readonly setTimeout = (callback: () => void, timeout = 0): TimerId => this.#set(callback, timeout, false);

  /** `clearTimeout` of the running code. */
  readonly clearTimeout = (handle: unknown): void => this.#clear(handle);

  /** A timer that the page's own code sets, be it as long as one of the client's. */
  setByPage(callback: () => void, timeout: number): TimerId {
    return this.#set(callback, timeout, true);
  }

  /**
   * A browser counts whole milliseconds and leaves out the rest (HTML, `setTimeout`: its timeout is a `long`), and who
   * sets timer upon timer waits for 4 at least (HTML, timer initialization steps).
   */
  #set(callback: () => void, timeout: number, byPage: boolean): TimerId {
    const leastMs = this.#nesting > CLAMPED_NESTING ? CLAMPED_MS : 0;
    const delayMs = timeout < leastMs ? leastMs : Math.trunc(timeout);
    this.#lastTimer += 1;
    const id = this.#lastTimer as TimerId; // the one place where timer ids are made
    const timer: PageTimer = {
      id,
      delayMs,
      callback,
      dueMs: this.#kernel.nowMs + Math.max(0, delayMs),
      nesting: this.#nesting + 1,
      scheduled: null,
      purpose: null,
      byHand: this.#byHand,
      byPage,
      drains: false,
    };
    this.#timers.set(id, timer);
    this.#schedule(timer);
    return id;
  }

  #clear(handle: unknown): void {
    const timer = this.timer(handle);
    if (timer === null) return;
    timer.scheduled?.cancel();
    this.#timers.delete(timer.id);
    if (timer.purpose === null) return; // set and cancelled by the same piece of code: nobody saw it
    const { id, purpose } = timer;
    this.#kernel.note({ kind: "timer_cancelled", client: this.#client, timer: id, purpose });
  }
}

function nextMultiple(ms: number, of: number): number {
  return Math.ceil(ms / of) * of;
}
