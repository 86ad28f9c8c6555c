import type { Context } from "../context.ts";
import { raised } from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspectAtom } from "../inspect.ts";
import { asAtom } from "../library/argument-kinds.ts";
import { libraryModule } from "../library/arguments.ts";
import type { Native } from "../native.ts";
import { type Atom, atom, EMPTY, NIL, OK, type Term, tuple } from "../term.ts";
import { inspectIn } from "../text.ts";
import { Thrown } from "../thrown.ts";
import { attemptReturn } from "./attempt.ts";
import { defineChildSpec } from "./child-spec.ts";
import { nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";
import { callServer, castTo, replyTo, stopServer } from "./server-process.ts";
import { type ServerBehaviour, type ServerCallback, startServer, whereis } from "./server-start.ts";

/** A GenServer whose callbacks are those of a module. */
export class ModuleServer implements ServerBehaviour {
  readonly #module: Atom;
  readonly #argument: Term;

  constructor(module: Atom, argument: Term) {
    this.#module = module;
    this.#argument = argument;
  }

  *init(cx: Context): Routine<Term> {
    return yield* cx.apply(this.#module, "init", [this.#argument]);
  }

  *handle(cx: Context, callback: ServerCallback, args: readonly Term[], state: Term): Routine<Term> {
    const given = [...args, state];
    if (callback === "handle_info" && cx.program.exported(this.#module, callback, 2) === null) {
      return unexpected(cx, this.#module, given);
    }
    return yield* cx.apply(this.#module, callback, given);
  }

  *terminate(cx: Context, reason: Term, state: Term): Routine<void> {
    if (cx.program.exported(this.#module, "terminate", 2) === null) return;
    const ended = yield* attemptReturn(cx, cx.apply(this.#module, "terminate", [reason, state]));
    if (ended instanceof Thrown) throw ended;
  }
}

function unexpected(cx: Context, module: Atom, [message = NIL, state = NIL]: readonly Term[]): Term {
  const text = `${inspectAtom(module)} ${inspectIn(cx, cx.host.self)} received unexpected message in handle_info/2: ${inspectIn(cx, message)}`;
  nodeOf(cx).log(pidOf(cx.host.self), "error", text);
  return tuple(atom("noreply"), state);
}

function noClause(what: string): Native {
  return (cx) => {
    throw raised("RuntimeError", {
      message: `attempted to ${what} GenServer ${inspectIn(cx, cx.host.self)} but no handle_${what}/${what === "call" ? 3 : 2} clause was provided`,
    });
  };
}

function* start(cx: Context, module: Term, argument: Term, options: Term, link: boolean): Routine<Term> {
  const name = asAtom(module);
  const behaviour = new ModuleServer(name, argument);
  return yield* startServer(cx, { behaviour, title: inspectAtom(name), options, link });
}

export const GEN_SERVER = libraryModule(
  "GenServer",
  {
    *"start_link/2,3"(cx, module, argument, options = EMPTY) {
      return yield* start(cx, module, argument, options, true);
    },
    *"start/2,3"(cx, module, argument, options = EMPTY) {
      return yield* start(cx, module, argument, options, false);
    },
    *"call/2,3"(cx, server, request, timeout = 5000n) {
      return yield* callServer(cx, server, request, timeout);
    },
    *"cast/2"(cx, server, request) {
      return yield* castTo(cx, server, request);
    },
    "reply/2": (cx, from, answer) => {
      replyTo(cx, from as Term, answer);
      return OK;
    },
    *"whereis/1"(cx, server) {
      return (yield* whereis(cx, server)) ?? NIL;
    },
    *"stop/1,2,3"(cx, server, reason = atom("normal"), timeout = atom("infinity")) {
      return yield* stopServer(cx, server, reason, timeout);
    },
  },
  {
    using(target, options) {
      defineChildSpec(target, options);
      target.fallback("handle_call/3", noClause("call"));
      target.fallback("handle_cast/2", noClause("cast"));
      target.fallback("handle_info/2", (cx, message, state) =>
        unexpected(cx, target.module, [message, state]),
      );
      target.fallback("terminate/2", () => OK);
      target.fallback("code_change/3", (_cx, _old, state) => tuple(OK, state));
    },
  },
);
