import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { libraryModule } from "../library/arguments.ts";
import { atomMap } from "../map.ts";
import { Atom, atom, EMPTY, listItems, moduleAtom, NIL, OK, type Term, Tuple, tuple } from "../term.ts";
import { defineChildSpec, startOf } from "./child-spec.ts";
import { callServer, castTo, stopServer } from "./server-process.ts";
import { type ServerBehaviour, startServer } from "./server-start.ts";

/** What is to be called: a function, or `[module, function, args]`, whose first argument then is the state. */
type Callable = readonly Term[];

function* run(cx: Context, [fun = NIL, name, args]: Callable, state: readonly Term[]): Routine<Term> {
  if (!(name instanceof Atom)) return yield* cx.call(fun, [...state]);
  return yield* cx.apply(fun, name.name, [...state, ...(listItems(args ?? EMPTY) ?? [])]);
}

/** A process that keeps a state for others, who send it functions (Elixir, lib/agent/server.ex). */
class AgentServer implements ServerBehaviour {
  readonly #init: Callable;

  constructor(init: Callable) {
    this.#init = init;
  }

  *init(cx: Context): Routine<Term> {
    return tuple(OK, yield* run(cx, this.#init, []));
  }

  *handle(cx: Context, callback: string, [request]: readonly Term[], state: Term): Routine<Term> {
    const noreply = atom("noreply");
    if (callback === "handle_info" || !(request instanceof Tuple)) return tuple(noreply, state);
    const [kind, ...fun] = request.items;
    const result = yield* run(cx, fun, [state]);
    const reply = atom("reply");
    if (kind === atom("get")) return tuple(reply, result, state);
    if (kind === atom("update")) return tuple(reply, OK, result);
    if (kind === atom("cast")) return tuple(noreply, result);
    if (result instanceof Tuple && result.items.length === 2) return tuple(reply, ...result.items);
    return tuple(atom("stop"), tuple(atom("bad_return_value"), result), state);
  }

  *terminate(): Routine<void> {}
}

function* ask(cx: Context, kind: string, agent: Term, fun: Callable, timeout: Term): Routine<Term> {
  return yield* callServer(cx, agent, tuple(atom(kind), ...fun), timeout);
}

const TIMEOUT = 5000n;

/** `get/2,3` with a function, `get/4,5` with a module's; likewise the others. */
function functions(name: string, kind: string) {
  return {
    *[`${name}/2,3`](cx: Context, agent: Term, fun: Term, timeout: Term = TIMEOUT) {
      return yield* ask(cx, kind, agent, [fun], timeout);
    },
    *[`${name}/4,5`](cx: Context, agent: Term, module: Term, fun: Term, args: Term, timeout: Term = TIMEOUT) {
      return yield* ask(cx, kind, agent, [module, fun, args], timeout);
    },
  };
}

function* start(cx: Context, fun: Callable, options: Term, link: boolean): Routine<Term> {
  return yield* startServer(cx, { behaviour: new AgentServer(fun), title: "Agent", options, link });
}

export const AGENT = libraryModule(
  "Agent",
  {
    "child_spec/1": (_cx, argument) => {
      const id = moduleAtom("Agent");
      return atomMap({ id, start: startOf(id, "start_link", argument) });
    },
    *"start_link/1,2"(cx, fun, options = EMPTY) {
      return yield* start(cx, [fun], options, true);
    },
    *"start_link/3,4"(cx, module, fun, args, options = EMPTY) {
      return yield* start(cx, [module, fun, args], options, true);
    },
    *"start/1,2"(cx, fun, options = EMPTY) {
      return yield* start(cx, [fun], options, false);
    },
    ...functions("get", "get"),
    ...functions("update", "update"),
    ...functions("get_and_update", "get_and_update"),
    *"cast/2"(cx, agent, fun) {
      return yield* castTo(cx, agent, tuple(atom("cast"), fun));
    },
    *"cast/4"(cx, agent, module, fun, args) {
      return yield* castTo(cx, agent, tuple(atom("cast"), module, fun, args));
    },
    *"stop/1,2,3"(cx, agent, reason = atom("normal"), timeout = atom("infinity")) {
      return yield* stopServer(cx, agent, reason, timeout);
    },
  },
  { using: (target, options) => defineChildSpec(target, options) },
);
