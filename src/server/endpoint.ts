import { KILLED, NORMAL } from "../kernel/exit-reason.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Processes } from "../kernel/processes.ts";
import { Raised } from "../kernel/raised.ts";
import { Later } from "../loading/later.ts";
import type { FrameData, Payload } from "../protocol/message.ts";
import type { NodeName, Pid } from "../trace/ids.ts";
import type { ServerStop } from "../trace/input.ts";
import type { TopicPresence } from "../trace/presence.ts";
import { ChannelApi } from "./channel-api.ts";
import { TYPESCRIPT } from "./channel-process.ts";
import type { ConnectInfoKey } from "./connect-info.ts";
import { DRAINER_DEFAULTS, type Drainer } from "./drainer.ts";
import { BARE_REQUEST, chooseSubprotocol, type HttpRequest, takeAuthToken } from "./http-request.ts";
import { Inbound } from "./inbound.ts";
import type { Mail, ServerBody, ServerProcesses } from "./mail.ts";
import { PubSub } from "./pubsub.ts";
import type { Shutdown } from "./shutdown.ts";
import type { ElixirConnected, ElixirUpgrade, SocketHandler } from "./socket-handler.ts";
import { socketProcess } from "./socket-process.ts";
import { parseUpgradeUrl, serializerFor } from "./upgrade.ts";
import type { Wire } from "./wire.ts";

/** `socket path, handler, websocket: options` of an endpoint. */
export type Mount = {
  /** For example `/socket`; the WebSocket is at `/socket/websocket`. */
  readonly path: string;
  /** Where the WebSocket is, if not there. */
  readonly websocketPath?: string;
  readonly handler: SocketHandler;
  /** Without an inbound frame for so long, the transport gives up (default 60 s). */
  readonly idleTimeoutMs: number;
  /** A larger frame, its header counted, ends the connection with 1009. */
  readonly maxFrameBytes: number;
  /** `:max_channels_per_transport` (default 100). */
  readonly maxChannels: number;
  /** The `:connect_info` option: what `connect/3` is told of the request. */
  readonly connectInfo: readonly ConnectInfoKey[];
  /** The `:auth_token` option: takes the token that the client sends as a subprotocol. */
  readonly authToken: boolean;
  /** The `:subprotocols` option; null: any offer passes, and none is chosen. */
  readonly subprotocols: readonly string[] | null;
  /** The `:error_handler` option: the HTTP status for the reason of an `{:error, reason}`. */
  readonly refusalStatus: (reason: string) => number;
  /** The `:drainer` option; null for `false`: no channel is told that the server stops. */
  readonly drainer: Drainer | null;
};

/** What few endpoints tell of a request. */
const CONNECT_INFO = new Later(() => import("./connect-info.ts"));
/** How a server stops. */
const SHUTDOWN = new Later(() => import("./shutdown.ts"));

/** The defaults of Phoenix 1.8.12 for the options of a mount; the frame's size is Bandit 1.12.5's. */
export const MOUNT_DEFAULTS = {
  idleTimeoutMs: 60_000,
  maxFrameBytes: 8_000_000,
  maxChannels: 100,
  connectInfo: [],
  authToken: false,
  subprotocols: null,
  refusalStatus: () => 403,
  drainer: DRAINER_DEFAULTS,
} as const;

/** The HTTP status of an upgrade that was refused. */
export type Refusal = { readonly status: number };

/** The server's side of one accepted connection. */
export type Accepted = {
  /** The subprotocol that the answer names; null when it names none. */
  readonly subprotocol: string | null;
  received(frames: readonly FrameData[]): void;
  /** A close frame came; `code` null when it carried none. */
  closeReceived(code: number | null): void;
  /** A ping frame came, which no browser can be made to send; `answer` sends the pong. */
  pinged(answer: () => void): void;
  lost(): void;
};

/** One running server, or one node of it: its processes, its PubSub, its mounted sockets. A restarted one is a new one. */
export class Endpoint {
  readonly processes: ServerProcesses;
  readonly pubsub: PubSub;
  readonly channelApi: ChannelApi;
  /** What the tables of its presence modules hold, by module, for whoever looks on. */
  readonly presences = new Map<string, () => readonly TopicPresence[]>();
  #mounts: readonly Mount[];
  #wallClockAtStart: number;
  readonly #wires = new Map<Pid, Wire>();
  #listening: boolean;
  #shutdown: Shutdown | null = null;

