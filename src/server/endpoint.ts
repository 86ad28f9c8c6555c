import type { Kernel } from "../kernel/kernel.ts";
import { Processes } from "../kernel/processes.ts";
import type { FrameData, Payload } from "../protocol/message.ts";
import type { Pid } from "../trace/ids.ts";
import type { ServerStop } from "../trace/input.ts";
import { ChannelApi } from "./channel-api.ts";
import type { Mail, ServerProcesses } from "./mail.ts";
import { PubSub } from "./pubsub.ts";
import type { SocketHandler } from "./socket-handler.ts";
import { socketProcess } from "./socket-process.ts";
import { parseUpgradeUrl, serializerFor } from "./upgrade.ts";
import type { Wire } from "./wire.ts";

/** `socket path, handler, websocket: options` of an endpoint. */
export type Mount = {
  /** For example `/socket`; the WebSocket is at `/socket/websocket`. */
  readonly path: string;
  readonly handler: SocketHandler;
  /** Without an inbound frame for so long, the transport gives up (default 60 s). */
  readonly idleTimeoutMs: number;
  readonly maxFrameBytes: number;
  /** `:max_channels_per_transport` (default 100). */
  readonly maxChannels: number;
};

/** The defaults of Phoenix 1.8.12 for the options of a mount. */
export const MOUNT_DEFAULTS = {
  idleTimeoutMs: 60_000,
  maxFrameBytes: Number.POSITIVE_INFINITY,
  maxChannels: 100,
} as const;

/** The server's side of one accepted connection. */
export type Accepted = {
  received(frames: readonly FrameData[]): void;
  /** A close frame came; `code` null when it carried none. */
  closeReceived(code: number | null): void;
  /** A ping frame came, which no browser can be made to send; `answer` sends the pong. */
  pinged(answer: () => void): void;
  lost(): void;
};

/** One running server: its processes, its PubSub, its mounted sockets. A restarted server is a new one. */
export class Endpoint {
  readonly processes: ServerProcesses;
  readonly pubsub: PubSub;
  readonly channelApi: ChannelApi;
  readonly #mounts: readonly Mount[];
  readonly #wallClockAtStart: number;
  readonly #wires = new Map<Pid, Wire>();
  #listening = true;

  /** `wallClockAtStart`: Unix seconds at virtual time 0. */
  constructor(kernel: Kernel, mounts: readonly Mount[], wallClockAtStart: number) {
    this.processes = new Processes<Mail>(kernel);
    this.pubsub = new PubSub(this.processes);
    this.channelApi = new ChannelApi(this);
    this.#mounts = mounts;
    this.#wallClockAtStart = wallClockAtStart;
    this.processes.onExit((pid) => this.#wires.delete(pid));
    kernel.begin({ kind: "server_started" });
  }

  get listening(): boolean {
    return this.#listening;
  }

  /** Unix seconds by the server's clock. */
  get nowSeconds(): number {
    return this.#wallClockAtStart + this.processes.kernel.nowMs / 1000;
  }

  /** Answers a WebSocket upgrade: a live connection, or the HTTP status of the refusal. */
  upgrade(url: string, wire: Wire): Accepted | { readonly status: number } {
    const { path, params } = parseUpgradeUrl(url);
    const mount = this.#mounts.find((candidate) => `${candidate.path}/websocket` === path);
    if (mount === undefined) return this.#refuse(wire, 404);
    const serializer = serializerFor(params["vsn"]);
    if (serializer === null) return this.#refuse(wire, 403);
    const connected = mount.handler.connect(params, this.nowSeconds);
    if (connected.is === "error") return this.#refuse(wire, 403);
    const { assigns } = connected;
    const id = mount.handler.id(assigns);
    const { client, id: connection } = wire;
    const { processes } = this;
    const pid = processes.spawn({ is: "transport", client, connection }, (self) =>
      socketProcess(self, { endpoint: this, mount, wire, serializer, assigns, id }),
    );
    this.#wires.set(pid, wire);
    processes.kernel.begin({ kind: "upgrade_accepted", client, connection, pid, socketId: id });
    return {
      received: (frames) => processes.send(pid, { kind: "segment", frames }, null),
      closeReceived: (code) => processes.send(pid, { kind: "close_frame", code }, null),
      pinged: (answer) => processes.send(pid, { kind: "ping", answer }, null),
      lost: () => processes.send(pid, { kind: "tcp_closed" }, null),
    };
  }

  /** `Endpoint.broadcast/3`; of one node, so is `Endpoint.local_broadcast/3`. */
  broadcast(topic: string, event: string, payload: Payload): void {
    this.pubsub.broadcast({ kind: "broadcast", topic, event, payload }, null);
  }

  /** `Endpoint.broadcast_from/4` and, of one node, `Endpoint.local_broadcast_from/4` */
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
   * Stops the server. `graceful` is what SIGTERM and a deploy do: the drainer posts to every channel process,
   * which tells its socket (close 1012); then the web server closes the connections that have no channel
   * (1000). `kill` is SIGKILL: nothing runs any more, and TCP alone tells the clients.
   */
  stop(how: ServerStop, stopped: () => void): void {
    const { kernel } = this.processes;
    kernel.begin({ kind: "server_stopping", how });
    if (how === "kill") {
      this.#halt(how);
      stopped();
      return;
    }
    for (const pid of [...this.processes.pids]) {
      if (this.processes.roleOf(pid)?.is === "channel") {
        this.processes.send(pid, { kind: "drain" }, { is: "drain" });
      }
    }
    // A race in principle: a joined socket that the web server reaches before its channel's message does
    // closes with 1000. A millisecond's head start is what the recordings show.
    kernel.after(1, () => {
      this.#listening = false;
      for (const pid of this.#wires.keys()) this.processes.send(pid, { kind: "server_stopping" }, null);
      kernel.after(1, () => {
        this.#halt(how);
        stopped();
      });
    });
  }

  #halt(how: ServerStop): void {
    this.#listening = false;
    const { kernel } = this.processes;
    for (const { client, id: connection } of this.#wires.values()) {
      kernel.note({ kind: "server_connection_closed", client, connection, code: null, why: "killed" });
    }
    const wires = [...this.#wires.values()];
    this.processes.halt();
    kernel.begin({ kind: "server_stopped", how });
    for (const wire of wires) wire.abortDown("server_killed");
  }

  #refuse(wire: Wire, status: number): { readonly status: number } {
    const { client, id: connection } = wire;
    this.processes.kernel.begin({ kind: "upgrade_refused", client, connection, status });
    return { status };
  }
}
