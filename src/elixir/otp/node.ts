import { NORMAL } from "../../kernel/exit-reason.ts";
import type { Scheduled } from "../../kernel/kernel.ts";
import { Later } from "../../loading/later.ts";
import type { Endpoint } from "../../server/endpoint.ts";
import type { Mail, ServerBody, ServerProcesses, ServerRoutine, ServerSignal } from "../../server/mail.ts";
import type { MessageLabel, ProcessRole } from "../../trace/event.ts";
import type { NodeName, Pid } from "../../trace/ids.ts";
import type { CodeWatcher } from "../code-watcher.ts";
import { Context, drive } from "../context.ts";
import type { Routine, Wait } from "../host.ts";
import { LimitExceeded, type Limits, OVERRUN } from "../limit.ts";
import type { Program } from "../program.ts";
import type { Atom, Term } from "../term.ts";
import { COMPLAINTS, Thrown } from "../thrown.ts";
import { Crash, rescued } from "./crash.ts";
import { termOfMail } from "./mail-term.ts";
import { NodeHost } from "./node-host.ts";
import { shapeOf } from "./term-shape.ts";

/** How an exception is told to somebody who watches the code. */
const MESSAGE = new Later(() => import("../exception-message.ts"));

/** Turns that all processes together may take in one virtual moment. */
const MAX_TURNS = 500_000;
/** What a turn costs a process, in steps. */
const TURN_STEPS = 10;

export type NodeOptions = {
  readonly limits?: Limits;
  /** Of a server made of several nodes. */
  readonly name?: NodeName;
  /** Looks on while the processes run their code. */
  readonly watcher?: CodeWatcher;
  /** The endpoint's `secret_key_base`. */
  readonly secretKeyBase?: string;
  /** What outlives this node, by name: `node.outside("repo", () => new Repo())`. */
  readonly outside?: Map<string, unknown>;
};

/** How a process is started. */
export type Start = {
  /** Null: the trace does not tell of it. */
  readonly role: ProcessRole | null;
  readonly link?: boolean;
};

/** One running Elixir system: a program, and the processes of a server that run it. */
export class ElixirNode {
  readonly program: Program;
  readonly endpoint: Endpoint;
  readonly processes: ServerProcesses;
  readonly names = new Map<Atom, Pid>();
  readonly timers = new Map<number, { readonly scheduled: Scheduled; readonly atMs: number }>();
  readonly #options: NodeOptions;
  readonly #contexts = new Map<Pid, Context>();
  readonly #parts = new Map<object, unknown>();
  /** Of the processes that are still to be started; undefined: the usual. */
  #limits: Limits | undefined;
  #hasDoneTooMuch = false;
  #turns = 0;
  #momentMs = -1;

  constructor(program: Program, endpoint: Endpoint, options: NodeOptions = {}) {
    this.program = program;
    this.endpoint = endpoint;
    this.processes = endpoint.processes;
    this.#options = options;
    this.#limits = options.limits;
    this.processes.onExit((pid) => {
      this.#contexts.delete(pid);
      for (const [name, named] of this.names) if (named === pid) this.names.delete(name);
    });
  }

  /** The one `make`r's part of this node, made when it is first asked for. */
  part<Part>(make: (node: ElixirNode) => Part): Part {
    const known = this.#parts.get(make);
    if (known !== undefined) return known as Part; // kept under its own maker
    const made = make(this);
    this.#parts.set(make, made);
    return made;
  }

  /** Something that outlives a restart of the server, as a database does. */
  outside<Kept>(name: string, make: () => Kept): Kept {
    const { outside = new Map<string, unknown>() } = this.#options;
    const known = outside.get(name);
    if (known !== undefined) return known as Kept; // kept under its own name
    const made = make();
    outside.set(name, made);
    return made;
  }

  /** `node()` */
  get name(): string {
    const { name } = this.#options;
    return name === undefined ? "nonode@nohost" : `${name}@host`;
  }

  get secretKeyBase(): string {
    return this.#options.secretKeyBase ?? "a simulated server has nothing that it must keep secret".repeat(2);
  }

