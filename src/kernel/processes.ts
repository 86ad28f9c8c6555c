import type { MessageLabel, ProcessRole } from "../trace/event.ts";
import type { NodeName, Pid } from "../trace/ids.ts";
import { type ExitReason, inspectReason, isCrash, KILLED } from "./exit-reason.ts";
import type { Kernel } from "./kernel.ts";
import {
  type Body,
  type Down,
  type Letter,
  type MonitorRef,
  Process,
  type Signal,
  type Wait,
} from "./process.ts";
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
  /** What the trace says of where they run; nothing for a server of one node. */
  readonly of: { readonly node?: NodeName };
  readonly #table = new Map<Pid, Process<Mail>>();
  readonly #onExit: ((pid: Pid, reason: ExitReason) => void)[] = [];
  #lastRef = 0;
  #running: Pid | null = null;
  /** While the server boots: the processes that are ready, to be run before anything else happens. */
  #booting: Process<Mail>[] | null = null;
  /** Processes that may have changed since the last `takeGlimpses`; null while nobody watches. */
  #changed: Set<Process<Mail>> | null = null;

  constructor(kernel: Kernel, node: NodeName | null = null) {
    this.kernel = kernel;
    this.of = node === null ? {} : { node };
  }

  /** The process whose code runs now; null between processes. */
  get self(): Pid | null {
    return this.#running;
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
      if (!process.alive || process.role === null) continue;
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
  onExit(listener: (pid: Pid, reason: ExitReason) => void): void {
    this.#onExit.push(listener);
  }

  /** A number that no monitor has, nor anything else that asked for one. */
  newRef(): MonitorRef {
    this.#lastRef += 1;
    return this.#lastRef;
  }

  /**
   * Starts a process; its code runs when its turn comes. Without a role the trace does not tell of it. A `pid`
   * given is one of `kernel.nextPid()`.
   */
  spawn(role: ProcessRole | null, body: (pid: Pid) => Body<Mail>, pid: Pid = this.kernel.nextPid()): Pid {
    const { kernel, self: parent } = this;
    const startedBy =
      role === null ? kernel.cause : kernel.note({ kind: "process_started", pid, parent, role, ...this.of });
    const process = new Process<Mail>(pid, role, body(pid), this.#resume, startedBy);
    this.#table.set(pid, process);
    this.#changed?.add(process);
    this.#makeReady(process);
    return pid;
  }

  /** From now on the trace tells of a process that was spawned without a role. */
  reveal(pid: Pid, role: ProcessRole): void {
    const process = this.#table.get(pid);
    if (process === undefined) return;
    process.role = role;
    this.kernel.note({ kind: "process_started", pid, parent: null, role, ...this.of });
  }

  /** Runs `start` and then every process that has become ready, until all of them wait. */
  boot(start: () => void): void {
    const { cause } = this.kernel;
    const ready: Process<Mail>[] = [];
    this.#booting = ready;
    try {
      start();
      for (let next = ready.shift(); next !== undefined; next = ready.shift()) next.run();
    } finally {
      this.#booting = null;
    }
    this.kernel.cause = cause;
  }

  /** Puts a message into a mailbox. A message to a process that is gone vanishes, as on the BEAM. */
  send(to: Pid, mail: Mail, label: MessageLabel | null): void {
    const process = this.#table.get(to);
    if (process === undefined) return;
    this.#post(process, mail, this.self, label);
  }

  #post(process: Process<Mail>, mail: Mail | Signal, from: Pid | null, label: MessageLabel | null): void {
    const { kernel } = this;
    const isTold = label !== null && process.role !== null;
    const cause = isTold ? kernel.note({ kind: "message_sent", from, to: process.pid, label }) : kernel.cause;
    process.mailbox.push({ mail, cause, label });
    this.#changed?.add(process);
    this.#wake(process);
  }

  /** Removes one waiting message of the running process that fits; false when there is none. */
  discard(fits: (mail: Mail | Signal) => boolean): boolean {
    return this.#process(this.#running)?.discard(fits) ?? false;
  }

  /** Watches a process for `watcher`; the DOWN message comes at once when it is already gone. */
  monitor(watcher: Pid, target: Pid): MonitorRef {
    const monitor = this.newRef();
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

  /** Links two processes: when one ends, the other gets an exit signal. */
  link(one: Pid, other: Pid): void {
    const process = this.#table.get(one);
    const linked = this.#table.get(other);
    if (process === undefined || one === other) return;
    if (linked === undefined) this.#signal(process, other, { is: "noproc" });
    else {
      process.links.add(other);
      linked.links.add(one);
    }
  }

  unlink(one: Pid, other: Pid): void {
    this.#table.get(one)?.links.delete(other);
    this.#table.get(other)?.links.delete(one);
  }

  /** `Process.flag(:trap_exit, traps)`: gives what the flag was. */
  trapExits(pid: Pid, traps: boolean): boolean {
    const process = this.#table.get(pid);
    const before = process?.trapsExits ?? false;
    if (process !== undefined) process.trapsExits = traps;
    return before;
  }

  trapsExits(pid: Pid): boolean {
    return this.#table.get(pid)?.trapsExits ?? false;
  }

  linksOf(pid: Pid): readonly Pid[] {
    return [...(this.#table.get(pid)?.links ?? [])];
  }

  /** The messages in a mailbox that nobody has read, at most so many, oldest first. */
  waitingMail(pid: Pid, most: number): readonly Letter<Mail>[] {
    return this.#table.get(pid)?.waiting(most) ?? [];
  }

  mailboxLength(pid: Pid): number {
    return this.#table.get(pid)?.mailboxLength ?? 0;
  }

  /**
   * An exit signal to a process (Erlang, `exit/2`). One that does not trap exits ends at once, between two of
   * its messages, and neither its `terminate/2` runs nor an `after` block; `:normal` is ignored then. `killed` cannot be trapped.
   */
  exit(pid: Pid, reason: ExitReason): void {
    const process = this.#table.get(pid);
    if (process === undefined) return;
    if (reason.is === "killed") this.kill(pid, KILLED);
    else this.#signal(process, this.#running, reason);
  }

  /** Ends a process, whether it traps exits or not; one whose code is running ends when it next waits. */
  kill(pid: Pid, reason: ExitReason): void {
    const process = this.#table.get(pid);
    if (process === undefined) return;
    if (pid === this.#running) process.doomed ??= reason;
    else this.#finish(process, reason);
  }

  #signal(process: Process<Mail>, from: Pid | null, reason: ExitReason): void {
    if (process.trapsExits) {
      this.#post(process, { kind: "exit", from: from ?? process.pid, reason }, from, {
        is: "info",
        text: ":EXIT",
      });
    } else if (reason.is !== "normal" || from === process.pid) this.kill(process.pid, reason);
  }

  #process(pid: Pid | null): Process<Mail> | undefined {
    return pid === null ? undefined : this.#table.get(pid);
  }

  /** Everything stops at once, as when the whole virtual machine is killed: nobody is told. */
  halt(): void {
    for (const process of this.#table.values()) {
      process.alive = false;
      process.alarm?.cancel();
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
    process.alarm?.cancel();
    this.kernel.cause = letter.cause;
    this.#advance(process, letter.mail);
  };

  #advance(process: Process<Mail>, mail: Mail | Signal | null): void {
    let input = mail;
    for (;;) {
      let result: IteratorResult<Wait<Mail>, ExitReason>;
      const before = this.#running;
      this.#running = process.pid;
      this.#changed?.add(process);
      try {
        result = process.body.next(input);
      } catch (error) {
        if (!(error instanceof Raised)) throw error;
        this.#finish(process, process.doomed ?? error.exitReason());
        return;
      } finally {
        this.#running = before;
      }
      if (process.doomed !== null || result.done === true) {
        this.#finish(process, process.doomed ?? (result.done === true ? result.value : KILLED));
        return;
      }
      process.wait = result.value;
      if (this.#waits(process, result.value)) return;
      input = null;
    }
  }

  /** Lets the process wait. False when it has nothing to wait for: `receive … after 0` with an empty mailbox. */
  #waits(process: Process<Mail>, wait: Wait<Mail>): boolean {
    if (wait.for === "time") {
      this.kernel.note({ kind: "process_slept", pid: process.pid, delayMs: wait.ms });
      this.#setAlarm(process, wait.ms);
      return true;
    }
    if (process.hasWanted()) {
      if (!process.ready) this.#makeReady(process);
    } else if (wait.timeoutMs === 0) return false;
    else if (wait.timeoutMs !== undefined) this.#setAlarm(process, wait.timeoutMs);
    return true;
  }

  #setAlarm(process: Process<Mail>, ms: number): void {
    const alarm = this.kernel.after(ms, () => {
      // A message that came at the same moment, but before, has its turn already.
      if (process.alarm === alarm && !process.hasWanted()) this.#advance(process, null);
    });
    process.alarm = alarm;
  }

  // What the running process waits for is not known before it hands control back; `#advance` looks then.
  #wake(process: Process<Mail>): void {
    if (process.pid !== this.#running && !process.ready && process.hasWanted()) this.#makeReady(process);
  }

  #makeReady(process: Process<Mail>): void {
    process.ready = true;
    if (this.#booting === null) this.kernel.enqueue(this.kernel.nowMs, process);
    else this.#booting.push(process);
  }

  #finish(process: Process<Mail>, reason: ExitReason): void {
    const { pid } = process;
    process.alive = false;
    process.alarm?.cancel();
    this.#table.delete(pid);
    const { kernel } = this;
    const before = kernel.cause;
    if (process.role !== null) {
      kernel.begin({
        kind: "process_exited",
        pid,
        reason: inspectReason(reason),
        crashed: isCrash(reason),
      });
    }
    for (const listener of this.#onExit) listener(pid, reason);
    for (const other of process.links) {
      const linked = this.#table.get(other);
      linked?.links.delete(pid);
      if (linked !== undefined) this.#signal(linked, pid, reason);
    }
    for (const [monitor, target] of process.watching) this.#table.get(target)?.watchers.delete(monitor);
    for (const [monitor, watcher] of process.watchers) {
      this.#table.get(watcher)?.watching.delete(monitor);
      this.#tellDown(watcher, { kind: "down", monitor, pid, reason });
    }
    kernel.cause = before;
  }

  #tellDown(watcher: Pid, down: Down): void {
    const process = this.#table.get(watcher);
    if (process === undefined) return;
    this.#post(process, down, down.pid, { is: "down", reason: inspectReason(down.reason) });
  }
}

export function isDown(mail: unknown): mail is Down {
  return typeof mail === "object" && mail !== null && "kind" in mail && mail.kind === "down";
}
