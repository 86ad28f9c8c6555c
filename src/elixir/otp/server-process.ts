import { isCrash } from "../../kernel/exit-reason.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { pairOf } from "../library/arguments.ts";
import { receive } from "../native.ts";
import { same } from "../order.ts";
import { atom, Cons, list, NIL, OK, PidTerm, RefTerm, type Term, Tuple, tuple } from "../term.ts";
import { Thrown } from "../thrown.ts";
import { attemptReturn } from "./attempt.ts";
import { CRASH_REPORT, Crash } from "./crash.ts";
import { reasonOf } from "./exit-term.ts";
import { nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";
import { CALL, CAST, callbackFor, isNext } from "./server-message.ts";
import { isPid, isRef, type ServerBehaviour, type ServerCallback, whereis } from "./server-start.ts";
import { shapeOf } from "./term-shape.ts";

const EXIT = atom("EXIT");
const DOWN = atom("DOWN");
const INFINITY = atom("infinity");
/** What `stop/3` sends: a system message, which no callback sees. */
const STOP = atom("$stop");
const NOREPLY = atom("noreply");

/** Why a server was not started; it ends, and whoever started it is told so. */
export function* notStarted(
  cx: Context,
  given: Term | Thrown,
  { leave, ack }: { readonly leave: Routine<void>; readonly ack: (result: Term) => void },
): Routine<Term> {
  if (given instanceof Thrown) {
    nodeOf(cx).log(pidOf(cx.host.self), "error", new Crash(cx.program, given).log);
    yield* leave;
    ack(tuple(atom("error"), CRASH_REPORT.now.reasonTerm(given)));
    throw new Thrown("exit", CRASH_REPORT.now.reasonTerm(given));
  }
  yield* leave;
  const [tag, why = NIL] = given instanceof Tuple ? given.items : [given];
  const reason = tag === atom("stop") ? why : tuple(atom("bad_return_value"), given);
  ack(given === atom("ignore") ? given : tuple(atom("error"), reason));
  if (given === atom("ignore")) return OK;
  throw new Thrown("exit", reason);
}

/** What `init/1` gave: the state, what comes next, and the message that came since, if any. */
type Begun = { readonly state: Term; readonly then: Term; readonly first: Term | null };

/** Serves until the server ends. */
export function* serverLoop(
  cx: Context,
  behaviour: ServerBehaviour,
  parent: PidTerm | null,
  begun: Begun,
): Routine<Term> {
  return yield* new ServerLoop(cx, behaviour, parent).run(begun);
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

  *run({ state: firstState, then: firstThen, first }: Begun): Routine<Term> {
    let state = firstState;
    let then = firstThen;
    let waiting = first;
    for (;;) {
      const continued = pairOf(then);
      let callback: ServerCallback;
      let args: readonly Term[];
      if (continued !== null && continued[0] === atom("continue")) {
        [callback, args] = ["handle_continue", [continued[1]]];
      } else {
        const message =
          waiting ?? (yield* receive(() => true, typeof then === "bigint" ? Number(then) : null));
        waiting = null;
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
    const reason = CRASH_REPORT.now.reasonTerm(thrown);
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

/** Where a call waits for its reply. One that comes when nobody waits any more is lost (OTP 24, process aliases). */
function openCalls(): Set<number> {
  return new Set();
}

const ALIAS = atom("alias");

/** The reference in a call's tag, `[:alias | reference]`. */
function aliased(tag: Term | undefined): RefTerm | undefined {
  return tag instanceof Cons && tag.head === ALIAS && tag.tail instanceof RefTerm ? tag.tail : undefined;
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
  const calls = nodeOf(cx).part(openCalls);
  calls.add(ref.id);
  const label = { is: "info", text: shapeOf(request) } as const;
  const from = tuple(cx.host.self, new Cons(ALIAS, ref));
  nodeOf(cx).send(pidOf(pid), tuple(CALL, from, request), label);
  const message = yield* receive(
    (other) =>
      other instanceof Tuple &&
      (isRef(aliased(other.items[0]), ref) || (other.items[0] === DOWN && isRef(other.items[1], ref))),
    typeof timeout === "bigint" ? Number(timeout) : null,
  );
  cx.host.demonitor(ref);
  calls.delete(ref.id);
  if (message === null) throw gone(atom("timeout"));
  const { items } = message as Tuple; // as accepted
  if (items[0] === DOWN) throw gone(items[4] ?? NIL);
  return items[1] ?? NIL;
}

/** `GenServer.reply/2` */
export function replyTo(cx: Context, from: Term, answer: Term): void {
  const [pid, ref] = from instanceof Tuple ? from.items : [];
  if (!(pid instanceof PidTerm) || ref === undefined) return;
  const alias = aliased(ref);
  if (alias !== undefined && !nodeOf(cx).part(openCalls).delete(alias.id)) return;
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
