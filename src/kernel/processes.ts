import type { MessageLabel, ProcessRole } from "../trace/event.ts";
import type { Pid } from "../trace/ids.ts";
import { type ExitReason, inspectReason, isCrash } from "./exit-reason.ts";
import type { Kernel } from "./kernel.ts";
import { type Body, type Down, type MonitorRef, Process, type Wait } from "./process.ts";
import { Raised } from "./raised.ts";

/** What a process is at between two steps of the kernel. */
export type ProcessGlimpse = {
  readonly pid: Pid;
  /** `turn`: it was started and has not run yet; else what it has handed control back for. */
  readonly waitsFor: "turn" | "mail" | "matching" | "time";
  /** Messages in its mailbox that nobody has read. */
  readonly mailbox: number;
  /** The processes that it monitors, each once. */
  readonly monitors: readonly Pid[];
};

/**
 * The processes of one server: a mailbox each, run one message at a time in the order in which they became
 * ready, never two at once, never re-entered.
 */
export class Processes<Mail> {
  readonly kernel: Kernel;
  readonly #table = new Map<Pid, Process<Mail>>();
  readonly #onExit: ((pid: Pid) => void)[] = [];
  #lastMonitor = 0;
  #running: Process<Mail> | null = null;
  /** Processes that may have changed since the last `takeGlimpses`; null while nobody watches. */
  #changed: Set<Process<Mail>> | null = null;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** The process whose code runs now; null between processes. */
  get self(): Pid | null {
    return this.#running?.pid ?? null;
  }

  get count(): number {
    return this.#table.size;
  }

  /** Pids from the oldest to the youngest. */
  get pids(): Iterable<Pid> {
    return this.#table.keys();
  }

  isAlive(pid: Pid): boolean {
    return this.#table.has(pid);
  }

  roleOf(pid: Pid): ProcessRole | null {
    return this.#table.get(pid)?.role ?? null;
  }

  /** From here on `takeGlimpses` tells. A fan-out is one event of the trace: mailboxes are told apart from it. */
  watch(): void {
    this.#changed = new Set(this.#table.values());
  }

