import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { libraryModule, option } from "../library/arguments.ts";
import { atomMap } from "../map.ts";
import { atom, EMPTY, NIL, OK, type Term, tuple } from "../term.ts";
import { defineChildSpec, nativeChildSpec } from "./child-spec.ts";
import { askSupervisor, plannedBy, SUPERVISOR_FUNCTIONS } from "./supervisor.ts";
import { flagsOf, givenPlan, SUPERVISOR_TYPE, startSupervisor } from "./supervisor-basics.ts";

export const DYNAMIC_SUPERVISOR = libraryModule(
  "DynamicSupervisor",
  {
    ...SUPERVISOR_FUNCTIONS,
    "child_spec/1": (_cx, options) => nativeChildSpec("DynamicSupervisor", options),
    *"start_link/1"(cx, options) {
      return yield* startDynamic(cx, options);
    },
    *"start_link/2,3"(cx, module, argument, options = EMPTY) {
      return yield* startSupervisor(cx, plannedBy(module, argument, true), options);
    },
    "init/1": (_cx, options) => {
      const { strategy, maxRestarts, maxSeconds, maxChildren } = flagsOf(options, true);
      const flags = {
        extra_arguments: option(options, "extra_arguments") ?? EMPTY,
        intensity: BigInt(maxRestarts),
        max_children: Number.isFinite(maxChildren) ? BigInt(maxChildren) : atom("infinity"),
        period: BigInt(maxSeconds),
        strategy: atom(strategy),
      };
      return tuple(OK, atomMap(flags));
    },
  },
  { using: (target, options) => defineChildSpec(target, options, SUPERVISOR_TYPE) },
);

/** A process under a `Task.Supervisor`. */
export function* startTask(cx: Context, supervisor: Term, start: Term, restart: Term): Routine<Term> {
  const spec = atomMap({ id: NIL, start, restart });
  return yield* askSupervisor(cx, supervisor, atom("start_child"), spec);
}

/** A supervisor whose children come one by one. */
export function* startDynamic(cx: Context, options: Term): Routine<Term> {
  return yield* startSupervisor(cx, () => givenPlan(EMPTY, options, true), options);
}
