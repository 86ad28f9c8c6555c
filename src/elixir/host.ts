import type { Atom, PidTerm, RefTerm, Term } from "./term.ts";

/** What a process waits for when it hands control back. */
export type Wait =
  | { readonly for: "time"; readonly ms: number }
  /** Selective receive. Resumed with the message, or with null when `timeoutMs` have passed. */
  | {
      readonly for: "message";
      readonly accepts: (message: Term) => boolean;
      readonly timeoutMs: number | null;
    };

/** Code that runs on an own JavaScript stack, so that recursion may go deeper than that stack. */
export class Segment {
  readonly routine: Routine<unknown>;

  constructor(routine: Routine<unknown>) {
    this.routine = routine;
  }
}

/** A piece of a process's code that may wait. Only `drive` in context.ts sees a `Segment`. */
export type Routine<Result> = Generator<Wait | Segment, Result, unknown>;

/**
 * The world of one process: what the language asks of whoever runs it. One is made for each process.
 * Times are virtual milliseconds.
 */
export interface Host {
  readonly self: PidTerm;
  readonly nowMs: number;
  /** Unix time by the clock of the simulated server, in milliseconds. */
  readonly systemTimeMs: number;
  /** `node()`: such as `a@host`. */
  readonly nodeName: string;
  /** What all processes of this world share; empty when it begins. Whoever keeps something here has a key of its own. */
  readonly shared: Map<unknown, unknown>;
  send(to: PidTerm, message: Term): void;
  /** Runs `start` in a new process. */
  spawn(start: Term, args: readonly Term[], how: { readonly link: boolean }): PidTerm;
  newRef(): RefTerm;
  /** The process of a registered name. */
  whereis(name: Atom): PidTerm | null;
  /** False when the name is taken or the process is gone. */
  register(name: Atom, pid: PidTerm): boolean;
  unregister(name: Atom): boolean;
  isAlive(pid: PidTerm): boolean;
  monitor(pid: PidTerm): RefTerm;
  demonitor(ref: RefTerm): void;
  link(pid: PidTerm): void;
  unlink(pid: PidTerm): void;
  /** An exit signal with this reason. */
  exit(pid: PidTerm, reason: Term): void;
  /** Returns what the flag was. */
  trapExits(trap: boolean): boolean;
  sendAfter(to: PidTerm | Atom, message: Term, delayMs: number): RefTerm;
  /** Milliseconds that were left; null when the timer is no more. */
  cancelTimer(ref: RefTerm): number | null;
  /** A line of output: `IO.puts`, `IO.inspect`, `Logger`. */
  print(line: string): void;
  /** A whole number from 0 up to and including `max`. */
  random(max: number): number;
}
