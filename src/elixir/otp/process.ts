import type { Context } from "../context.ts";
import { argumentError, raised, type Thrown } from "../exception.ts";
import type { Routine } from "../host.ts";
import { asCount, libraryModule, noClause } from "../library/arguments.ts";
import { receive, waitMs } from "../native.ts";
import { Atom, atom, bool, EMPTY, list, NIL, OK, PidTerm, RefTerm, type Term, TRUE, tuple } from "../term.ts";
import { inspectIn } from "../text.ts";
import { nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";

const FALSE_ATOM = atom("false");

function asPid(term: Term): PidTerm {
  if (!(term instanceof PidTerm)) throw noClause();
  return term;
}

function namedOrPid(cx: Context, term: Term): PidTerm | null {
  return term instanceof Atom ? cx.host.whereis(term) : asPid(term);
}

/** The longest timeout of a `receive` (Erlang reference manual, "Receive"). */
const LONGEST_WAIT_MS = 0xffff_ffff;

function timeoutValue(): Thrown {
  return raised("ErlangError", { original: atom("timeout_value") }, atom("timeout_value"));
}

/** Lets a process that has an exit signal coming end here: it waits for what never comes. */
function* endHere(): Routine<void> {
  yield* receive(() => false);
}

function destination(cx: Context, term: Term): PidTerm | Atom {
  if (term instanceof PidTerm || term instanceof Atom) return term;
  throw argumentError(`invalid destination: ${inspectIn(cx, term)}`);
}

function sendAfter(cx: Context, to: Term, message: Term, ms: Term): Term {
  return cx.host.sendAfter(destination(cx, to), message, asCount(ms));
}

function cancelTimer(cx: Context, ref: Term): Term {
  if (!(ref instanceof RefTerm)) throw noClause();
  const left = cx.host.cancelTimer(ref);
  return left === null ? FALSE_ATOM : BigInt(Math.trunc(left));
}

function keyText(cx: Context, key: Term): string {
  return inspectIn(cx, key, { limit: Number.POSITIVE_INFINITY });
}

/** The fields of `Process.info/1` that a program can have a use for. */
function infoOf(cx: Context, pid: PidTerm): readonly (readonly [string, Term])[] | null {
  const { names, processes } = nodeOf(cx);
  if (!cx.host.isAlive(pid)) return null;
  const named = [...names].find(([, owner]) => owner === pid.id);
  return [
    ["registered_name", named?.[0] ?? EMPTY],
    ["message_queue_len", BigInt(processes.mailboxLength(pidOf(pid)))],
    ["links", list(processes.linksOf(pidOf(pid)).map((other) => new PidTerm(other)))],
    ["status", atom(pid.id === cx.host.self.id ? "running" : "waiting")],
  ];
}

export const PROCESS = libraryModule("Process", {
  *"sleep/1"(_cx, ms) {
    if (ms === atom("infinity")) yield* endHere();
    else if (asCount(ms) > LONGEST_WAIT_MS) throw timeoutValue();
    else yield* waitMs(asCount(ms));
    return OK;
  },
  "send_after/3": (cx, to, message, ms) => sendAfter(cx, to, message, ms),
  "send_after/4": (cx, to, message, ms) => sendAfter(cx, to, message, ms),
  "cancel_timer/1": (cx, ref) => cancelTimer(cx, ref),
  "cancel_timer/2": (cx, ref) => cancelTimer(cx, ref),
  "read_timer/1": (cx, ref) => {
    const timer = ref instanceof RefTerm ? nodeOf(cx).timers.get(ref.id) : undefined;
    return timer === undefined ? FALSE_ATOM : BigInt(Math.trunc(timer.atMs - cx.host.nowMs));
  },
  "send/3": (cx, to, message) => {
    const pid = namedOrPid(cx, to);
    if (pid !== null) cx.host.send(pid, message);
    return OK;
  },
  "monitor/1,2": (cx, target) => cx.host.monitor(namedOrPid(cx, target) ?? new PidTerm(-1)),
  "demonitor/1,2": (cx, ref) => {
    if (!(ref instanceof RefTerm)) throw noClause();
    cx.host.demonitor(ref);
    return TRUE;
  },
  *"exit/2"(cx, pid, reason) {
    const target = asPid(pid);
    cx.host.exit(target, reason);
    const isOwnEnd = target.id === cx.host.self.id && !nodeOf(cx).processes.trapsExits(pidOf(target));
    if (isOwnEnd || (target.id === cx.host.self.id && reason === atom("kill"))) yield* endHere();
    return TRUE;
  },
  "flag/2": (cx, flag, value) => {
    if (flag === atom("trap_exit")) return bool(cx.host.trapExits(value === TRUE));
    return FALSE_ATOM;
  },
  "link/1": (cx, pid) => {
    cx.host.link(asPid(pid));
    return TRUE;
  },
  "unlink/1": (cx, pid) => {
    cx.host.unlink(asPid(pid));
    return TRUE;
  },
  "register/2": (cx, pid, name) => {
    if (!(name instanceof Atom)) throw noClause();
    if (cx.host.register(name, asPid(pid))) return TRUE;
    throw argumentError(
      `could not register ${inspectIn(cx, pid)} with name ${inspectIn(cx, name)} because it is not alive, the name is already taken, or it has already been given another name`,
    );
  },
  "unregister/1": (cx, name) => bool(name instanceof Atom && cx.host.unregister(name)),
  "whereis/1": (cx, name) => (name instanceof Atom ? (cx.host.whereis(name) ?? NIL) : NIL),
  "registered/0": (cx) => list([...nodeOf(cx).names.keys()]),
  "alive?/1": (cx, pid) => bool(cx.host.isAlive(asPid(pid))),
  "list/0": (cx) => list([...nodeOf(cx).processes.pids].map((pid) => new PidTerm(pid))),
  "info/1": (cx, pid) => {
    const info = infoOf(cx, asPid(pid));
    return info === null ? NIL : list(info.map(([name, value]) => tuple(atom(name), value)));
  },
  "info/2": (cx, pid, item) => {
    const found = infoOf(cx, asPid(pid))?.find(([name]) => item === atom(name));
    return found === undefined ? NIL : tuple(item, found[1]);
  },
  "put/2": (cx, key, value) => {
    const text = keyText(cx, key);
    const before = cx.dictionary.get(text) ?? NIL;
    cx.dictionary.set(text, value);
    return before;
  },
  "get/1,2": (cx, key, fallback = NIL) => cx.dictionary.get(keyText(cx, key)) ?? fallback,
  "delete/1": (cx, key) => {
    const text = keyText(cx, key);
    const before = cx.dictionary.get(text) ?? NIL;
    cx.dictionary.delete(text);
    return before;
  },
});
