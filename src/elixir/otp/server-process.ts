import { isCrash } from "../../kernel/exit-reason.ts";
import type { Context } from "../context.ts";
import { raised, Thrown } from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspectAtom } from "../inspect.ts";
import { option, pairOf } from "../library/arguments.ts";
import { receive } from "../native.ts";
import { same } from "../order.ts";
import { Atom, atom, EMPTY, list, NIL, OK, PidTerm, RefTerm, type Term, Tuple, tuple } from "../term.ts";
import { inspectIn } from "../text.ts";
import { attemptReturn } from "./attempt.ts";
import { Crash, reasonTerm } from "./crash.ts";
import { reasonOf } from "./exit-term.ts";
import { nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";
import { shapeOf } from "./term-shape.ts";

export type ServerCallback = "handle_call" | "handle_cast" | "handle_info" | "handle_continue";

/** The callbacks of a GenServer; each returns what the callback of that name in Elixir does. */
export interface ServerBehaviour {
  init(cx: Context): Routine<Term>;
  handle(cx: Context, callback: ServerCallback, args: readonly Term[], state: Term): Routine<Term>;
  terminate(cx: Context, reason: Term, state: Term): Routine<void>;
}

const CALL = atom("$gen_call");
const CAST = atom("$gen_cast");
const ACK = atom("ack");
const EXIT = atom("EXIT");
const DOWN = atom("DOWN");
const INFINITY = atom("infinity");
/** What `stop/3` sends: a system message, which no callback sees. */
const STOP = atom("$stop");
const NOREPLY = atom("noreply");

type StartOptions = {
  readonly behaviour: ServerBehaviour;
  /** What the trace calls the process; null: it does not tell of it. */
  readonly title: string | null;
  readonly options?: Term;
  readonly link?: boolean;
};

/** `GenServer.start_link/3` and its like: returns once `init/1` has, `{:ok, pid}` if all is well. */
export function* startServer(cx: Context, start: StartOptions): Routine<Term> {
  const { behaviour, title, options = EMPTY, link = true } = start;
  const node = nodeOf(cx);
  const name = option(options, "name") ?? NIL;
  const taken = yield* whereis(cx, name);
  if (taken !== null) return tuple(atom("error"), tuple(atom("already_started"), taken));
  const parent = cx.host.self;
  const role =
    title === null
      ? null
      : { is: "other" as const, name: name instanceof Atom && name !== NIL ? inspectAtom(name) : title };
  const pid = new PidTerm(
    node.spawn((self) => serve(self, behaviour, name, link ? parent : null, parent), { role, link }),
  );
  const monitor = cx.host.monitor(pid);
  const accepts = (message: Term) =>
    message instanceof Tuple &&
    ((message.items[0] === ACK && isPid(message.items[1], pid)) ||
      (message.items[0] === DOWN && isRef(message.items[1], monitor)));
  const message = yield* receive(accepts);
  cx.host.demonitor(monitor);
  const [kind, , result, , reason] = message instanceof Tuple ? message.items : [];
  return kind === ACK ? (result ?? NIL) : tuple(atom("error"), reason ?? NIL);
}

function isPid(term: Term | undefined, pid: PidTerm): boolean {
  return term instanceof PidTerm && term.id === pid.id;
}

function isRef(term: Term | undefined, ref: RefTerm): boolean {
  return term instanceof RefTerm && term.id === ref.id;
}

function* serve(
  cx: Context,
  behaviour: ServerBehaviour,
  name: Term,
  linked: PidTerm | null,
  parent: PidTerm,
): Routine<Term> {
  const node = nodeOf(cx);
  const ack = (result: Term) => node.send(pidOf(parent), tuple(ACK, cx.host.self, result), null);
  if (!(yield* register(cx, name))) {
    const other = (yield* whereis(cx, name)) ?? NIL;
    ack(tuple(atom("error"), tuple(atom("already_started"), other)));
    return OK;
  }
  const given = yield* attemptReturn(cx, behaviour.init(cx));
  if (given instanceof Thrown) {
    node.log(pidOf(cx.host.self), "error", new Crash(cx.program, given).log);
    yield* unregister(cx, name);
    ack(tuple(atom("error"), reasonTerm(given)));
    throw ended(cx, reasonTerm(given));
  }
  const [tag, state = NIL, then = INFINITY] = given instanceof Tuple ? given.items : [given];
  if (tag !== OK) {
    const isStop = tag === atom("stop");
    const reason = isStop ? state : tuple(atom("bad_return_value"), given);
    yield* unregister(cx, name);
    ack(given === atom("ignore") ? given : tuple(atom("error"), reason));
    if (given === atom("ignore")) return OK;
    throw ended(cx, reason);
  }
  ack(tuple(OK, cx.host.self));
  return yield* new ServerLoop(cx, behaviour, linked).run(state, then);
}

/** One message, one callback, a new state (OTP 25, gen_server.erl). */
class ServerLoop {
  readonly #cx: Context;
  readonly #behaviour: ServerBehaviour;
  readonly #parent: PidTerm | null;

  constructor(cx: Context, behaviour: ServerBehaviour, parent: PidTerm | null) {
    this.#cx = cx;
    this.#behaviour = behaviour;
    this.#parent = parent;
  }

  *run(first: Term, firstThen: Term): Routine<Term> {
    let state = first;
    let then = firstThen;
    for (;;) {
      const continued = pairOf(then);
      let callback: ServerCallback;
      let args: readonly Term[];
      if (continued !== null && continued[0] === atom("continue")) {
        [callback, args] = ["handle_continue", [continued[1]]];
      } else {
        const message = yield* receive(() => true, typeof then === "bigint" ? Number(then) : null);
        this.#cx.spend(10);
        const end = this.#endOf(message);
        if (end !== null) return yield* this.#stop(end, state);
        [callback, args] = callbackFor(message);
      }
      const result = yield* attemptReturn(this.#cx, this.#behaviour.handle(this.#cx, callback, args, state));
      if (result instanceof Thrown) return yield* this.#crash(result, state);
      [state, then] = yield* this.#after(callback, args, result, state);
    }
  }

  /** Why a message ends the server: its parent has gone, or somebody called `stop/3`. */
  #endOf(message: Term | null): Term | null {
    const [tag, first = NIL, second = NIL, ...rest] = message instanceof Tuple ? message.items : [];
    if (tag === STOP) return first;
    const isParents =
      tag === EXIT && rest.length === 0 && this.#parent !== null && isPid(first, this.#parent);
    return isParents ? second : null;
  }

  /** The new state, and what comes next: a timeout, a `{:continue, …}`, or `:infinity`. */
  *#after(
    callback: ServerCallback,
    args: readonly Term[],
    result: Term,
    state: Term,
  ): Routine<readonly [Term, Term]> {
    const [tag, ...rest] = result instanceof Tuple ? result.items : [result];
    const from = callback === "handle_call" ? (args[1] ?? NIL) : null;
    if (tag === atom("reply") && from !== null && rest.length >= 2 && isNext(rest[2])) {
      replyTo(this.#cx, from, rest[0] ?? NIL);
      return [rest[1] ?? NIL, rest[2] ?? INFINITY];
    }
    if (tag === NOREPLY && rest.length >= 1 && isNext(rest[1])) return [rest[0] ?? NIL, rest[1] ?? INFINITY];
    if (tag === atom("stop") && rest.length === 2) return yield* this.#stop(rest[0] ?? NIL, rest[1] ?? NIL);
    if (tag === atom("stop") && rest.length === 3 && from !== null) {
      replyTo(this.#cx, from, rest[1] ?? NIL);
      return yield* this.#stop(rest[0] ?? NIL, rest[2] ?? NIL);
    }
    return yield* this.#stop(tuple(atom("bad_return_value"), result), state);
  }

  *#stop(reason: Term, state: Term): Routine<never> {
    yield* this.#behaviour.terminate(this.#cx, reason, state);
    if (isCrash(reasonOf(reason))) this.#log(new Thrown("exit", reason));
    throw ended(this.#cx, reason);
  }

  *#crash(thrown: Thrown, state: Term): Routine<never> {
    const reason = reasonTerm(thrown);
    yield* this.#behaviour.terminate(this.#cx, reason, state);
    this.#log(thrown);
    throw ended(this.#cx, reason);
  }

  #log(thrown: Thrown): void {
    const node = nodeOf(this.#cx);
    node.log(pidOf(this.#cx.host.self), "error", new Crash(node.program, thrown).log);
  }
}

/** How a server ends. No line of Elixir throws this: what a callback threw was told of before. */
function ended(cx: Context, reason: Term): Thrown {
  const end = new Thrown("exit", reason);
  end.place = cx.at;
  return end;
}

/** What may stand behind the state: how long to wait for a message, `:hibernate`, `{:continue, …}`. */
export function isNext(term: Term | undefined): boolean {
  if (term === undefined || term === INFINITY || term === atom("hibernate")) return true;
  return typeof term === "bigint" ? term >= 0n : pairOf(term)?.[0] === atom("continue");
}

/** The callback that a message is for, and its arguments but the state; null: a timeout. */
export function callbackFor(message: Term | null): [ServerCallback, readonly Term[]] {
  if (message instanceof Tuple) {
    const [tag, first = NIL, second = NIL] = message.items;
    if (tag === CALL && message.items.length === 3) return ["handle_call", [second, first]];
    if (tag === CAST && message.items.length === 2) return ["handle_cast", [first]];
  }
  return ["handle_info", [message ?? atom("timeout")]];
}

/** `GenServer.call/3` */
export function* callServer(cx: Context, server: Term, request: Term, timeout: Term = 5000n): Routine<Term> {
  const gone = (reason: Term) => {
    const call = tuple(atom("Elixir.GenServer"), atom("call"), list([server, request, timeout]));
    return new Thrown("exit", tuple(reason, call));
  };
  const pid = yield* whereis(cx, server);
  if (pid === null) throw gone(atom("noproc"));
  if (pid.id === cx.host.self.id) throw gone(atom("calling_self"));
  const ref = cx.host.monitor(pid);
  const label = { is: "info", text: shapeOf(request) } as const;
  nodeOf(cx).send(pidOf(pid), tuple(CALL, tuple(cx.host.self, ref), request), label);
  const message = yield* receive(
    (other) =>
      other instanceof Tuple &&
      (isRef(other.items[0], ref) || (other.items[0] === DOWN && isRef(other.items[1], ref))),
    typeof timeout === "bigint" ? Number(timeout) : null,
  );
  cx.host.demonitor(ref);
  if (message === null) throw gone(atom("timeout"));
  const { items } = message as Tuple; // as accepted
  if (items[0] === DOWN) throw gone(items[4] ?? NIL);
  return items[1] ?? NIL;
}

/** `GenServer.reply/2` */
export function replyTo(cx: Context, from: Term, answer: Term): void {
  const [pid, ref] = from instanceof Tuple ? from.items : [];
  if (!(pid instanceof PidTerm) || ref === undefined) return;
  nodeOf(cx).send(pidOf(pid), tuple(ref, answer), { is: "info", text: "reply" });
}

/** `GenServer.stop/3`: asks it to stop, and waits until it has. */
export function* stopServer(cx: Context, server: Term, reason: Term, timeout: Term): Routine<Term> {
  const failed = (why: Term) => {
    const call = tuple(atom("sys"), atom("terminate"), list([server, reason, timeout]));
    return new Thrown("exit", tuple(why, call));
  };
  const pid = yield* whereis(cx, server);
  if (pid === null) throw failed(atom("noproc"));
  const ref = cx.host.monitor(pid);
  nodeOf(cx).send(pidOf(pid), tuple(STOP, reason), { is: "info", text: "stop" });
  const down = yield* receive(
    (message) => message instanceof Tuple && message.items[0] === DOWN && isRef(message.items[1], ref),
    typeof timeout === "bigint" ? Number(timeout) : null,
  );
  cx.host.demonitor(ref);
  if (down === null) throw failed(atom("timeout"));
  const why = down instanceof Tuple ? (down.items[4] ?? NIL) : NIL;
  if (!same(why, reason)) throw failed(why);
  return OK;
}

/** `GenServer.cast/2` */
export function* castTo(cx: Context, server: Term, request: Term): Routine<Term> {
  const pid = yield* whereis(cx, server);
  const label = { is: "info", text: shapeOf(request) } as const;
  if (pid !== null) nodeOf(cx).send(pidOf(pid), tuple(CAST, request), label);
  return OK;
}

/** The process that a server reference means: a pid, a name, `{:via, module, name}` or `{:global, name}`. */
export function* whereis(cx: Context, server: Term): Routine<PidTerm | null> {
  if (server instanceof PidTerm) return server;
  if (server instanceof Atom) return cx.host.whereis(server);
  const [kind, module, name] = viaOf(server);
  if (kind === null || module === undefined || name === undefined) return null;
  const found = yield* cx.apply(module, "whereis_name", [name]);
  return found instanceof PidTerm ? found : null;
}

function viaOf(server: Term): [Atom | null, Term?, Term?] {
  const [kind, first, second] = server instanceof Tuple ? server.items : [];
  if (kind === atom("via") && first !== undefined && second !== undefined) return [kind, first, second];
  if (kind === atom("global") && first !== undefined) return [kind, atom("global"), first];
  return [null];
}

function* register(cx: Context, name: Term): Routine<boolean> {
  if (name === NIL) return true;
  if (name instanceof Atom) return cx.host.register(name, cx.host.self);
  const [kind, module, key] = viaOf(name);
  if (kind === null || module === undefined || key === undefined) {
    throw raised("ArgumentError", {
      message: `expected :name option to be one of the following:\n\n  * nil\n  * atom\n  * {:global, term}\n  * {:via, module, term}\n\nGot: ${inspectIn(cx, name)}\n`,
    });
  }
  return (yield* cx.apply(module, "register_name", [key, cx.host.self])) === atom("yes");
}

function* unregister(cx: Context, name: Term): Routine<void> {
  if (name instanceof Atom) cx.host.unregister(name);
  const [, module, key] = viaOf(name);
  if (module !== undefined && key !== undefined) yield* cx.apply(module, "unregister_name", [key]);
}
