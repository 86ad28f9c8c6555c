import type { Context } from "../context.ts";
import { argumentError, raised } from "../exception.ts";
import type { Routine } from "../host.ts";
import { libraryModule, option } from "../library/arguments.ts";
import { atomMap, mapPut } from "../map.ts";
import { Atom, atom, EMPTY, listItems, OK, type Term, Tuple, tuple } from "../term.ts";
import { inspectIn } from "../text.ts";
import { specMap, specMaps } from "./child-spec.ts";
import { callServer, stopServer } from "./server-process.ts";
import { flagsOf, startSupervisor } from "./supervisor-basics.ts";
import type { SupervisorInit } from "./supervisor-server.ts";

const OVERRIDES = new Set(["id", "start", "restart", "shutdown", "type", "modules"]);
const INFINITY = atom("infinity");

/** The plan of a module's `init/1`: `{:ok, {flags, children}}`, or flags alone, or `:ignore`. */
export function plannedBy(module: Term, argument: Term, dynamic: boolean): SupervisorInit {
  return function* (cx) {
    const answer = yield* cx.apply(module, "init", [argument]);
    if (answer === atom("ignore")) return null;
    const [tag, plan] = answer instanceof Tuple ? answer.items : [];
    if (tag !== OK || plan === undefined) {
      throw raised("ArgumentError", { message: `init/1 of a supervisor returned ${inspectIn(cx, answer)}` });
    }
    const [flags = plan, children = EMPTY] = plan instanceof Tuple ? plan.items : [];
    return { flags: flagsOf(flags, dynamic), children: listItems(children) ?? [] };
  };
}

/** A call to a supervisor, which may take its time. */
export function* askSupervisor(cx: Context, supervisor: Term, ...request: Term[]): Routine<Term> {
  return yield* callServer(cx, supervisor, new Tuple(request), INFINITY);
}

/** What `Supervisor` and `DynamicSupervisor` have in common. */
export const SUPERVISOR_FUNCTIONS = {
  *"start_child/2"(cx: Context, supervisor: Term, child: Term) {
    return yield* askSupervisor(cx, supervisor, atom("start_child"), yield* specMap(cx, child));
  },
  *"terminate_child/2"(cx: Context, supervisor: Term, id: Term) {
    return yield* askSupervisor(cx, supervisor, atom("terminate_child"), id);
  },
  *"which_children/1"(cx: Context, supervisor: Term) {
    return yield* askSupervisor(cx, supervisor, atom("which_children"));
  },
  *"count_children/1"(cx: Context, supervisor: Term) {
    return yield* askSupervisor(cx, supervisor, atom("count_children"));
  },
  *"stop/1,2,3"(cx: Context, supervisor: Term, reason: Term = atom("normal"), timeout: Term = INFINITY) {
    return yield* stopServer(cx, supervisor, reason, timeout);
  },
};

/** What `Supervisor` has besides `start_link/2`. */
export const SUPERVISOR_REST = libraryModule("Supervisor", {
  ...SUPERVISOR_FUNCTIONS,
  *"start_link/3"(cx, module, argument, options) {
    return yield* startSupervisor(cx, plannedBy(module, argument, false), options);
  },
  *"init/2"(cx, children, options) {
    if (option(options, "strategy") === undefined)
      throw argumentError("expected :strategy option to be given");
    const { strategy, maxRestarts, maxSeconds } = flagsOf(options, false);
    const flags = {
      intensity: BigInt(maxRestarts),
      period: BigInt(maxSeconds),
      strategy: atom(strategy),
    };
    return tuple(OK, tuple(atomMap(flags), yield* specMaps(cx, children)));
  },
  *"restart_child/2"(cx, supervisor, id) {
    return yield* askSupervisor(cx, supervisor, atom("restart_child"), id);
  },
  *"delete_child/2"(cx, supervisor, id) {
    return yield* askSupervisor(cx, supervisor, atom("delete_child"), id);
  },
  *"child_spec/2"(cx, child, overrides) {
    let changed = yield* specMap(cx, child);
    for (const item of listItems(overrides) ?? []) {
      if (item instanceof Tuple && item.items.length === 2) {
        const [key, value] = item.items as readonly [Term, Term]; // there are two
        if (!(key instanceof Atom) || !OVERRIDES.has(key.name))
          throw argumentError(`unknown key ${inspectIn(cx, key)} in child specification override`);
        changed = mapPut(changed, key, value);
      }
    }
    return changed;
  },
});
