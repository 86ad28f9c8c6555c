import { isCrash } from "../../kernel/exit-reason.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { atomMap } from "../map.ts";
import { receive } from "../native.ts";
import { same } from "../order.ts";
import { Atom, atom, ERROR, list, NIL, OK, PidTerm, RefTerm, type Term, Tuple, tuple } from "../term.ts";
import { type ChildSpec, childSpecOf } from "./child-spec.ts";
import { reasonOf } from "./exit-term.ts";
import type { ServerCallback } from "./server-start.ts";
import { type Child, type SupervisorServer, startChild } from "./supervisor-server.ts";

const SHUTDOWN = atom("shutdown");
const REPLY = atom("reply");
const NOREPLY = atom("noreply");

/** A request, or the end of a child. */
export function* handle(
  cx: Context,
  supervisor: SupervisorServer,
  callback: ServerCallback,
  [message = NIL]: readonly Term[],
): Routine<Term> {
  if (callback === "handle_call") return tuple(REPLY, yield* call(cx, supervisor, message), NIL);
  const [tag, pid, reason = NIL] = message instanceof Tuple ? message.items : [];
  if (tag !== atom("EXIT") || !(pid instanceof PidTerm)) return tuple(NOREPLY, NIL);
  const child = supervisor.children.find((one) => one.pid !== null && one.pid.id === pid.id);
  if (child === undefined) return tuple(NOREPLY, NIL);
  return yield* ended(cx, supervisor, child, reason);
}

/** A child of which nobody knows an id yet, such as a task. */
function* added(cx: Context, supervisor: SupervisorServer, spec: ChildSpec): Routine<Term> {
  const same = supervisor.flags.dynamic ? undefined : find(supervisor, spec.id);
  if (same !== undefined) {
    return tuple(
      ERROR,
      same.pid === null ? atom("already_present") : tuple(atom("already_started"), same.pid),
    );
  }
  if (supervisor.children.length >= supervisor.flags.maxChildren) return tuple(ERROR, atom("max_children"));
  const started = yield* startChild(cx, spec);
  if (started === null) return atom("ignore");
  if (!(started instanceof PidTerm)) return tuple(ERROR, started);
  supervisor.children.push({ spec, pid: started });
  return tuple(OK, started);
}

function* call(cx: Context, supervisor: SupervisorServer, request: Term): Routine<Term> {
  const [what, id = NIL] = request instanceof Tuple ? request.items : [request];
  switch (what instanceof Atom ? what.name : "") {
    case "start_child":
      return yield* added(cx, supervisor, yield* childSpecOf(cx, id));
    case "which_children":
      return list(supervisor.children.map((child) => described(supervisor, child)));
    case "count_children":
      return count(supervisor);
    case "terminate_child": {
      const child = find(supervisor, id);
      if (child === undefined) return tuple(ERROR, atom("not_found"));
      yield* stop(cx, child);
      if (supervisor.flags.dynamic) forget(supervisor, child);
      return OK;
    }
    case "restart_child":
    case "delete_child": {
      const child = find(supervisor, id);
      if (child === undefined) return tuple(ERROR, atom("not_found"));
      if (child.pid !== null) return tuple(ERROR, atom("running"));
      if (what === atom("delete_child")) {
        forget(supervisor, child);
        return OK;
      }
      const started = yield* startChild(cx, child.spec);
      if (started !== null && !(started instanceof PidTerm)) return tuple(ERROR, started);
      child.pid = started;
      return tuple(OK, started ?? atom("undefined"));
    }
    default:
      return tuple(ERROR, atom("unknown_call"));
  }
}

function* ended(cx: Context, supervisor: SupervisorServer, child: Child, reason: Term): Routine<Term> {
  child.pid = null;
  const { restart } = child.spec;
  const isDue = restart === "permanent" || (restart === "transient" && isCrash(reasonOf(reason)));
  if (!isDue) {
    if (restart === "temporary" || supervisor.flags.dynamic) forget(supervisor, child);
    return tuple(NOREPLY, NIL);
  }
  const group = affected(supervisor, child);
  for (const other of group.toReversed()) yield* stop(cx, other);
  for (;;) {
    if (tooOften(cx, supervisor)) return tuple(atom("stop"), SHUTDOWN, NIL);
    if (yield* startAll(cx, group)) return tuple(NOREPLY, NIL);
  }
}

function* startAll(cx: Context, group: readonly Child[]): Routine<boolean> {
  for (const child of group) {
    if (child.pid !== null) continue;
    const started = yield* startChild(cx, child.spec);
    if (started !== null && !(started instanceof PidTerm)) return false;
    child.pid = started;
  }
  return true;
}

function affected(supervisor: SupervisorServer, child: Child): readonly Child[] {
  switch (supervisor.flags.strategy) {
    case "one_for_one":
      return [child];
    case "one_for_all":
      return supervisor.children;
    case "rest_for_one":
      return supervisor.children.slice(supervisor.children.indexOf(child));
  }
}

function tooOften(cx: Context, supervisor: SupervisorServer): boolean {
  const { maxRestarts, maxSeconds } = supervisor.flags;
  const { nowMs } = cx.host;
  supervisor.restartsMs = [...supervisor.restartsMs.filter((ms) => nowMs - ms <= maxSeconds * 1000), nowMs];
  return supervisor.restartsMs.length > maxRestarts;
}

/** Ends all children, the last one first. */
export function* stopAll(cx: Context, supervisor: SupervisorServer): Routine<void> {
  for (const child of supervisor.children.toReversed()) yield* stop(cx, child);
}

/** Ends a child in good order, or by force when that takes too long. */
function* stop(cx: Context, child: Child): Routine<void> {
  const { pid } = child;
  if (pid === null) return;
  child.pid = null;
  const monitor = cx.host.monitor(pid);
  const isDown = (message: Term) => {
    const [tag, ref] = message instanceof Tuple ? message.items : [];
    return tag === atom("DOWN") && ref instanceof RefTerm && ref.id === monitor.id;
  };
  const { shutdownMs } = child.spec;
  cx.host.exit(pid, shutdownMs === 0 ? atom("kill") : SHUTDOWN);
  if ((yield* receive(isDown, shutdownMs === 0 ? null : shutdownMs)) === null) {
    cx.host.exit(pid, atom("kill"));
    yield* receive(isDown);
  }
  // The exit signal is answered with that.
  yield* receive(
    (message) =>
      message instanceof Tuple && message.items[0] === atom("EXIT") && same(message.items[1] ?? NIL, pid),
    0,
  );
}

function find(supervisor: SupervisorServer, id: Term): Child | undefined {
  return supervisor.children.find(({ spec, pid }) =>
    same(supervisor.flags.dynamic ? (pid ?? NIL) : spec.id, id),
  );
}

function forget(supervisor: SupervisorServer, child: Child): void {
  supervisor.children = supervisor.children.filter((other) => other !== child);
}

function described(supervisor: SupervisorServer, { spec, pid }: Child): Term {
  const [module] = spec.start;
  const id = supervisor.flags.dynamic ? atom("undefined") : spec.id;
  return tuple(
    id,
    pid ?? atom("undefined"),
    atom(spec.isSupervisor ? "supervisor" : "worker"),
    list([module]),
  );
}

function count(supervisor: SupervisorServer): Term {
  const supervisors = supervisor.children.filter(({ spec }) => spec.isSupervisor).length;
  return atomMap({
    specs: BigInt(supervisor.children.length),
    active: BigInt(supervisor.children.filter(({ pid }) => pid !== null).length),
    supervisors: BigInt(supervisors),
    workers: BigInt(supervisor.children.length - supervisors),
  });
}