  /** The process as its code sees it. */
  context(pid: Pid): Context {
    const known = this.#contexts.get(pid);
    if (known !== undefined) return known;
    const { watcher } = this.#options;
    const { program } = this;
    const made = new Context(program, new NodeHost(this, pid), this.#limits);
    if (watcher !== undefined) {
      made.listener = (_, bindings) => watcher.line(pid, made, bindings);
      made.onThrown = (thrown) =>
        watcher.thrown(pid, thrown.place, () => MESSAGE.now.exceptionBanner(program, thrown));
    }
    this.#contexts.set(pid, made);
    return made;
  }

  /** Starts a process that runs `code`; `parent` is the one that is running, if any. */
  spawn(code: (cx: Context) => Routine<Term>, { role, link = false }: Start): Pid {
    const node = this;
    const parent = this.processes.self;
    const pid = this.processes.spawn(role, function* (self): ServerBody {
      try {
        yield* node.run(self, code);
        return NORMAL;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        if (error.thrown.kind !== "exit") node.log(self, "error", error.log);
        return error.exitReason();
      }
    });
    if (link && parent !== null) this.processes.link(parent, pid);
    return pid;
  }

  /** Runs code in a process of the server. Throws `Crash` for whatever that code does not catch. */
  *run(pid: Pid, code: (cx: Context) => Routine<Term>): ServerRoutine<Term> {
    const cx = this.context(pid);
    cx.beginMoment();
    try {
      const driven = drive(cx, code(cx));
      let input: Term | null = null;
      for (;;) {
        cx.spend(TURN_STEPS);
        this.#countTurn();
        const step = driven.next(input);
        if (step.done === true) return step.value;
        input = yield* waiting(step.value);
      }
    } catch (error) {
      if (error instanceof LimitExceeded) return yield* this.#stop(pid, cx, error.message);
      const thrown = rescued(error);
      if (!(thrown instanceof Thrown)) throw error;
      cx.locate(thrown);
      throw new Crash(this.program, thrown);
    }
  }

  send(to: Pid, term: Term, label: MessageLabel | null = { is: "info", text: shapeOf(term) }): void {
    this.processes.send(to, { kind: "term", term }, label);
  }

  log(pid: Pid | null, level: "debug" | "info" | "warning" | "error", text: string | null): void {
    if (text !== null) this.processes.kernel.note({ kind: "logged", pid, level, text });
  }

  // Nothing of the process runs any more: no `after`, no `terminate/2`.
  *#stop(pid: Pid, cx: Context, why: string): ServerRoutine<never> {
    this.#options.watcher?.thrown(pid, cx.at, () => `process stopped: ${why}`);
    this.log(pid, "error", `process stopped: ${why}`);
    if (!this.#hasDoneTooMuch) this.#limits = OVERRUN.now.afterTooMuch(cx.limits);
    this.#hasDoneTooMuch = true;
    this.processes.kill(pid, OVERRUN.now.exitReason(why));
    for (;;) yield { for: "matching", accepts: () => false };
  }

  #countTurn(): void {
    const { nowMs } = this.processes.kernel;
    if (nowMs !== this.#momentMs) {
      this.#momentMs = nowMs;
      this.#turns = 0;
    }
    this.#turns += 1;
    if (this.#turns > MAX_TURNS) throw OVERRUN.now.tooManyTurns(MAX_TURNS);
  }
}

/** Waits in a process of the server as Elixir code asked for it. */
function* waiting(wait: Wait): ServerRoutine<Term | null> {
  if (wait.for === "time" && Number.isFinite(wait.ms)) {
    yield { for: "time", ms: wait.ms };
    return null;
  }
  const fits = wait.for === "time" ? () => false : wait.accepts;
  const accepts = (mail: Mail | ServerSignal) => {
    const term = termOfMail(mail);
    return term !== null && fits(term);
  };
  const timeoutMs = wait.for === "time" ? null : wait.timeoutMs;
  const mail = yield timeoutMs === null
    ? { for: "matching", accepts }
    : { for: "matching", accepts, timeoutMs };
  return mail === null ? null : termOfMail(mail);
}

/** The node that runs a process. */
export function nodeOf(cx: Context): ElixirNode {
  const { host } = cx;
  if (host instanceof NodeHost) return host.node;
  throw COMPLAINTS.now.noSystem();
}
