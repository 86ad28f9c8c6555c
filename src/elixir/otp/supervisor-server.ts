import { isCrash } from "../../kernel/exit-reason.ts";
import type { Context } from "../context.ts";
import { Thrown } from "../exception.ts";
import type { Routine } from "../host.ts";
import { atomMap } from "../map.ts";
import { receive } from "../native.ts";
import { same } from "../order.ts";
import { Atom, atom, list, NIL, OK, PidTerm, RefTerm, type Term, Tuple, tuple } from "../term.ts";
import { attempt } from "./attempt.ts";
import { type ChildSpec, childSpecOf } from "./child-spec.ts";
import { reasonTerm } from "./crash.ts";
import { reasonOf } from "./exit-term.ts";
import type { ServerBehaviour, ServerCallback } from "./server-process.ts";

export type Strategy = "one_for_one" | "one_for_all" | "rest_for_one";

export type SupervisorFlags = {
  readonly strategy: Strategy;
  readonly maxRestarts: number;
  readonly maxSeconds: number;
  /** Children come and go, and have no ids (`DynamicSupervisor`). */
  readonly dynamic: boolean;
};

/** What a supervisor is to do; null: it is not to be started. */
export type SupervisorInit = (
  cx: Context,
) => Routine<{ readonly flags: SupervisorFlags; readonly children: readonly Term[] } | null>;

type Child = { readonly spec: ChildSpec; pid: PidTerm | null };

const SHUTDOWN = atom("shutdown");
const ERROR = atom("error");
const REPLY = atom("reply");
const NOREPLY = atom("noreply");

/** Starts children, and starts them anew when they end (OTP 25, supervisor.erl). */
export class SupervisorServer implements ServerBehaviour {
  readonly #plan: SupervisorInit;
  #flags: SupervisorFlags = { strategy: "one_for_one", maxRestarts: 3, maxSeconds: 5, dynamic: false };
  #children: Child[] = [];
  #restartsMs: number[] = [];

  constructor(plan: SupervisorInit) {
    this.#plan = plan;
  }

  *init(cx: Context): Routine<Term> {
    cx.host.trapExits(true);
    const plan = yield* this.#plan(cx);
    if (plan === null) return atom("ignore");
    const { flags, children } = plan;
    this.#flags = flags;
    for (const child of children) {
      const spec = yield* childSpecOf(cx, child);
      const started = yield* this.#start(cx, spec);
      if (started instanceof PidTerm || started === null) this.#children.push({ spec, pid: started });
      else {
        yield* this.#stopAll(cx);
        const failure = tuple(atom("failed_to_start_child"), spec.id, started);
        return tuple(atom("stop"), tuple(SHUTDOWN, failure));
      }
    }
    return tuple(OK, NIL);
  }

