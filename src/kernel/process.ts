import type { MessageLabel, ProcessRole } from "../trace/event.ts";
import type { Pid, Seq } from "../trace/ids.ts";
import type { ExitReason } from "./exit-reason.ts";
import type { Scheduled } from "./kernel.ts";
import type { Task } from "./queue.ts";

/** A monitor's handle. */
export type MonitorRef = number;

/** What a monitoring process finds in its mailbox when the other is gone. */
export type Down = {
  readonly kind: "down";
  readonly monitor: MonitorRef;
  readonly pid: Pid;
  readonly reason: ExitReason;
};

/** What a process that traps exits finds in its mailbox when one that it is linked to is gone. */
export type ExitSignal = { readonly kind: "exit"; readonly from: Pid; readonly reason: ExitReason };

export type Signal = Down | ExitSignal;

/** What a process waits for when it hands control back; for a message at most `timeoutMs`, if that is given. */
export type Wait<Mail> =
  | { readonly for: "mail"; readonly timeoutMs?: number }
  /** Selective receive: takes the first message that fits, leaves the others where they are. */
  | {
      readonly for: "matching";
      readonly accepts: (mail: Mail | Signal) => boolean;
      readonly timeoutMs?: number;
    }
  | { readonly for: "time"; readonly ms: number };

/** What it waited for: a message, or null when time has passed. */
export type Woken<Mail> = Mail | Signal | null;

/** The code of a process: yields to wait, returns its exit reason, throws `Raised` to crash. */
export type Body<Mail> = Generator<Wait<Mail>, ExitReason, Woken<Mail>>;

/** A piece of a process's code that may wait, and gives a result to the code around it. */
export type Routine<Mail, Result> = Generator<Wait<Mail>, Result, Woken<Mail>>;

/** A message in a mailbox. */
export type Letter<Mail> = {
  readonly mail: Mail | Signal;
  readonly cause: Seq | null;
  /** As the trace tells of it; null for one that it leaves out. */
  readonly label: MessageLabel | null;
};

/** One process: its code, its mailbox, who watches it. Owned and run by `Processes`. */
export class Process<Mail> implements Task {
  readonly cancelled = false;
  readonly pid: Pid;
  /** Null for a process that the trace does not tell of. */
  role: ProcessRole | null;
  readonly body: Body<Mail>;
  readonly startedBy: Seq | null;
  readonly mailbox: Letter<Mail>[] = [];
  /** Monitors that others hold on this process, and those it holds itself. */
  readonly watchers = new Map<MonitorRef, Pid>();
  readonly watching = new Map<MonitorRef, Pid>();
  readonly links = new Set<Pid>();
  /** Whether exit signals come as messages. */
  trapsExits = false;
  /** An exit signal that came while its code was running: it ends when it next hands control back. */
  doomed: ExitReason | null = null;
  readonly #resume: (process: Process<Mail>) => void;
  wait: Wait<Mail> | null = null;
  alive = true;
  /** Whether it stands in the queue to be run. */
  ready = false;
  /** Wakes it when the time that it waits for has passed. */
  alarm: Scheduled | null = null;
  #head = 0;

  constructor(
    pid: Pid,
    role: ProcessRole | null,
    body: Body<Mail>,
    resume: (process: Process<Mail>) => void,
    startedBy: Seq | null,
  ) {
    this.pid = pid;
    this.role = role;
    this.body = body;
    this.#resume = resume;
    this.startedBy = startedBy;
  }

  run(): void {
    this.#resume(this);
  }

  /** Messages that wait to be read. */
  get mailboxLength(): number {
    return this.mailbox.length - this.#head;
  }

  /** The messages that wait to be read, at most so many, oldest first. */
  waiting(most: number): readonly Letter<Mail>[] {
    return this.mailbox.slice(this.#head, this.#head + most);
  }

  /** Whether a message is there that the process is waiting for. */
  hasWanted(): boolean {
    switch (this.wait?.for) {
      case undefined:
      case "time":
        return false;
      case "mail":
        return this.#head < this.mailbox.length;
      case "matching":
        return this.#findWanted() !== -1;
    }
  }

  /** Takes out the first message that the process is waiting for. */
  takeWanted(): Letter<Mail> | null {
    const index = this.wait?.for === "matching" ? this.#findWanted() : this.#head;
    const letter = this.mailbox[index];
    if (index === -1 || letter === undefined) return null;
    if (index === this.#head) {
      this.#head += 1;
      // Compact now and then: `shift` on every message would copy a long mailbox each time.
      if (this.#head > 64 && this.#head * 2 > this.mailbox.length) {
        this.mailbox.splice(0, this.#head);
        this.#head = 0;
      }
    } else {
      this.mailbox.splice(index, 1);
    }
    return letter;
  }

  /** Removes the first waiting message that fits, as `receive … after 0` does. */
  discard(fits: (mail: Mail | Signal) => boolean): boolean {
    for (let index = this.#head; index < this.mailbox.length; index += 1) {
      const letter = this.mailbox[index];
      if (letter !== undefined && fits(letter.mail)) {
        this.mailbox.splice(index, 1);
        return true;
      }
    }
    return false;
  }

  #findWanted(): number {
    if (this.wait?.for !== "matching") return -1;
    for (let index = this.#head; index < this.mailbox.length; index += 1) {
      const letter = this.mailbox[index];
      if (letter !== undefined && this.wait.accepts(letter.mail)) return index;
    }
    return -1;
  }
}
