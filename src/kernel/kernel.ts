import type { TraceBody } from "../trace/event.ts";
import type { Pid, Seq } from "../trace/ids.ts";
import type { TraceLog } from "../trace/log.ts";
import { type Task, TimeQueue } from "./queue.ts";
import { Random } from "./random.ts";

/** A callback that the kernel will run at a set moment, unless it is cancelled first. */
export class Scheduled implements Task {
  cancelled = false;
  readonly #kernel: Kernel;
  readonly #action: () => void;
  readonly #cause: Seq | null;

  constructor(kernel: Kernel, action: () => void, cause: Seq | null) {
    this.#kernel = kernel;
    this.#action = action;
    this.#cause = cause;
  }

  cancel(): void {
    this.cancelled = true;
  }

  run(): void {
    this.#kernel.cause = this.#cause;
    this.#action();
  }
}

/**
 * The deterministic world's heart: a virtual clock, one queue, one source of chance, one trace. Nothing
 * happens except inside `step`, and a step runs to its end before the next begins.
 */
export class Kernel {
  readonly random: Random;
  readonly log: TraceLog;
  /** The trace event that led to what is happening now. */
  cause: Seq | null = null;
  #nowMs = 0;
  #lastPid = 0;
  readonly #queue = new TimeQueue();

  constructor(seed: number, log: TraceLog) {
    this.random = new Random(seed);
    this.log = log;
  }

  /** Virtual milliseconds since the start of the run. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The moment of the next step; null when nothing will ever happen again. */
  get nextTimeMs(): number | null {
    return this.#queue.nextTimeMs();
  }

  /** A process id never used before in this run, also not by a server that has stopped since. */
  nextPid(): Pid {
    this.#lastPid += 1;
    return this.#lastPid as Pid; // the one place where pids are made
  }

  /** Writes down that something happened. */
  note(body: TraceBody): Seq {
    return this.log.record(body, this.#nowMs, this.cause);
  }

  /** Writes it down as the cause of all that follows in this step. */
  begin(body: TraceBody): Seq {
    const seq = this.log.record(body, this.#nowMs, this.cause);
    this.cause = seq;
    return seq;
  }

  /** Runs `action` in `delayMs` virtual milliseconds, after everything already planned for that moment. */
  after(delayMs: number, action: () => void): Scheduled {
    return this.at(this.#nowMs + delayMs, action);
  }

  /** Runs `action` at a moment that is not in the past. */
  at(timeMs: number, action: () => void): Scheduled {
    const scheduled = new Scheduled(this, action, this.cause);
    this.enqueue(timeMs, scheduled);
    return scheduled;
  }

  /** Puts a task of the caller's own making on the queue. */
  enqueue(timeMs: number, task: Task): void {
    if (timeMs < this.#nowMs) throw new RangeError(`cannot schedule ${this.#nowMs - timeMs} ms in the past`);
    this.#queue.push(timeMs, task);
  }

  /** Runs the next task. False when there is none. */
  step(): boolean {
    const timeMs = this.#queue.nextTimeMs();
    if (timeMs === null) return false;
    const task = this.#queue.shift();
    if (task === null) return false;
    this.#nowMs = timeMs;
    task.run();
    this.cause = null;
    return true;
  }

  /** Runs everything up to and including `timeMs`, and moves the clock there. Returns the steps taken. */
  runUntil(timeMs: number): number {
    let steps = 0;
    for (;;) {
      const next = this.#queue.nextTimeMs();
      if (next === null || next > timeMs) break;
      this.step();
      steps += 1;
    }
    if (timeMs > this.#nowMs) this.#nowMs = timeMs;
    return steps;
  }
}
