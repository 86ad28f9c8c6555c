import { Context, drive } from "./context.ts";
import { rawReason, Thrown } from "./exception.ts";
import type { Host, Routine, Wait } from "./host.ts";
import { COMMAND_LIMITS, LimitExceeded, type Limits } from "./limit.ts";
import { same } from "./order.ts";
import type { Program } from "./program.ts";
import { type Atom, atom, type Fun, PidTerm, RefTerm, type Term, TRUE, tuple } from "./term.ts";

/** How a script ended. */
export type Outcome =
  | { readonly is: "value"; readonly value: Term; readonly cx: Context }
  | { readonly is: "thrown"; readonly thrown: Thrown; readonly cx: Context }
  /** Stopped by its limits, or waiting for ever. */
  | { readonly is: "stopped"; readonly why: string; readonly cx: Context };

type Task = {
  readonly pid: PidTerm;
  readonly cx: Context;
  readonly body: Generator<Wait, Term, Term | null>;
  readonly mailbox: Term[];
  readonly watchers: { readonly ref: RefTerm; readonly by: PidTerm }[];
  readonly links: Set<number>;
  wait: Wait | null;
  /** When a timeout ends the wait. */
  dueMs: number | null;
  trapping: boolean;
};

const FIRST_PID = 100;
const NORMAL = atom("normal");

/**
 * Elixir without a server around it, for the command line and for tests: processes that send, receive, link
 * and monitor, on a virtual clock of their own.
 */
export class Solo {
  readonly lines: string[] = [];
  readonly #program: Program;
  readonly #limits: Limits;
  readonly #tasks = new Map<number, Task>();
  readonly #names = new Map<Atom, PidTerm>();
  readonly #timers = new Map<
    number,
    { readonly atMs: number; readonly to: PidTerm | Atom; readonly message: Term }
  >();
  readonly #shared = new Map<unknown, unknown>();
  #nowMs = 0;
  #lastPid = FIRST_PID;
  #lastRef = 0;

  constructor(program: Program, limits: Limits = COMMAND_LIMITS) {
    this.#program = program;
    this.#limits = limits;
  }

  /** Runs the script in the first process until it has a value; the other processes run meanwhile. */
  run(script: (cx: Context) => Routine<Term>): Outcome {
    let outcome: Outcome | null = null;
    const main = this.#start((cx) => script(cx));
    while (outcome === null) {
      const task = this.#next();
      if (task === null)
        return { is: "stopped", why: "it waits for a message that nobody sends", cx: main.cx };
      outcome = this.#step(task, main);
    }
    return outcome;
  }

