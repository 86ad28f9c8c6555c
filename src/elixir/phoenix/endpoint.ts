import { Later } from "../../loading/later.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { option } from "../library/arguments.ts";
import { nativeModule } from "../native.ts";
import { defineChildSpec } from "../otp/child-spec.ts";
import { nodeOf } from "../otp/node.ts";
import { type ServerBehaviour, startServer } from "../otp/server-start.ts";
import { Atom, atom, EMPTY, list, NIL, OK, type Term, TRUE, tuple } from "../term.ts";
import { COMPLAINTS } from "../thrown.ts";
import { mountOf, type SocketMount } from "./socket-adapter.ts";

/** The tag of a module that does `use Phoenix.Endpoint`. */
export const ENDPOINT_TAG = "endpoint";

export type EndpointTag = {
  readonly sockets: readonly SocketMount[];
  /** The modules of its plugs, known or not. */
  readonly plugs: readonly Atom[];
};

/** The functions of an endpoint module, which channels seldom call. */
const FUNCTIONS =
  "broadcast/3 broadcast!/3 local_broadcast/3 broadcast_from/4 broadcast_from!/4 local_broadcast_from/4 subscribe/1 subscribe/2 unsubscribe/1 config/1 config/2 url/0".split(
    " ",
  );
const SELDOM_CALLED = new Later(() => import("./endpoint-functions.ts"));

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
          return target.refuse(at, COMPLAINTS.now.MACROS.socket);
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
      for (const key of FUNCTIONS) {
        target.fallback(key, (cx, ...args) => SELDOM_CALLED.now.endpointFunction(key)(cx, ...args));
      }
    },
  },
);