  *handle(cx: Context, callback: ServerCallback, [message = NIL]: readonly Term[]): Routine<Term> {
    if (callback === "handle_call") return tuple(REPLY, yield* this.#call(cx, message), NIL);
    const [tag, pid, reason = NIL] = message instanceof Tuple ? message.items : [];
    if (tag !== atom("EXIT") || !(pid instanceof PidTerm)) return tuple(NOREPLY, NIL);
    const child = this.#children.find((one) => one.pid !== null && one.pid.id === pid.id);
    if (child === undefined) return tuple(NOREPLY, NIL);
    return yield* this.#ended(cx, child, reason);
  }

  *terminate(cx: Context): Routine<void> {
    yield* this.#stopAll(cx);
  }

  /** A child of which nobody knows an id yet, such as a task. */
  *startChild(cx: Context, spec: ChildSpec): Routine<Term> {
    const same = this.#flags.dynamic ? undefined : this.#find(spec.id);
    if (same !== undefined) {
      return tuple(
        ERROR,
        same.pid === null ? atom("already_present") : tuple(atom("already_started"), same.pid),
      );
    }
    const started = yield* this.#start(cx, spec);
    if (started === null) return atom("ignore");
    if (!(started instanceof PidTerm)) return tuple(ERROR, started);
    this.#children.push({ spec, pid: started });
    return tuple(OK, started);
  }

  *#call(cx: Context, request: Term): Routine<Term> {
    const [what, id = NIL, overrides = NIL] = request instanceof Tuple ? request.items : [request];
    switch (what instanceof Atom ? what.name : "") {
      case "start_child":
        return yield* this.startChild(cx, yield* childSpecOf(cx, id, overrides));
      case "which_children":
        return list(this.#children.map((child) => this.#described(child)));
      case "count_children":
        return this.#count();
      case "terminate_child": {
        const child = this.#find(id);
        if (child === undefined) return tuple(ERROR, atom("not_found"));
        yield* this.#stop(cx, child);
        if (this.#flags.dynamic) this.#forget(child);
        return OK;
      }
      case "restart_child":
      case "delete_child": {
        const child = this.#find(id);
        if (child === undefined) return tuple(ERROR, atom("not_found"));
        if (child.pid !== null) return tuple(ERROR, atom("running"));
        if (what === atom("delete_child")) {
          this.#forget(child);
          return OK;
        }
        const started = yield* this.#start(cx, child.spec);
        if (started !== null && !(started instanceof PidTerm)) return tuple(ERROR, started);
        child.pid = started;
        return tuple(OK, started ?? atom("undefined"));
      }
      default:
        return tuple(ERROR, atom("unknown_call"));
    }
  }

  /** The child's pid; null when it was to be ignored; else why it could not be started. */
  *#start(
    cx: Context,
    { start: [module, name, args] }: ChildSpec,
  ): Routine<PidTerm | null | Exclude<Term, PidTerm>> {
    const result = yield* attempt(cx, cx.apply(module, name, [...args]));
    if (result instanceof Thrown) return tuple(atom("EXIT"), reasonTerm(result));
    if (result === atom("ignore")) return null;
    const [tag, value] = result instanceof Tuple ? result.items : [];
    if (tag === OK && value instanceof PidTerm) return value;
    if (tag === ERROR && value !== undefined && !(value instanceof PidTerm)) return value;
    return tuple(atom("bad_return"), result);
  }

  *#ended(cx: Context, child: Child, reason: Term): Routine<Term> {
    child.pid = null;
    const { restart } = child.spec;
    const isDue = restart === "permanent" || (restart === "transient" && isCrash(reasonOf(reason)));
    if (!isDue) {
      if (restart === "temporary" || this.#flags.dynamic) this.#forget(child);
      return tuple(NOREPLY, NIL);
    }
    const group = this.#affected(child);
    for (const other of group.toReversed()) yield* this.#stop(cx, other);
    for (;;) {
      if (this.#tooOften(cx)) return tuple(atom("stop"), SHUTDOWN, NIL);
      if (yield* this.#startAll(cx, group)) return tuple(NOREPLY, NIL);
    }
  }

  *#startAll(cx: Context, group: readonly Child[]): Routine<boolean> {
    for (const child of group) {
      if (child.pid !== null) continue;
      const started = yield* this.#start(cx, child.spec);
      if (started !== null && !(started instanceof PidTerm)) return false;
      child.pid = started;
    }
    return true;
  }

  #affected(child: Child): readonly Child[] {
    switch (this.#flags.strategy) {
      case "one_for_one":
        return [child];
      case "one_for_all":
        return this.#children;
      case "rest_for_one":
        return this.#children.slice(this.#children.indexOf(child));
    }
  }

  #tooOften(cx: Context): boolean {
    const { maxRestarts, maxSeconds } = this.#flags;
    const { nowMs } = cx.host;
    this.#restartsMs = [...this.#restartsMs.filter((ms) => nowMs - ms <= maxSeconds * 1000), nowMs];
    return this.#restartsMs.length > maxRestarts;
  }

  *#stopAll(cx: Context): Routine<void> {
    for (const child of this.#children.toReversed()) yield* this.#stop(cx, child);
  }

  /** Ends a child in good order, or by force when that takes too long. */
  *#stop(cx: Context, child: Child): Routine<void> {
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

  #find(id: Term): Child | undefined {
    return this.#children.find(({ spec, pid }) => same(this.#flags.dynamic ? (pid ?? NIL) : spec.id, id));
  }

  #forget(child: Child): void {
    this.#children = this.#children.filter((other) => other !== child);
  }

  #described({ spec, pid }: Child): Term {
    const [module] = spec.start;
    const id = this.#flags.dynamic ? atom("undefined") : spec.id;
    return tuple(
      id,
      pid ?? atom("undefined"),
      atom(spec.isSupervisor ? "supervisor" : "worker"),
      list([module]),
    );
  }

  #count(): Term {
    const supervisors = this.#children.filter(({ spec }) => spec.isSupervisor).length;
    return atomMap({
      specs: BigInt(this.#children.length),
      active: BigInt(this.#children.filter(({ pid }) => pid !== null).length),
      supervisors: BigInt(supervisors),
      workers: BigInt(this.#children.length - supervisors),
    });
  }
}
