import type { Mount } from "../../server/endpoint.ts";
import { MOUNT_DEFAULTS } from "../../server/endpoint.ts";
import type { ServerRoutine } from "../../server/mail.ts";
import {
  type ConnectRequest,
  type ConnectResult,
  REFUSED,
  type Route,
  type SocketHandler,
} from "../../server/socket-handler.ts";
import { parseUpgradeUrl } from "../../server/upgrade.ts";
import type { Context } from "../context.ts";
import { Thrown } from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspectAtom } from "../inspect.ts";
import { option } from "../library/arguments.ts";
import { atomMap, mapOf } from "../map.ts";
import { attempt } from "../otp/attempt.ts";
import { Crash } from "../otp/crash.ts";
import type { ElixirNode } from "../otp/node.ts";
import {
  Atom,
  atom,
  EMPTY,
  FALSE,
  list,
  listItems,
  moduleAtom,
  NIL,
  OK,
  PidTerm,
  type Term,
  Tuple,
  tuple,
} from "../term.ts";
import { inspectIn } from "../text.ts";
import { ElixirChannel } from "./channel-adapter.ts";
import { connOf, statusOf } from "./connection.ts";
import { endpointPubSub } from "./pubsub.ts";
import { pairsOf, SOCKET_TAG, type SocketTag } from "./socket.ts";
import {
  assignsOf,
  assignsView,
  isSocket,
  SOCKET_FIELDS,
  serializerAtom,
  withFields,
} from "./socket-struct.ts";

/** `socket path, handler, websocket: options` of an endpoint module; null: `websocket: false`. */
export type SocketMount = { readonly path: string; readonly handler: Atom; readonly websocket: Term };

/** What an endpoint's `socket` mounts on the server. */
export function mountOf(
  node: ElixirNode,
  endpoint: Atom,
  { path, handler, websocket }: SocketMount,
): Mount[] {
  if (websocket === FALSE) return [];
  const tag = node.program.loaded(handler)?.tags.get(SOCKET_TAG);
  const { routes, options } = (tag as SocketTag | undefined) ?? { routes: [], options: EMPTY }; // set under this tag alone
  const read = (name: string) => option(websocket, name) ?? option(options, name);
  const [timeout, size, channels, own] = [
    "timeout",
    "max_frame_size",
    "max_channels_per_transport",
    "path",
  ].map(read);
  const number = (term: Term | undefined, otherwise: number) =>
    typeof term === "bigint"
      ? Number(term)
      : term === atom("infinity")
        ? Number.POSITIVE_INFINITY
        : otherwise;
  return [
    {
      path,
      ...(typeof own === "string" ? { websocketPath: `${path}${own}` } : {}),
      handler: new ElixirSocket(node, endpoint, handler, routesOf(node, routes), websocket),
      idleTimeoutMs: number(timeout, MOUNT_DEFAULTS.idleTimeoutMs),
      maxFrameBytes: number(size, MOUNT_DEFAULTS.maxFrameBytes),
      maxChannels: number(channels, MOUNT_DEFAULTS.maxChannels),
    },
  ];
}

function routesOf(node: ElixirNode, routes: SocketTag["routes"]): Route[] {
  return routes.map(({ pattern, module, options }) => {
    const assigns = mapOf([...pairsOf(option(options, "assigns") ?? EMPTY)]);
    return { pattern, module: new ElixirChannel(node, module, assigns), assigns: {} };
  });
}

/** A module that does `use Phoenix.Socket`, as the server asks it (phoenix 1.8.12, lib/phoenix/socket.ex). */
class ElixirSocket implements SocketHandler {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly #node: ElixirNode;
  readonly #endpoint: Atom;
  readonly #module: Atom;
  readonly #options: Term;

  constructor(node: ElixirNode, endpoint: Atom, module: Atom, routes: readonly Route[], options: Term) {
    this.name = inspectAtom(module);
    this.routes = routes;
    this.#node = node;
    this.#endpoint = endpoint;
    this.#module = module;
    this.#options = options;
  }

