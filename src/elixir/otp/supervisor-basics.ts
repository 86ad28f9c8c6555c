import { Later } from "../../loading/later.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { libraryModule, option } from "../library/arguments.ts";
import { atom, EMPTY, isList, listItems, type Term } from "../term.ts";
import { defineChildSpec, specMaps } from "./child-spec.ts";
import { startServer } from "./server-start.ts";
import { type SupervisorFlags, type SupervisorInit, SupervisorServer } from "./supervisor-server.ts";

/** What few applications ask of a supervisor. */
const SUPERVISORS = new Later(() => import("./supervisor.ts"));

export const SUPERVISOR_TYPE = { type: atom("supervisor") };

/** `Supervisor`: what an application starts its children with, and the rest when it is called. */
export const SUPERVISOR = libraryModule(
  "Supervisor",
  {
    *"start_link/2"(cx, children, options) {
      if (isList(children)) {
        const specs = yield* specMaps(cx, children);
        return yield* startSupervisor(cx, () => givenPlan(specs, options, false), options);
      }
      return yield* startSupervisor(cx, SUPERVISORS.now.plannedBy(children, options, false), EMPTY);
    },
  },
  {
    using: (target, options) => defineChildSpec(target, options, SUPERVISOR_TYPE),
    rest: new Later(async () => (await import("./supervisor.ts")).SUPERVISOR_REST),
  },
);

/** What the options of a supervisor say. */
export function flagsOf(options: Term, dynamic: boolean): SupervisorFlags {
  const strategy = option(options, "strategy");
  // Options of a supervisor, or the flags that were made of them.
  const count = (name: string, flag: string, otherwise: number) => {
    const value = option(options, name) ?? option(options, flag);
    return typeof value === "bigint" ? Number(value) : otherwise;
  };
  return {
    strategy:
      strategy === atom("one_for_all") || strategy === atom("rest_for_one")
        ? (strategy.name as "one_for_all" | "rest_for_one") // one of these two
        : "one_for_one",
    maxRestarts: count("max_restarts", "intensity", 3),
    maxSeconds: count("max_seconds", "period", 5),
    maxChildren: count("max_children", "max_children", Number.POSITIVE_INFINITY),
    dynamic,
  };
}

/** Starts a supervisor; the trace does not tell of it. */
export function* startSupervisor(cx: Context, plan: SupervisorInit, options: Term): Routine<Term> {
  return yield* startServer(cx, { behaviour: new SupervisorServer(plan), title: null, options });
}

/** A plan that was given as it is. */
export function* givenPlan(children: Term, options: Term, dynamic: boolean) {
  return { flags: flagsOf(options, dynamic), children: listItems(children) ?? [] };
}