  /** Without mounts it does not listen yet. `wallClockAtStart`: Unix seconds at virtual time 0. `node`: of several. */
  constructor(
    kernel: Kernel,
    mounts: readonly Mount[] | null,
    wallClockAtStart: number,
    node: NodeName | null = null,
  ) {
    this.processes = new Processes<Mail>(kernel, node);
    this.pubsub = new PubSub(this.processes);
    this.channelApi = new ChannelApi(this);
    this.#mounts = mounts ?? [];
    this.#listening = mounts !== null;
    this.#wallClockAtStart = wallClockAtStart;
    this.processes.onExit((pid) => this.#wires.delete(pid));
    kernel.begin({ kind: "server_started", ...this.processes.of });
  }

  get listening(): boolean {
    return this.#listening;
  }

  /** Listens for connections to these mounts, besides those of before. */
  listen(mounts: readonly Mount[]): void {
    this.#mounts = [...this.#mounts, ...mounts];
    this.#listening = true;
  }

  /** Stops listening and kills every connection, as when the endpoint's supervisor has ended; the rest runs on. */
  close(): void {
    this.#mounts = [];
    this.#listening = false;
    for (const transport of [...this.#wires.keys()]) {
      SHUTDOWN.now.killConnection(this.processes, this.#wires, transport);
    }
  }

  /** What is mounted now. */
  get mounts(): readonly Mount[] {
    return this.#mounts;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#wires.size;
  }

  /** Whether it was told to stop and has not stopped yet. */
  get stopping(): boolean {
    return this.#shutdown !== null;
  }

  /** The server's wall clock is put ahead; no timer knows of it. */
  advanceClock(byMs: number): void {
    this.#wallClockAtStart += byMs / 1000;
  }

  /** Unix seconds by the server's clock. */
  get nowSeconds(): number {
    return this.#wallClockAtStart + this.processes.kernel.nowMs / 1000;
  }

  /** Answers a WebSocket upgrade: a live connection, or the HTTP status of the refusal. */
  upgrade(url: string, wire: Wire, request: HttpRequest = BARE_REQUEST): Accepted | Refusal {
    try {
      return this.#upgrade(url, wire, request);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      this.processes.kernel.note({ kind: "logged", pid: null, level: "error", text: error.banner });
      return this.#refuse(wire, 500);
    }
  }

  // The order is that of lib/phoenix/transports/websocket.ex and lib/phoenix/socket.ex.
  #upgrade(url: string, wire: Wire, request: HttpRequest): Accepted | Refusal {
    const parsed = parseUpgradeUrl(url);
    if (parsed === null) return this.#refuse(wire, 400);
    const { path, params } = parsed;
    const mount = this.#mounts.find((one) => (one.websocketPath ?? `${one.path}/websocket`) === path);
    if (mount === undefined) return this.#refuse(wire, 404);
    const offer = mount.authToken ? takeAuthToken(request.protocols) : { authToken: null, ...request };
    if (offer === null) throw new Raised("ArgumentError", "the auth token is not base64 without padding");
    const ours = mount.authToken ? ["phoenix", ...(mount.subprotocols ?? [])] : mount.subprotocols;
    const subprotocol = chooseSubprotocol(ours, offer.protocols);
    if (subprotocol === "refused") return this.#refuse(wire, 403);
    const serializer = serializerFor(params["vsn"]);
    if (serializer === null) return this.#refuse(wire, 403);
    const { connectInfo: keys } = mount;
    const asked =
      keys.length === 0
        ? {}
        : CONNECT_INFO.now.connectInfoOf(url, { ...request, protocols: offer.protocols }, keys);
    const info = mount.authToken ? { ...asked, authToken: offer.authToken } : asked;
    const pid = this.processes.kernel.nextPid();
    const accepted = this.#connect(mount, wire, { url, params, info, serializer, pid });
    return "status" in accepted ? accepted : { ...accepted, subprotocol };
  }

  // The process runs `connect/3` and goes on to serve the connection. Whatever it waits for must come without time
  // passing, from other processes; the trace learns of it when it has said yes.
  #connect(mount: Mount, wire: Wire, upgrade: ElixirUpgrade): Omit<Accepted, "subprotocol"> | Refusal {
    const { processes } = this;
    const { client, id: connection } = wire;
    const { pid, serializer } = upgrade;
    const outcome: { connected: ElixirConnected | null } = { connected: null };
    const endpoint = this;
    const inbound = this.#inboundOf(pid);
    const body = function* (): ServerBody {
      const { handler } = mount;
      const connected = yield* handler.connectElixir?.(upgrade) ??
        TYPESCRIPT.now.connecting(mount, upgrade, endpoint);
      outcome.connected = connected;
      if (connected.is !== "ok") return NORMAL;
      processes.reveal(pid, { is: "transport", client, connection });
      return yield* socketProcess(pid, { endpoint, mount, wire, inbound, serializer, ...connected });
    };
    processes.boot(() => processes.spawn(null, body, pid));
    const { connected } = outcome;
    if (connected?.is === "ok") return this.#accepted(pid, wire, inbound, connected.id);
    if (connected === null && processes.isAlive(pid)) {
      const text = "connect/3 and id/1 may not wait for time to pass in this simulator";
      processes.kernel.note({ kind: "logged", pid: null, level: "error", text });
      processes.kill(pid, KILLED);
    }
    return this.#refuse(wire, connected?.status ?? 500);
  }

  #inboundOf(pid: Pid): Inbound {
    return new Inbound(this.processes.kernel, (mail) => this.processes.send(pid, mail, null));
  }