  *connect(request: ConnectRequest): ServerRoutine<ConnectResult> {
    const node = this.#node;
    const outcome: { result: ConnectResult } = { result: REFUSED };
    const ask = this.#ask.bind(this);
    try {
      yield* node.run(request.pid, function* (cx) {
        outcome.result = yield* ask(cx, request);
        return OK;
      });
      return outcome.result;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      node.log(request.pid, "error", error.log);
      return { is: "error", status: 500 };
    }
  }

  *#ask(cx: Context, request: ConnectRequest): Routine<ConnectResult> {
    const module = this.#module;
    const socket = atomMap({
      __struct__: moduleAtom("Phoenix.Socket"),
      ...SOCKET_FIELDS,
      handler: module,
      endpoint: this.#endpoint,
      pubsub_server: endpointPubSub(this.#node),
      serializer: serializerAtom(request.serializer),
      transport: atom("websocket"),
    });
    const arity = cx.program.exported(module, "connect", 3) === null ? 2 : 3;
    const args = [mapOf(Object.entries(request.params)), socket, this.#connectInfo(request)].slice(0, arity);
    const result = yield* attempt(cx, cx.apply(module, "connect", args));
    if (result instanceof Thrown) throw result;
    const [tag, value] = result instanceof Tuple ? result.items : [];
    if (tag === OK && isSocket(value)) {
      const id = yield* cx.apply(module, "id", [value]);
      if (id !== NIL && typeof id !== "string") {
        const text = `${this.name}.id/1 returned invalid identifier ${inspectIn(cx, id)}. Expected nil or a string.`;
        this.#node.log(request.pid, "warning", text);
        return REFUSED;
      }
      const struct = withFields(value, { id, transport_pid: new PidTerm(request.pid) });
      return {
        is: "ok",
        assigns: assignsView(assignsOf(struct)),
        id: id === NIL ? null : String(id),
        struct,
      };
    }
    if (tag === atom("error") && value !== undefined) return yield* this.#refused(cx, request, value);
    if (result !== atom("error")) {
      const text = `${this.name}. connect/${arity} returned invalid value ${inspectIn(cx, result)}. Expected {:ok, socket}, {:error, reason} or :error`;
      this.#node.log(request.pid, "error", text);
    }
    return REFUSED;
  }

  /** `{:error, reason}`: the mount's `:error_handler` decides on the status. */
  *#refused(cx: Context, { url }: ConnectRequest, reason: Term): Routine<ConnectResult> {
    const handler = option(this.#options, "error_handler");
    const [module, name, args] = handler instanceof Tuple ? handler.items : [];
    if (module === undefined || !(name instanceof Atom)) return REFUSED;
    const { path, params } = parseUpgradeUrl(url);
    const given = [connOf("GET", path, params), reason, ...(listItems(args ?? EMPTY) ?? [])];
    const conn = yield* cx.apply(module, name.name, given);
    return { is: "error", status: statusOf(conn) ?? 403 };
  }

  #connectInfo({ url }: ConnectRequest): Term {
    const { path } = parseUpgradeUrl(url);
    const known: { readonly [name: string]: Term } = {
      peer_data: atomMap({ address: tuple(127n, 0n, 0n, 1n), port: 49_152n, ssl_cert: NIL }),
      uri: atomMap({ host: "localhost", path, port: 4000n, scheme: "ws", query: url.split("?")[1] ?? NIL }),
      user_agent: NIL,
      x_headers: list([]),
      trace_context_headers: list([]),
      session: NIL,
    };
    const wanted = listItems(option(this.#options, "connect_info") ?? EMPTY) ?? [];
    return mapOf(
      wanted.flatMap((item) => {
        const key = item instanceof Tuple ? item.items[0] : item;
        return key instanceof Atom ? [[key, known[key.name] ?? NIL] as const] : [];
      }),
    );
  }
}
