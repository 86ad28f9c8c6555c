import { Later } from "../../loading/later.ts";
import { PubSub } from "../../server/pubsub.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { libraryModule, option } from "../library/arguments.ts";
import { nativeChildSpec } from "../otp/child-spec.ts";
import { type ElixirNode, nodeOf } from "../otp/node.ts";
import { type ServerBehaviour, startServer } from "../otp/server-start.ts";
import { Atom, atom, NIL, OK, type Term, tuple } from "../term.ts";

/** The PubSub servers of a node by name; the first one is the endpoint's. */
export function servers(_node: ElixirNode): Map<Atom, PubSub> {
  return new Map();
}

/** The name of the PubSub server that the endpoint uses; nil when none is started. */
export function endpointPubSub(node: ElixirNode): Atom {
  return node.part(servers).keys().next().value ?? NIL;
}

class PubSubServer implements ServerBehaviour {
  readonly #name: Term;

  constructor(name: Term) {
    this.#name = name;
  }

  *init(cx: Context): Routine<Term> {
    const node = nodeOf(cx);
    const known = node.part(servers);
    if (this.#name instanceof Atom && !known.has(this.#name)) {
      known.set(this.#name, known.size === 0 ? node.endpoint.pubsub : new PubSub(node.processes));
    }
    return tuple(OK, NIL);
  }

  *handle(): Routine<Term> {
    return tuple(atom("noreply"), NIL);
  }

  *terminate(): Routine<void> {}
}

/** `Phoenix.PubSub` (phoenix_pubsub 2.2.0); only the endpoint's own reaches other nodes. */
export const PUBSUB = libraryModule(
  "Phoenix.PubSub",
  {
    "child_spec/1": (_cx, options) => nativeChildSpec("Phoenix.PubSub", options),
    *"start_link/1"(cx, options) {
      const behaviour = new PubSubServer(option(options, "name") ?? NIL);
      return yield* startServer(cx, { behaviour, title: null });
    },
  },
  { rest: new Later(async () => (await import("./publication.ts")).PUBLICATION) },
);
