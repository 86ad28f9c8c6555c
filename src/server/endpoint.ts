import { NORMAL } from "../kernel/exit-reason.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Processes } from "../kernel/processes.ts";
import type { FrameData, Payload } from "../protocol/message.ts";
import type { Pid } from "../trace/ids.ts";
import type { ServerStop } from "../trace/input.ts";
import { ChannelApi } from "./channel-api.ts";
import type { Mail, ServerBody, ServerProcesses, ServerWait } from "./mail.ts";
import { PubSub } from "./pubsub.ts";
import type { ConnectResult, SocketHandler } from "./socket-handler.ts";
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
  readonly is: "accepted";
  received(frames: readonly FrameData[]): void;
  /** A close frame came; `code` null when it carried none. */
  closeReceived(code: number | null): void;
  /** A ping frame came, which no browser can be made to send; `answer` sends the pong. */
  pinged(answer: () => void): void;
  lost(): void;
};

/** The HTTP status of a refusal. */
export type Refused = { readonly is: "refused"; readonly status: number };

type Connected = Extract<ConnectResult, { readonly is: "ok" }>;

/** One running server: its processes, its PubSub, its mounted sockets. A restarted server is a new one. */
export class Endpoint {
  readonly processes: ServerProcesses;
  readonly pubsub: PubSub;
  readonly channelApi: ChannelApi;
  #mounts: readonly Mount[];
  readonly #wallClockAtStart: number;
  readonly #wires = new Map<Pid, Wire>();
  #listening: boolean;

  /** Without mounts it does not listen yet. `wallClockAtStart`: Unix seconds at virtual time 0. */
  constructor(kernel: Kernel, mounts: readonly Mount[] | null, wallClockAtStart: number) {
    this.processes = new Processes<Mail>(kernel);
    this.pubsub = new PubSub(this.processes);
    this.channelApi = new ChannelApi(this);
    this.#mounts = mounts ?? [];
    this.#listening = mounts !== null;
    this.#wallClockAtStart = wallClockAtStart;
    this.processes.onExit((pid) => this.#wires.delete(pid));
    kernel.begin({ kind: "server_started" });
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#wires.size;
  }

  get listening(): boolean {
    return this.#listening;
  }

  /** Listens for connections to these mounts, besides those of before. */
  listen(mounts: readonly Mount[]): void {
    this.#mounts = [...this.#mounts, ...mounts];
    this.#listening = true;
  }

  /** Unix seconds by the server's clock. */
  get nowSeconds(): number {
    return this.#wallClockAtStart + this.processes.kernel.nowMs / 1000;
  }

  /** Answers a WebSocket upgrade, at once unless `connect/3` has to wait for something. */
  upgrade(url: string, wire: Wire, answer: (answer: Accepted | Refused) => void): void {
    const { path, params } = parseUpgradeUrl(url);
    const mount = this.#mounts.find((mount) => (mount.websocketPath ?? `${mount.path}/websocket`) === path);
    const serializer = serializerFor(params["vsn"]);
    if (mount === undefined || serializer === null) {
      answer(this.#refuse(wire, mount === undefined ? 404 : 403));
      return;
    }
    const { processes, nowSeconds } = this;
    const pid = processes.kernel.nextPid();
    const connecting = mount.handler.connect({ url, params, serializer, pid, nowSeconds });
    const serve = (accepted: Connected) =>
      socketProcess(pid, { endpoint: this, mount, wire, serializer, ...accepted });
    const role = { is: "transport", client: wire.client, connection: wire.id } as const;
    const first = processes.runAs(pid, () => connecting.next(null));
    if (first.done !== true) {
      const endpoint = this;
      const body = function* (): ServerBody {
        let step: IteratorResult<ServerWait, ConnectResult> = first;
        while (step.done !== true) step = connecting.next(yield step.value);
        const { value: result } = step;
        answer(
          result.is === "ok" ? endpoint.#accept(pid, wire, result.id) : endpoint.#refuse(wire, result.status),
        );
        return result.is === "ok" ? yield* serve(result) : NORMAL;
      };
      processes.spawn(role, body, pid);
      return;
    }
    const result = first.value;
    if (result.is === "ok") {
      processes.spawn(role, () => serve(result), pid);
      answer(this.#accept(pid, wire, result.id));
    } else answer(this.#refuse(wire, result.status));
  }

  #accept(pid: Pid, wire: Wire, socketId: string | null): Accepted {
    const { client, id: connection } = wire;
    const { processes } = this;
    this.#wires.set(pid, wire);
    processes.kernel.begin({ kind: "upgrade_accepted", client, connection, pid, socketId });
    return {
      is: "accepted",
      received: (frames) => processes.send(pid, { kind: "segment", frames }, null),
      closeReceived: (code) => processes.send(pid, { kind: "close_frame", code }, null),
      pinged: (answer) => processes.send(pid, { kind: "ping", answer }, null),
      lost: () => processes.send(pid, { kind: "tcp_closed" }, null),
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

  /** Stops listening and closes every connection, as when the endpoint's supervisor ends; the rest runs on. */
  close(): void {
    this.#mounts = [];
    this.#listening = false;
    this.#drain(
      () => {},
      () => {},
    );
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
    this.#drain(
      () => {
        this.#listening = false;
      },
      () => {
        this.#halt(how);
        stopped();
      },
    );
  }

  #drain(closing: () => void, drained: () => void): void {
    const { kernel } = this.processes;
    for (const pid of [...this.processes.pids]) {
      if (this.processes.roleOf(pid)?.is === "channel") {
        this.processes.send(pid, { kind: "drain" }, { is: "drain" });
      }
    }
    // A race in principle: a joined socket that the web server reaches before its channel's message does
    // closes with 1000. A millisecond's head start is what the recordings show.
    kernel.after(1, () => {
      closing();
      for (const pid of this.#wires.keys()) this.processes.send(pid, { kind: "server_stopping" }, null);
      kernel.after(1, drained);
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

  #refuse(wire: Wire, status: number): Refused {
    const { client, id: connection } = wire;
    this.processes.kernel.begin({ kind: "upgrade_refused", client, connection, status });
    return { is: "refused", status };
  }
}
