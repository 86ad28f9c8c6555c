import { Later } from "../../loading/later.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { inspectAtom } from "../inspect.ts";
import { libraryModule } from "../library/arguments.ts";
import { receive } from "../native.ts";
import { type Atom, atom, EMPTY, NIL, OK, PidTerm, type Term, Tuple } from "../term.ts";
import { inspectIn } from "../text.ts";
import { type ElixirNode, nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";

/** The tag of a module that does `use Application`. */
export const APPLICATION_TAG = "application";

export const APPLICATION = libraryModule(
  "Application",
  {},
  {
    rest: new Later(async () => (await import("../library/application-environment.ts")).APPLICATION_REST),
    using(target) {
      target.tag(APPLICATION_TAG, true);
      target.fallback("stop/1", () => OK);
    },
  },
);

/** Starts an application, all of it before anything else happens; false when it did not start. */
export function startApplication(node: ElixirNode, module: Atom): boolean {
  const state = { started: false };
  node.processes.boot(() => {
    node.spawn((cx) => master(cx, module, state), { role: null });
  });
  return state.started;
}

/** The process above an application's first supervisor (OTP, application_master). */
function* master(cx: Context, module: Atom, state: { started: boolean }): Routine<Term> {
  const node = nodeOf(cx);
  cx.host.trapExits(true);
  const result = yield* cx.apply(module, "start", [atom("normal"), EMPTY]);
  const [tag, pid] = result instanceof Tuple ? result.items : [];
  const name = inspectAtom(module);
  if (tag !== OK || !(pid instanceof PidTerm)) {
    node.log(pidOf(cx.host.self), "error", `${name}.start/2 returned ${inspectIn(cx, result)}`);
    return OK;
  }
  state.started = true;
  const exit = yield* receive((message) => message instanceof Tuple && message.items[0] === atom("EXIT"));
  const reason = exit instanceof Tuple ? (exit.items[2] ?? NIL) : NIL;
  node.log(pidOf(cx.host.self), "error", `Application ${name} exited: ${inspectIn(cx, reason)}`);
  return OK;
}
