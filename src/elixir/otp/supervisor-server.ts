import { Later } from "../../loading/later.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { atom, ERROR, NIL, OK, PidTerm, type Term, Tuple, tuple } from "../term.ts";
import { Thrown } from "../thrown.ts";
import { attempt } from "./attempt.ts";
import { type ChildSpec, childSpecOf } from "./child-spec.ts";
import { CRASH_REPORT } from "./crash.ts";
import type { ServerBehaviour, ServerCallback } from "./server-start.ts";

export type Strategy = "one_for_one" | "one_for_all" | "rest_for_one";

export type SupervisorFlags = {
  readonly strategy: Strategy;
  readonly maxRestarts: number;
  readonly maxSeconds: number;
  /** How many children a dynamic supervisor may have. */
  readonly maxChildren: number;
  /** Children come and go, and have no ids (`DynamicSupervisor`). */
  readonly dynamic: boolean;
};

/** What a supervisor is to do; null: it is not to be started. */
export type SupervisorInit = (
  cx: Context,
) => Routine<{ readonly flags: SupervisorFlags; readonly children: readonly Term[] } | null>;

export type Child = { readonly spec: ChildSpec; pid: PidTerm | null };

/** What is to be done when a child ends, or when somebody asks for something. */
const SUPERVISION = new Later(() => import("./supervision.ts"));

/** Starts children, and starts them anew when they end (OTP 25, supervisor.erl). */
export class SupervisorServer implements ServerBehaviour {
  flags: SupervisorFlags = {
    strategy: "one_for_one",
    maxRestarts: 3,
    maxSeconds: 5,
    maxChildren: Infinity,
    dynamic: false,
  };
  children: Child[] = [];
  /** When children were started anew, as far as that still counts. */
  restartsMs: number[] = [];
  readonly #plan: SupervisorInit;

  constructor(plan: SupervisorInit) {
    this.#plan = plan;
  }

  *init(cx: Context): Routine<Term> {
    cx.host.trapExits(true);
    const plan = yield* this.#plan(cx);
    if (plan === null) return atom("ignore");
    const { flags, children } = plan;
    this.flags = flags;
    for (const child of children) {
      const spec = yield* childSpecOf(cx, child);
      const started = yield* startChild(cx, spec);
      if (started instanceof PidTerm || started === null) this.children.push({ spec, pid: started });
      else {
        yield* SUPERVISION.now.stopAll(cx, this);
        const failure = tuple(atom("failed_to_start_child"), spec.id, started);
        return tuple(atom("stop"), tuple(atom("shutdown"), failure));
      }
    }
    return tuple(OK, NIL);
  }

  *handle(cx: Context, callback: ServerCallback, args: readonly Term[]): Routine<Term> {
    return yield* SUPERVISION.now.handle(cx, this, callback, args);
  }

  *terminate(cx: Context): Routine<void> {
    yield* SUPERVISION.now.stopAll(cx, this);
  }
}

/** The child's pid; null when it was to be ignored; else why it could not be started. */
export function* startChild(
  cx: Context,
  { start: [module, name, args] }: ChildSpec,
): Routine<PidTerm | null | Exclude<Term, PidTerm>> {
  const result = yield* attempt(cx, cx.apply(module, name, [...args]));
  if (result instanceof Thrown) return tuple(atom("EXIT"), CRASH_REPORT.now.reasonTerm(result));
  if (result === atom("ignore")) return null;
  const [tag, value] = result instanceof Tuple ? result.items : [];
  if (tag === OK && value instanceof PidTerm) return value;
  if (tag === ERROR && value !== undefined && !(value instanceof PidTerm)) return value;
  return tuple(atom("bad_return"), result);
}