  #start(body: (cx: Context) => Routine<Term>): Task {
    this.#lastPid += 1;
    const pid = new PidTerm(this.#lastPid);
    const cx = new Context(this.#program, this.#host(pid), this.#limits);
    const task: Task = {
      pid,
      cx,
      body: drive(cx, body(cx)),
      mailbox: [],
      watchers: [],
      links: new Set(),
      wait: null,
      dueMs: 0,
      trapping: false,
    };
    this.#tasks.set(pid.id, task);
    return task;
  }

  /** The next process that can go on; time passes when none can. */
  #next(): Task | null {
    for (;;) {
      for (const task of this.#tasks.values()) {
        if (task.wait === null || (task.wait.for === "message" && task.mailbox.some(task.wait.accepts)))
          return task;
      }
      const due = [...this.#tasks.values()].flatMap(({ dueMs }) => (dueMs === null ? [] : [dueMs]));
      const times = [...due, ...[...this.#timers.values()].map(({ atMs }) => atMs)];
      if (times.length === 0) return null;
      this.#nowMs = Math.max(this.#nowMs, Math.min(...times));
      for (const [id, { atMs, to, message }] of this.#timers) {
        if (atMs > this.#nowMs) continue;
        this.#timers.delete(id);
        const pid = to instanceof PidTerm ? to : this.#names.get(to);
        if (pid !== undefined) this.#tasks.get(pid.id)?.mailbox.push(message);
      }
      for (const task of this.#tasks.values()) {
        const heard = task.wait?.for === "message" && task.mailbox.some(task.wait.accepts);
        if (!heard && task.dueMs !== null && task.dueMs <= this.#nowMs) return task;
      }
    }
  }

  #step(task: Task, main: Task): Outcome | null {
    let input: Term | null = null;
    if (task.wait?.for === "message") {
      const index = task.mailbox.findIndex(task.wait.accepts);
      if (index >= 0) input = task.mailbox.splice(index, 1)[0] ?? null;
    }
    try {
      const result = task.body.next(input);
      if (result.done !== true) {
        task.wait = result.value;
        const ms = result.value.for === "time" ? result.value.ms : result.value.timeoutMs;
        task.dueMs = ms === null ? null : this.#nowMs + ms;
        return null;
      }
      this.#end(task, NORMAL);
      return task === main ? { is: "value", value: result.value, cx: task.cx } : null;
    } catch (error) {
      if (error instanceof LimitExceeded) {
        this.#end(task, atom("killed"));
        return task === main ? { is: "stopped", why: error.message, cx: task.cx } : null;
      }
      if (!(error instanceof Thrown)) throw error;
      error.place ??= task.cx.at;
      this.#end(task, error.kind === "exit" ? error.value : tuple(rawReason(error), TRUE));
      return task === main ? { is: "thrown", thrown: error, cx: task.cx } : null;
    }
  }

  #end(task: Task, reason: Term): void {
    this.#tasks.delete(task.pid.id);
    for (const [name, pid] of this.#names) if (pid.id === task.pid.id) this.#names.delete(name);
    for (const { ref, by } of task.watchers) {
      this.#tasks.get(by.id)?.mailbox.push(tuple(atom("DOWN"), ref, atom("process"), task.pid, reason));
    }
    for (const id of task.links) {
      const other = this.#tasks.get(id);
      if (other === undefined) continue;
      if (other.trapping) other.mailbox.push(tuple(atom("EXIT"), task.pid, reason));
      else if (reason !== NORMAL) this.#end(other, reason);
    }
  }

  #host(self: PidTerm): Host {
    // Closures see the fields of this object, and `this` within them is not it.
    const solo = this;
    return {
      self,
      get nowMs() {
        return solo.#nowMs;
      },
      get systemTimeMs() {
        return solo.#nowMs;
      },
      shared: this.#shared,
      send: (to, message) => void this.#tasks.get(to.id)?.mailbox.push(message),
      spawn: (start, args, { link }) => {
        const task = this.#start((cx) => cx.call(start as Fun, [...args])); // `call` refuses all else
        if (link) this.#link(self, task.pid);
        return task.pid;
      },
      newRef: () => {
        this.#lastRef += 1;
        return new RefTerm(this.#lastRef);
      },
      whereis: (name) => this.#names.get(name) ?? null,
      register: (name, pid) => {
        if (this.#names.has(name) || !this.#tasks.has(pid.id)) return false;
        this.#names.set(name, pid);
        return true;
      },
      unregister: (name) => this.#names.delete(name),
      isAlive: (pid) => this.#tasks.has(pid.id),
      monitor: (pid) => {
        this.#lastRef += 1;
        const ref = new RefTerm(this.#lastRef);
        const task = this.#tasks.get(pid.id);
        if (task !== undefined) task.watchers.push({ ref, by: self });
        else
          this.#tasks
            .get(self.id)
            ?.mailbox.push(tuple(atom("DOWN"), ref, atom("process"), pid, atom("noproc")));
        return ref;
      },
      demonitor: (ref) => {
        for (const { watchers } of this.#tasks.values()) {
          const index = watchers.findIndex((watcher) => same(watcher.ref, ref));
          if (index >= 0) watchers.splice(index, 1);
        }
      },
      link: (pid) => this.#link(self, pid),
      unlink: (pid) => {
        this.#tasks.get(self.id)?.links.delete(pid.id);
        this.#tasks.get(pid.id)?.links.delete(self.id);
      },
      exit: (pid, reason) => {
        const task = this.#tasks.get(pid.id);
        if (task === undefined) return;
        if (task.trapping && reason !== atom("kill")) task.mailbox.push(tuple(atom("EXIT"), self, reason));
        else if (reason !== NORMAL) this.#end(task, reason === atom("kill") ? atom("killed") : reason);
      },
      trapExits: (trap) => {
        const task = this.#tasks.get(self.id);
        const before = task?.trapping ?? false;
        if (task !== undefined) task.trapping = trap;
        return before;
      },
      sendAfter: (to, message, delayMs) => {
        this.#lastRef += 1;
        this.#timers.set(this.#lastRef, { atMs: this.#nowMs + delayMs, to, message });
        return new RefTerm(this.#lastRef);
      },
      cancelTimer: (ref) => {
        const timer = this.#timers.get(ref.id);
        this.#timers.delete(ref.id);
        return timer === undefined ? null : timer.atMs - this.#nowMs;
      },
      print: (line) => void this.lines.push(line),
      random: () => 0,
    };
  }

  #link(a: PidTerm, b: PidTerm): void {
    this.#tasks.get(a.id)?.links.add(b.id);
    this.#tasks.get(b.id)?.links.add(a.id);
  }
}