  /** What the living processes are at that may have changed since the last time. */
  takeGlimpses(): readonly ProcessGlimpse[] {
    if (this.#changed === null) return [];
    const glimpses: ProcessGlimpse[] = [];
    for (const process of this.#changed) {
      if (!process.alive) continue;
      const { pid, wait, mailboxLength, watching } = process;
      glimpses.push({
        pid,
        waitsFor: wait?.for ?? "turn",
        mailbox: mailboxLength,
        monitors: [...new Set(watching.values())],
      });
    }
    this.#changed.clear();
    return glimpses;
  }

  /** Calls `listener` right after a process has ended, before anybody is told. */
  onExit(listener: (pid: Pid) => void): void {
    this.#onExit.push(listener);
  }

  /** Starts a process; its code runs when its turn comes. */
  spawn(role: ProcessRole, body: (pid: Pid) => Body<Mail>): Pid {
    const pid = this.kernel.nextPid();
    const startedBy = this.kernel.note({ kind: "process_started", pid, parent: this.self, role });
    const process = new Process<Mail>(pid, role, body(pid), this.#resume, startedBy);
    this.#table.set(pid, process);
    this.#changed?.add(process);
    this.#makeReady(process);
    return pid;
  }

  /** Puts a message into a mailbox. A message to a process that is gone vanishes, as on the BEAM. */
  send(to: Pid, mail: Mail, label: MessageLabel | null): void {
    const process = this.#table.get(to);
    if (process === undefined) return;
    const { kernel } = this;
    const cause =
      label === null ? kernel.cause : kernel.note({ kind: "message_sent", from: this.self, to, label });
    process.mailbox.push({ mail, cause });
    this.#changed?.add(process);
    this.#wake(process);
  }

  /** Removes one waiting message of the running process that fits; false when there is none. */
  discard(fits: (mail: Mail | Down) => boolean): boolean {
    return this.#running?.discard(fits) ?? false;
  }

  /** Watches a process for `watcher`; the DOWN message comes at once when it is already gone. */
  monitor(watcher: Pid, target: Pid): MonitorRef {
    this.#lastMonitor += 1;
    const monitor = this.#lastMonitor;
    const process = this.#table.get(target);
    if (process === undefined) {
      this.#tellDown(watcher, { kind: "down", monitor, pid: target, reason: { is: "noproc" } });
    } else {
      process.watchers.set(monitor, watcher);
      this.#table.get(watcher)?.watching.set(monitor, target);
    }
    return monitor;
  }

  /** Ends a watch; with `[:flush]`, so a DOWN that already came is taken back. */
  demonitor(watcher: Pid, monitor: MonitorRef): void {
    const process = this.#table.get(watcher);
    const target = process?.watching.get(monitor);
    process?.watching.delete(monitor);
    if (target !== undefined) this.#table.get(target)?.watchers.delete(monitor);
    process?.discard((mail) => isDown(mail) && mail.monitor === monitor);
  }

  /**
   * An exit signal to a process that does not trap exits: it ends at once, between two of its messages,
   * and neither its `terminate/2` runs nor an `after` block. A `:normal` signal is ignored (Erlang, `exit/2`).
   */
  exit(pid: Pid, reason: ExitReason): void {
    const process = this.#table.get(pid);
    if (process === undefined || reason.is === "normal") return;
    this.#finish(process, reason);
  }

  /** Everything stops at once, as when the whole virtual machine is killed: nobody is told. */
  halt(): void {
    for (const process of this.#table.values()) {
      process.alive = false;
      process.sleep?.cancel();
    }
    this.#table.clear();
  }

  // Called from the queue when a wanted message may be there.
  readonly #resume = (process: Process<Mail>): void => {
    process.ready = false;
    if (!process.alive) return;
    if (process.wait === null) {
      this.kernel.cause = process.startedBy;
      this.#advance(process, null);
      return;
    }
    // A sleeping process is woken by its timer alone.
    if (process.wait.for === "time") return;
    const letter = process.takeWanted();
    if (letter === null) return;
    this.kernel.cause = letter.cause;
    this.#advance(process, letter.mail);
  };

  #advance(process: Process<Mail>, mail: Mail | Down | null): void {
    let result: IteratorResult<Wait<Mail>, ExitReason>;
    this.#running = process;
    this.#changed?.add(process);
    try {
      result = process.body.next(mail);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      this.#finish(process, error.exitReason());
      return;
    } finally {
      this.#running = null;
    }
    if (result.done === true) {
      this.#finish(process, result.value);
      return;
    }
    process.wait = result.value;
    if (result.value.for === "time") this.#sleep(process, result.value.ms);
    else this.#wake(process);
  }

  #sleep(process: Process<Mail>, ms: number): void {
    this.kernel.note({ kind: "process_slept", pid: process.pid, delayMs: ms });
    process.sleep = this.kernel.after(ms, () => {
      process.sleep = null;
      this.#advance(process, null);
    });
  }

  // What the running process waits for is not known before it hands control back; `#advance` looks then.
  #wake(process: Process<Mail>): void {
    if (process !== this.#running && !process.ready && process.hasWanted()) this.#makeReady(process);
  }

  #makeReady(process: Process<Mail>): void {
    process.ready = true;
    this.kernel.enqueue(this.kernel.nowMs, process);
  }

  #finish(process: Process<Mail>, reason: ExitReason): void {
    process.alive = false;
    process.sleep?.cancel();
    this.#table.delete(process.pid);
    const { kernel } = this;
    const before = kernel.cause;
    kernel.begin({
      kind: "process_exited",
      pid: process.pid,
      reason: inspectReason(reason),
      crashed: isCrash(reason),
    });
    for (const listener of this.#onExit) listener(process.pid);
    for (const [monitor, target] of process.watching) this.#table.get(target)?.watchers.delete(monitor);
    for (const [monitor, watcher] of process.watchers) {
      this.#table.get(watcher)?.watching.delete(monitor);
      this.#tellDown(watcher, { kind: "down", monitor, pid: process.pid, reason });
    }
    kernel.cause = before;
  }

  #tellDown(watcher: Pid, down: Down): void {
    const process = this.#table.get(watcher);
    if (process === undefined) return;
    const cause = this.kernel.note({
      kind: "message_sent",
      from: down.pid,
      to: watcher,
      label: { is: "down", reason: inspectReason(down.reason) },
    });
    process.mailbox.push({ mail: down, cause });
    this.#changed?.add(process);
    this.#wake(process);
  }
}

export function isDown(mail: unknown): mail is Down {
  return typeof mail === "object" && mail !== null && "kind" in mail && mail.kind === "down";
}
