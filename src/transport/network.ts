import type { Kernel } from "../kernel/kernel.ts";
import type { ConnectionId, FrameId } from "../trace/ids.ts";
import type { Connection, ServerEnd } from "./connection.ts";

/** The machine at the other end of every link. */
export interface Host {
  /** Whether anything listens on the port. */
  readonly listening: boolean;
  /** Answers an HTTP upgrade: the server's end for 101, or the status of the refusal. */
  upgrade(request: UpgradeRequest, connection: Connection): ServerEnd | { readonly status: number };
}

/** The URL, and the subprotocols that the page gave to `new WebSocket` (`sec-websocket-protocol`). */
export type UpgradeRequest = { readonly url: string; readonly protocols: readonly string[] };

/** What all links share: the clock, the one host, and the numbering of connections and frames. */
export class Network {
  readonly kernel: Kernel;
  readonly host: Host;
  #lastConnection = 0;
  #lastFrame = 0;

  constructor(kernel: Kernel, host: Host) {
    this.kernel = kernel;
    this.host = host;
  }

  nextConnection(): ConnectionId {
    this.#lastConnection += 1;
    return this.#lastConnection as ConnectionId; // the one place where connection ids are made
  }

  nextFrame(): FrameId {
    this.#lastFrame += 1;
    return this.#lastFrame as FrameId; // the one place where frame ids are made
  }
}
