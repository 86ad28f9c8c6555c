import { Later } from "../../loading/later.ts";
import type { ConnectInfo, ConnectInfoKey } from "../../server/connect-info.ts";
import { DRAINER_DEFAULTS, type Drainer } from "../../server/drainer.ts";
import type { Mount } from "../../server/endpoint.ts";
import { MOUNT_DEFAULTS } from "../../server/endpoint.ts";
import type { ServerRoutine } from "../../server/mail.ts";
import type { ElixirConnected, ElixirUpgrade, Route, SocketHandler } from "../../server/socket-handler.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { inspectAtom } from "../inspect.ts";
import { option } from "../library/arguments.ts";
import { atomMap, EMPTY_MAP, mapOf } from "../map.ts";
import { attempt } from "../otp/attempt.ts";
import { Crash } from "../otp/crash.ts";
import type { ElixirNode } from "../otp/node.ts";
import {
  Atom,
  atom,
  EMPTY,
  FALSE,
  listItems,
  moduleAtom,
  NIL,
  OK,
  PidTerm,
  type Term,
  Tuple,
} from "../term.ts";
import { COMPLAINTS, Thrown } from "../thrown.ts";
import { ElixirChannel } from "./channel-adapter.ts";
import { termOfJson } from "./json-term.ts";
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

/** What few sockets are told of a request, and what becomes of a reason for refusing one. */
const CONNECTING = new Later(() => import("./connect-result.ts"));

/**
 * `socket path, handler, websocket: options, auth_token: true` of an endpoint module. An `auth_token` among the options
 * of `websocket` does nothing: the one beside it is put in its place (phoenix 1.8.12, lib/phoenix/endpoint.ex,
 * `put_auth_token/2`).
 */
export type SocketMount = {
  readonly path: string;
  readonly handler: Atom;
  readonly websocket: Term;
  readonly authToken: boolean;
  /** `drainer: options` beside it, which is over the one of `use Phoenix.Socket`. */
  readonly drainer?: Term | undefined;
};

/** What an endpoint's `socket` mounts on the server. */
export function mountOf(
  node: ElixirNode,
  endpoint: Atom,
  { path, handler, websocket, authToken, drainer }: SocketMount,
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
  const names = (term: Term | undefined) =>
    (listItems(term ?? EMPTY) ?? []).map((item) => (item instanceof Atom ? item.name : ""));
  return [
    {
      ...MOUNT_DEFAULTS,
      path,
      ...(typeof own === "string" ? { websocketPath: `${path}${own}` } : {}),
      handler: new ElixirSocket(node, endpoint, handler, routesOf(node, routes), websocket),
      idleTimeoutMs: number(timeout, MOUNT_DEFAULTS.idleTimeoutMs),
      maxFrameBytes: number(size, MOUNT_DEFAULTS.maxFrameBytes),
      maxChannels: number(channels, MOUNT_DEFAULTS.maxChannels),
      connectInfo: INFO_KEYS.filter((key) => names(option(websocket, "connect_info")).includes(key)),
      authToken,
      drainer: drainerOf(drainer ?? read("drainer"), number),
    },
  ];
}

/** The `:drainer` option (phoenix 1.8.12, lib/phoenix/socket.ex, `__drainer_spec__/3`). */
function drainerOf(
  options: Term | undefined,
  number: (term: Term | undefined, otherwise: number) => number,
): Drainer | null {
  if (options === FALSE || options === NIL) return null;
  const { batchSize, batchIntervalMs, shutdownMs } = DRAINER_DEFAULTS;
  return {
    batchSize: number(option(options, "batch_size"), batchSize),
    batchIntervalMs: number(option(options, "batch_interval"), batchIntervalMs),
    shutdownMs: number(option(options, "shutdown"), shutdownMs),
  };
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

  connect(): never {
    throw new Error("a handler in Elixir is asked in its process");
  }

  id(): never {
    return this.connect();
  }

  *connectElixir(upgrade: ElixirUpgrade): ServerRoutine<ElixirConnected> {
    const outcome: { result: ElixirConnected } = { result: REFUSED };
    const ask = this.#ask.bind(this);
    try {
      yield* this.#node.run(upgrade.pid, function* (cx) {
        outcome.result = yield* ask(cx, upgrade);
        return OK;
      });
      return outcome.result;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.#node.log(null, "error", error.log);
      return { is: "refused", status: 500 };
    }
  }

  *#ask(cx: Context, request: ElixirUpgrade): Routine<ElixirConnected> {
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
    const args = [termOfJson(request.params), socket, connectInfoTerm(request.info)].slice(0, arity);
    const result = yield* attempt(cx, cx.apply(module, "connect", args));
    if (result instanceof Thrown) throw result;
    const [tag, value] = result instanceof Tuple ? result.items : [];
    if (tag === OK && isSocket(value)) {
      const id = yield* cx.apply(module, "id", [value]);
      if (id !== NIL && typeof id !== "string") {
        const text = COMPLAINTS.now.invalidId(cx, this.name, id);
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
    if (tag === atom("error") && value !== undefined) {
      if (option(this.#options, "error_handler") === undefined) return REFUSED;
      return yield* CONNECTING.now.refused(cx, this.#options, request, value);
    }
    if (result !== atom("error")) {
      const text = COMPLAINTS.now.invalidConnect(cx, this.name, arity, result);
      this.#node.log(request.pid, "error", text);
    }
    return REFUSED;
  }
}

/** `:error` from `connect/3`. */
export const REFUSED: ElixirConnected = { is: "refused", status: 403 };

/** The third argument of `connect/3`. */
function connectInfoTerm(info: ConnectInfo): Term {
  const { authToken, ...others } = info;
  if (Object.keys(others).length > 0) return CONNECTING.now.connectInfoTerm(info);
  return authToken === undefined ? EMPTY_MAP : atomMap({ auth_token: authToken ?? NIL });
}

const INFO_KEYS: readonly ConnectInfoKey[] = [
  "peer_data",
  "uri",
  "user_agent",
  "x_headers",
  "trace_context_headers",
  "sec_websocket_headers",
];
