import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { option } from "../library/arguments.ts";
import { nativeModule } from "../native.ts";
import { defineChildSpec } from "../otp/child-spec.ts";
import { nodeOf } from "../otp/node.ts";
import { type ServerBehaviour, startServer } from "../otp/server-start.ts";
import { Atom, atom, EMPTY, list, NIL, OK, PidTerm, type Term, TRUE, tuple } from "../term.ts";
import { broadcast } from "./channel.ts";
import { endpointPubSub, subscribe, unsubscribe } from "./pubsub.ts";
import { mountOf, type SocketMount } from "./socket-adapter.ts";

/** The tag of a module that does `use Phoenix.Endpoint`. */
export const ENDPOINT_TAG = "endpoint";

export type EndpointTag = {
  readonly sockets: readonly SocketMount[];
  /** The modules of its plugs, known or not. */
  readonly plugs: readonly Atom[];
};

/** The process under which the web server listens. */
class EndpointServer implements ServerBehaviour {
  readonly #module: Atom;

  constructor(module: Atom) {
    this.#module = module;
  }

  *init(cx: Context): Routine<Term> {
    cx.host.trapExits(true);
    const node = nodeOf(cx);
    const tag = node.program.loaded(this.#module)?.tags.get(ENDPOINT_TAG);
    const { sockets } = tag as EndpointTag; // set under this tag alone, and before this module can be started
    node.endpoint.listen(sockets.flatMap((mount) => mountOf(node, this.#module, mount)));
    return tuple(OK, NIL);
  }

  *handle(): Routine<Term> {
    return tuple(atom("noreply"), NIL);
  }

  *terminate(cx: Context): Routine<void> {
    nodeOf(cx).endpoint.close();
  }
}

function toAll(cx: Context, topic: Term, event: Term, payload: Term): Term {
  return broadcast(cx, NIL, topic, event, payload);
}

function toAllHere(cx: Context, topic: Term, event: Term, payload: Term): Term {
  return broadcast(cx, NIL, topic, event, payload, "local");
}

function toOthers(cx: Context, from: Term, topic: Term, event: Term, payload: Term): Term {
  return broadcast(cx, from instanceof PidTerm ? from : cx.host.self, topic, event, payload);
}

function toOthersHere(cx: Context, from: Term, topic: Term, event: Term, payload: Term): Term {
  return broadcast(cx, from instanceof PidTerm ? from : cx.host.self, topic, event, payload, "local");
}

function configuration(cx: Context, key: Term, fallback: Term): Term {
  if (key === atom("pubsub_server")) return endpointPubSub(nodeOf(cx));
  if (key === atom("secret_key_base")) return nodeOf(cx).secretKeyBase;
  return fallback;
}

/** `Phoenix.Endpoint` (phoenix 1.8.12, lib/phoenix/endpoint.ex): its sockets; what its plugs do is not simulated. */
export const ENDPOINT = nativeModule(
  "Phoenix.Endpoint",
  {},
  {
    using(target, options) {
      const sockets: SocketMount[] = [];
      const plugs: Atom[] = [];
      const { module } = target;
      target.tag(ENDPOINT_TAG, { sockets, plugs } satisfies EndpointTag);
      target.macro("socket", ([path, handler, given], at) => {
        const [where, who] = [path, handler].map((ast) => (ast === undefined ? NIL : target.evaluate(ast)));
        if (typeof where !== "string" || !(who instanceof Atom)) {
          return target.refuse(at, 'socket expects a path and a module: socket "/socket", MyApp.UserSocket');
        }
        const settings = given === undefined ? EMPTY : target.evaluate(given);
        const websocket = option(settings, "websocket") ?? TRUE;
        const authToken = option(settings, "auth_token") === TRUE;
        const drainer = option(settings, "drainer");
        sockets.push({ path: where, handler: who, websocket, authToken, drainer });
      });
      target.macro("plug", ([plug]) => {
        const name = plug?.is === "alias" ? target.evaluate(plug) : null;
        if (name instanceof Atom) plugs.push(name);
      });
      // `if code_reloading? do … end` is about development alone.
      target.macro("if", () => {});
      defineChildSpec(target, options, { type: atom("supervisor") });
      target.fallback("start_link/1", function* (cx) {
        const name = list([tuple(atom("name"), module)]);
        return yield* startServer(cx, { behaviour: new EndpointServer(module), title: null, options: name });
      });
      target.fallback("broadcast/3", toAll);
      target.fallback("broadcast!/3", toAll);
      target.fallback("local_broadcast/3", toAllHere);
      target.fallback("broadcast_from/4", toOthers);
      target.fallback("broadcast_from!/4", toOthers);
      target.fallback("local_broadcast_from/4", toOthersHere);
      target.fallback("subscribe/1", (cx, topic) => subscribe(cx, nodeOf(cx).endpoint.pubsub, topic));
      target.fallback("subscribe/2", (cx, topic) => subscribe(cx, nodeOf(cx).endpoint.pubsub, topic));
      target.fallback("unsubscribe/1", (cx, topic) => unsubscribe(cx, nodeOf(cx).endpoint.pubsub, topic));
      target.fallback("config/1", (cx, key) => configuration(cx, key, NIL));
      target.fallback("config/2", (cx, key, fallback) => configuration(cx, key, fallback));
      target.fallback("url/0", () => "http://localhost");
    },
  },
);
