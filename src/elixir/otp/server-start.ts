import { Later } from "../../loading/later.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { inspectAtom } from "../inspect.ts";
import { option } from "../library/arguments.ts";
import { receive } from "../native.ts";
import { Atom, atom, EMPTY, NIL, OK, PidTerm, RefTerm, type Term, Tuple, tuple } from "../term.ts";
import { Thrown } from "../thrown.ts";
import { attemptReturn } from "./attempt.ts";
import { nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";

export type ServerCallback = "handle_call" | "handle_cast" | "handle_info" | "handle_continue";

/** The callbacks of a GenServer; each returns what the callback of that name in Elixir does. */
export interface ServerBehaviour {
  init(cx: Context): Routine<Term>;
  handle(cx: Context, callback: ServerCallback, args: readonly Term[], state: Term): Routine<Term>;
  terminate(cx: Context, reason: Term, state: Term): Routine<void>;
}

/** What a server does with a message; the supervisors of a small app, and its PubSub, never get one. */
const LOOP = new Later(() => import("./server-process.ts"));
/** Names that are no atoms. */
const NAMES = new Later(() => import("./server-name.ts"));

const ACK = atom("ack");
const DOWN = atom("DOWN");
const INFINITY = atom("infinity");

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

export function isPid(term: Term | undefined, pid: PidTerm): boolean {
  return term instanceof PidTerm && term.id === pid.id;
}

export function isRef(term: Term | undefined, ref: RefTerm): boolean {
  return term instanceof RefTerm && term.id === ref.id;
}

function* serve(
  cx: Context,
  behaviour: ServerBehaviour,
  name: Term,
  linked: PidTerm | null,
  parent: PidTerm,
): Routine<Term> {
  const ack = (result: Term) => nodeOf(cx).send(pidOf(parent), tuple(ACK, cx.host.self, result), null);
  if (!(yield* register(cx, name))) {
    const other = (yield* whereis(cx, name)) ?? NIL;
    ack(tuple(atom("error"), tuple(atom("already_started"), other)));
    return OK;
  }
  const given = yield* attemptReturn(cx, behaviour.init(cx));
  const [tag, state = NIL, then = INFINITY] = given instanceof Tuple ? given.items : [];
  if (given instanceof Thrown || tag !== OK) {
    return yield* LOOP.now.notStarted(cx, given, { leave: unregister(cx, name), ack });
  }
  ack(tuple(OK, cx.host.self));
  const first = then === INFINITY ? yield* receive(() => true) : null;
  return yield* LOOP.now.serverLoop(cx, behaviour, linked, { state, then, first });
}

/** The process that a server reference means: a pid, a name, `{:via, module, name}` or `{:global, name}`. */
export function* whereis(cx: Context, server: Term): Routine<PidTerm | null> {
  if (server instanceof PidTerm) return server;
  return server instanceof Atom ? cx.host.whereis(server) : yield* NAMES.now.whereisVia(cx, server);
}

function* register(cx: Context, name: Term): Routine<boolean> {
  if (name === NIL) return true;
  if (name instanceof Atom) return cx.host.register(name, cx.host.self);
  return yield* NAMES.now.registerVia(cx, name);
}

function* unregister(cx: Context, name: Term): Routine<void> {
  if (name instanceof Atom) cx.host.unregister(name);
  else yield* NAMES.now.unregisterVia(cx, name);
}
