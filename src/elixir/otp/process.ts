import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { asCount, libraryModule, noClause } from "../library/arguments.ts";
import { receive, waitMs } from "../native.ts";
import {
  Atom,
  atom,
  bool,
  EMPTY,
  list,
  listItems,
  NIL,
  OK,
  PidTerm,
  RefTerm,
  type Term,
  TRUE,
  tuple,
} from "../term.ts";
import { inspectIn } from "../text.ts";
import { EXCEPTIONS, type Thrown } from "../thrown.ts";
import { termOfMail } from "./mail-term.ts";
import { nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";

const FALSE_ATOM = atom("false");

function asPid(term: Term, position = 1): PidTerm {
  if (!(term instanceof PidTerm)) throw EXCEPTIONS.now.badArgument(position, "not a pid");
  return term;
}

function asRef(term: Term): RefTerm {
  if (!(term instanceof RefTerm)) throw EXCEPTIONS.now.badArgument(1, "not a reference");
  return term;
}

function named(term: Term): Atom {
  if (!(term instanceof Atom)) throw EXCEPTIONS.now.badArgument(1, "not an atom");
  return term;
}

/** A pid that no process has, as one whose process has ended. */
const NOBODY = new PidTerm(-1);

/** The longest timeout of a `receive` (Erlang reference manual, "Receive"). */
const LONGEST_WAIT_MS = 0xffff_ffff;

function timeoutValue(): Thrown {
  return EXCEPTIONS.now.raised("ErlangError", { original: atom("timeout_value") }, atom("timeout_value"));
}

/** Lets a process that has an exit signal coming end here: it waits for what never comes. */
function* endHere(): Routine<void> {
  yield* receive(() => false);
}

/** The longest time of a timer (OTP 25, erl_hl_timer.c). */
const LONGEST_TIMER_MS = 0x7fff_ffff_ffffn;

function sendAfter(cx: Context, to: Term, message: Term, ms: Term): Term {
  if (typeof ms !== "bigint") throw EXCEPTIONS.now.badArgument(1, "not an integer");
  if (ms < 0n || ms > LONGEST_TIMER_MS) throw EXCEPTIONS.now.badArgument(1, "out of range");
  if (!(to instanceof PidTerm || to instanceof Atom)) throw EXCEPTIONS.now.badArgument(2, "not a pid");
  return cx.host.sendAfter(to, message, Number(ms));
}

function cancelTimer(cx: Context, ref: Term): Term {
  const left = cx.host.cancelTimer(asRef(ref));
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
    [
      "messages",
      list(
        processes
          .waitingMail(pidOf(pid), Number.POSITIVE_INFINITY)
          .flatMap(({ mail }) => termOfMail(mail) ?? []),
      ),
    ],
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
    const pid = to instanceof Atom ? cx.host.whereis(to) : asPid(to);
    if (pid === null) throw EXCEPTIONS.now.badArgument(1, "invalid destination");
    cx.host.send(pid, message);
    return OK;
  },
  "monitor/1,2": (cx, target) =>
    cx.host.monitor(target instanceof Atom ? (cx.host.whereis(target) ?? NOBODY) : asPid(target, 2)),
  "demonitor/1,2": (cx, ref) => {
    cx.host.demonitor(asRef(ref));
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
    if (name === NIL || name === FALSE_ATOM || name === TRUE || name === atom("undefined")) throw noClause();
    const isNamed = [...nodeOf(cx).names.values()].includes(pidOf(asPid(pid)));
    if (!isNamed && cx.host.register(name, asPid(pid))) return TRUE;
    throw EXCEPTIONS.now.argumentError(
      `could not register ${inspectIn(cx, pid)} with name ${inspectIn(cx, name)} because it is not alive, the name is already taken, or it has already been given another name`,
    );
  },
  "unregister/1": (cx, name) => {
    if (cx.host.unregister(named(name))) return TRUE;
    throw EXCEPTIONS.now.badArgument(1, "not a registered name");
  },
  "whereis/1": (cx, name) => cx.host.whereis(named(name)) ?? NIL,
  "group_leader/0": (cx) => cx.host.self,
  "registered/0": (cx) => list([...nodeOf(cx).names.keys()]),
  "alive?/1": (cx, pid) => bool(cx.host.isAlive(asPid(pid))),
  "list/0": (cx) => list([...nodeOf(cx).processes.pids].map((pid) => new PidTerm(pid))),
  "info/1": (cx, pid) => {
    const info = infoOf(cx, asPid(pid));
    return info === null ? NIL : list(info.map(([name, value]) => tuple(atom(name), value)));
  },
  "info/2": (cx, pid, item) => {
    const info = infoOf(cx, asPid(pid));
    if (info === null) return NIL;
    const told = (name: Term) => {
      const found = info.find(([one]) => name === atom(one));
      if (found === undefined) throw EXCEPTIONS.now.badArgument(2, "invalid item or item list");
      return tuple(name, found[1]);
    };
    const names = listItems(item);
    return names === null ? told(item) : list(names.map(told));
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
