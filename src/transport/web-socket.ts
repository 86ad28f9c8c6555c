import type { FrameData } from "../protocol/message.ts";
import type { CloseCause } from "../trace/event.ts";
import { type Close, Connection } from "./connection.ts";
import type { Link } from "./link.ts";
import type { Network } from "./network.ts";

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** The code with which a browser closes what a page leaves open (WebSockets, "make disappear"). */
const GOING_AWAY = 1001;

/** How long Chrome waits for the answer to a close frame (net/websockets/websocket_channel.cc: 2 s). */
const CLOSE_HANDSHAKE_MS = 2000;

export type CloseEventLike = {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
};

/**
 * What a browser's `WebSocket` is to the official client: the same constructor, states, handlers and order
 * of events, over a simulated connection.
 */
export interface SimulatedWebSocket {
  readonly url: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  /** The subprotocol that the server chose; empty when there is none. */
  readonly protocol: string;
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null;
  onerror: ((event: { type: "error" }) => void) | null;
  onclose: ((event: CloseEventLike) => void) | null;
  send(data: string | ArrayBuffer): void;
  close(code?: number, reason?: string): void;
}

export type WebSocketClass = new (url: string, protocols?: string | string[]) => SimulatedWebSocket;

/** What the browser does with it, of which no page knows. */
export interface Unloadable {
  /** Its page is closed: nobody is told of it any more. */
  unload(): void;
}

/**
 * The WebSocket class of one viewer's browser. `dispatch` runs a handler the way that browser would: as a
 * task of its own, with that page's clock.
 */
export function webSocketOver(
  network: Network,
  link: Link,
  dispatch: (handler: () => void) => void,
): new (
  ...args: ConstructorParameters<WebSocketClass>
) => SimulatedWebSocket & Unloadable {
  const { kernel } = network;
  const { client } = link;

  return class WebSocket implements SimulatedWebSocket, Unloadable {
    readonly url: string;
    readonly #connection: Connection;
    #state = CONNECTING;
    #protocol = "";
    binaryType = "blob";
    // A small frame goes to the kernel's own send buffer at once, also on a dead link, so nothing is ever
    // seen waiting here.
    readonly bufferedAmount = 0;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
    onerror: ((event: { type: "error" }) => void) | null = null;
    onclose: ((event: CloseEventLike) => void) | null = null;

    constructor(url: string, protocols: string | string[] = []) {
      this.url = url;
      const offered = typeof protocols === "string" ? [protocols] : protocols;
      if (!areSubprotocols(offered)) throw new SyntaxError("not a list of different subprotocols");
      this.#connection = new Connection({
        id: network.nextConnection(),
        link,
        network,
        client: {
          opened: (subprotocol) => this.#opened(subprotocol),
          received: (data) => this.#received(data),
          closed: (close) => this.#closed(close),
        },
        request: { url, protocols: offered },
      });
      kernel.note({
        kind: "connection_opening",
        client,
        connection: this.#connection.id,
        url,
        ...(offered.length === 0 ? {} : { protocols: offered }),
      });
      this.#connection.connect();
    }

    get readyState(): number {
      return this.#state;
    }

    get protocol(): string {
      return this.#protocol;
    }

    send(data: string | ArrayBuffer): void {
      if (this.#state === CONNECTING) throw new Error("InvalidStateError");
      if (this.#state !== OPEN) return;
      this.#connection.sendUp(typeof data === "string" ? data : new Uint8Array(data));
    }

    close(code?: number): void {
      if (this.#state === CLOSING || this.#state === CLOSED) return;
      const wasConnecting = this.#state === CONNECTING;
      this.#state = CLOSING;
      kernel.begin({
        kind: "connection_closing",
        client,
        connection: this.#connection.id,
        code: code ?? null,
      });
      this.#connection.closeUp(code ?? null);
      if (wasConnecting) {
        const why: CloseCause = "closed_by_client";
        const closed = { code: 1006, reason: "", clean: false, why, failed: true };
        kernel.after(0, () => link.atViewer(() => this.#closed(closed)));
      } else {
        kernel.after(CLOSE_HANDSHAKE_MS, () => this.#connection.giveUp());
      }
    }

    unload(): void {
      if (this.#state === CONNECTING || this.#state === OPEN) this.close(GOING_AWAY);
      this.#state = CLOSED;
      this.#connection.abandon();
    }

    #opened(subprotocol: string): void {
      if (this.#state !== CONNECTING) return;
      this.#protocol = subprotocol;
      this.#state = OPEN;
      dispatch(() => this.onopen?.());
    }

    #received(data: FrameData): void {
      // Browsers drop messages that arrive after close() was called.
      if (this.#state !== OPEN) return;
      const payload = typeof data === "string" ? data : copyOf(data);
      dispatch(() => this.onmessage?.({ data: payload }));
    }

    #closed(close: Close): void {
      if (this.#state === CLOSED) return;
      this.#state = CLOSED;
      const connection = this.#connection.id;
      if (close.failed) {
        kernel.begin({ kind: "connection_errored", client, connection });
        dispatch(() => this.onerror?.({ type: "error" }));
      }
      const { code, reason, clean, why } = close;
      kernel.begin({ kind: "connection_closed", client, connection, code, reason, clean, why });
      dispatch(() => this.onclose?.({ code, reason, wasClean: clean }));
    }
  };
}

// RFC 6455, 4.1: each a token of RFC 2616 and none twice; a browser throws otherwise.
function areSubprotocols(offered: readonly string[]): boolean {
  const isToken = (text: string) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
  return offered.every(isToken) && new Set(offered).size === offered.length;
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