  #accepted(pid: Pid, wire: Wire, inbound: Inbound, socketId: string | null): Omit<Accepted, "subprotocol"> {
    const { client, id: connection } = wire;
    const { processes } = this;
    this.#wires.set(pid, wire);
    processes.kernel.begin({ kind: "upgrade_accepted", client, connection, pid, socketId });
    return {
      received: (frames) => inbound.frames(frames),
      closeReceived: (code) => inbound.take({ kind: "close_frame", code }),
      pinged: (answer) => inbound.take({ kind: "ping", answer }),
      lost: () => inbound.take({ kind: "tcp_closed" }),
    };
  }

  /** `Endpoint.broadcast/3` */
  broadcast(topic: string, event: string, payload: Payload): void {
    this.pubsub.broadcast({ kind: "broadcast", topic, event, payload }, null);
  }

  /** `Endpoint.broadcast_from/4` */
  broadcastFrom(from: Pid | null, topic: string, event: string, payload: Payload): void {
    this.pubsub.broadcast({ kind: "broadcast", topic, event, payload }, from);
  }

  /**
   * `Endpoint.subscribe/1` by the process `pid`: a broadcast on another topic than a channel's own reaches its
   * `handle_info/2`, on its own topic its `handle_out/3`.
   */
  subscribe(pid: Pid, topic: string): void {
    this.pubsub.subscribe(pid, topic, null);
  }

  /** `Endpoint.unsubscribe/1` by the process `pid` */
  unsubscribe(pid: Pid, topic: string): void {
    this.pubsub.unsubscribe(pid, topic);
  }

  /**
   * Stops the server. `graceful` is what SIGTERM and a deploy do; `kill` is SIGKILL: nothing runs any more, and TCP
   * alone tells the clients. A server that stops already can only be killed; `stopped` is called once.
   */
  stop(how: ServerStop, stopped: () => void): void {
    const { processes } = this;
    const drainer = this.#mounts[0]?.drainer ?? null;
    const stopListening = (): void => {
      this.#listening = false;
    };
    this.#shutdown ??= new SHUTDOWN.now.Shutdown({ processes, wires: this.#wires, drainer, stopListening });
    this.#shutdown.begin(how, stopped);
  }

  #refuse(wire: Wire, status: number): Refusal {
    const { client, id: connection } = wire;
    this.processes.kernel.begin({ kind: "upgrade_refused", client, connection, status });
    return { status };
  }
}
