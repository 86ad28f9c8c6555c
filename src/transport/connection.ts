import type { FrameData } from "../protocol/message.ts";
import type { CloseCause, Direction } from "../trace/event.ts";
import type { ConnectionId, FrameId, Seq } from "../trace/ids.ts";
import type { Link } from "./link.ts";
import type { Network, UpgradeRequest } from "./network.ts";

/** How a connection ended for the browser. */
export type Close = {
  readonly code: number;
  readonly reason: string;
  readonly clean: boolean;
  readonly why: CloseCause;
  /** The browser fires an error event before the close event. */
  readonly failed: boolean;
};

/** What the browser's end of a connection is told. */
export interface ClientEnd {
  /** `subprotocol` as `WebSocket.protocol` will say it: empty when there is none. */
  opened(subprotocol: string): void;
  received(data: FrameData): void;
  closed(close: Close): void;
}

/** What the server's end of a connection is told. */
export interface ServerEnd {
  /** The subprotocol that the 101 names; none when left out or null. */
  readonly subprotocol?: string | null;
  /** Everything that one read from the TCP socket brought. */
  received(segment: readonly FrameData[]): void;
  /** A close frame of the client came; `code` null when it carried none. */
  closeReceived(code: number | null): void;
  /** TCP ended without a close frame. */
  lost(): void;
}

type Parcel =
  | { readonly is: "data"; readonly frame: FrameId; readonly data: FrameData; readonly cause: Seq }
  | {
      readonly is: "close";
      readonly code: number | null;
      readonly why: CloseCause;
      readonly cause: Seq | null;
    }
  | { readonly is: "reset"; readonly why: CloseCause; readonly cause: Seq | null };

/** A close frame: two bytes of code and two of header, upwards four bytes of mask besides (RFC 6455, 5.2). */
const CLOSE_FRAME_BYTES = { up: 8, down: 4 };

/** What a parcel weighs on the wire, as far as it matters: the header of a data frame is left out. */
function bytesOf(parcel: Parcel, direction: Direction): number {
  switch (parcel.is) {
    case "data":
      return parcel.data.length;
    case "close":
      return CLOSE_FRAME_BYTES[direction];
    case "reset":
      return 0;
  }
}

/** The wait before a lost connection request is sent again (Linux, RFC 6298: 1 s, doubled each time). */
const SYN_RETRY_AFTER_MS = [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000];

/** How many one-way trips lie between `new WebSocket` and the upgrade request at the server: SYN, SYN-ACK, GET. */
const TRIPS_TO_REQUEST = 3;

/** One TCP connection with a WebSocket on it. Frames arrive in order, or not at all. */
export class Connection {
  readonly id: ConnectionId;
  readonly link: Link;
  readonly #client: ClientEnd;
  readonly #request: UpgradeRequest;
  readonly #network: Network;
  #server: ServerEnd | null = null;
  /** What the server's answer names. */
  #subprotocol: string | null = null;
  #clientOpen = true;
  #lastArrivalMs = { up: 0, down: 0 };
  // What has reached a silent or cut link and waits there, per direction.
  readonly #held: { up: Parcel[]; down: Parcel[] } = { up: [], down: [] };
  #segment: { atMs: number; parcels: Parcel[] } | null = null;
  /** `answered`: the server said 101, which is on its way. */
  #handshake: "trying" | "answered" | "done" = "trying";
  // Whether the server has been given the client's close frame.
  #closeReceived = false;

  constructor(options: {
    id: ConnectionId;
    link: Link;
    network: Network;
    client: ClientEnd;
    request: UpgradeRequest;
  }) {
    this.id = options.id;
    this.link = options.link;
    this.#client = options.client;
    this.#request = options.request;
    this.#network = options.network;
    this.link.carry(this);
  }

  /** Whether the server still has its end. */
  get serverOpen(): boolean {
    return this.#server !== null;
  }

  /** Begins the TCP and HTTP handshakes. */
  connect(): void {
    this.#tryToConnect(0);
  }

  #tryToConnect(attempt: number): void {
    const { kernel } = this.link;
    if (!this.#clientOpen) return;
    if (this.link.state === "cut") {
      kernel.after(1, () => this.#failClient("offline"));
      return;
    }
    if (this.link.state === "silent") {
      const waitMs = SYN_RETRY_AFTER_MS[attempt];
      if (waitMs === undefined) this.#failClient("connect_timeout");
      else kernel.after(waitMs, () => this.#tryToConnect(attempt + 1));
      return;
    }
    const tripMs = this.link.line.tripMs();
    if (!this.#network.host.listening) {
      kernel.after(2 * tripMs, () => this.#failClient("server_down"));
      return;
    }
    kernel.after(TRIPS_TO_REQUEST * tripMs, () => this.#requestArrived(attempt));
  }

  #requestArrived(attempt: number): void {
    if (!this.#clientOpen) return;
    if (this.link.state !== "up") {
      this.#tryToConnect(attempt + 1);
      return;
    }
    const tripMs = this.link.line.tripMs();
    if (!this.#network.host.listening) {
      this.link.kernel.after(tripMs, () => this.#failClient("server_down"));
      return;
    }
    const answer = this.#network.host.upgrade(this.#request, this);
    if ("status" in answer) {
      this.link.kernel.after(tripMs, () => this.#failClient("refused"));
      return;
    }
    this.#server = answer;
    this.#handshake = "answered";
    this.#lastArrivalMs.down = this.link.kernel.nowMs + tripMs;
    this.#subprotocol = answer.subprotocol ?? null;
    this.link.kernel.after(tripMs, () => this.#answered());
  }

  // A browser that offered subprotocols drops a connection for which the server chose none of them (WHATWG
  // WebSockets, "establish a WebSocket connection"): the server has let it in and finds it gone.
  #answered(): void {
    if (!this.#clientOpen || this.#handshake === "done") return;
    if (this.link.state !== "up") return; // `resumeDelivery` reads the answer when the link comes back
    const { protocols } = this.#request;
    if (protocols.length === 0 || (this.#subprotocol !== null && protocols.includes(this.#subprotocol))) {
      this.link.atViewer(() => this.#openClient());
      return;
    }
    this.#failClient("no_subprotocol");
    this.link.kernel.after(this.link.line.tripMs(), () => this.#serverLost());
  }

  #openClient(): void {
    if (!this.#clientOpen || this.#handshake === "done") return;
    this.#handshake = "done";
    this.link.kernel.begin({ kind: "connection_opened", client: this.link.client, connection: this.id });
    this.#client.opened(this.#subprotocol ?? "");
    this.#release("down");
  }

  /** The client sends a frame. */
  sendUp(data: FrameData): void {
    this.#send("up", data);
  }

  /** The server sends a frame. */
  sendDown(data: FrameData): void {
    if (this.#server !== null) this.#send("down", data);
  }

  /** The client's close frame goes out; the answer is waited for elsewhere. */
  closeUp(code: number | null): void {
    if (this.#handshake !== "done") {
      this.#clientOpen = false;
      this.#serverLost();
      this.#settle();
      return;
    }
    this.#dispatch("up", { is: "close", code, why: "closed_by_client", cause: this.link.kernel.cause });
  }

  /** The server sends a close frame and lets go of its end. */
  closeDown(code: number): void {
    if (this.#server === null) return;
    this.#server = null;
    this.#lose("up");
    this.#closeDown(code, this.#closeReceived ? "closed_by_client" : "closed_by_server");
    this.#settle();
  }

  #closeDown(code: number, why: CloseCause): void {
    this.#dispatch("down", { is: "close", code, why, cause: this.link.kernel.cause });
  }

  /** The server's machine forgets the connection without a word of WebSocket: TCP alone tells the client. */
  abortDown(why: CloseCause): void {
    if (this.#server === null) return;
    this.#server = null;
    this.#lose("up");
    this.#dispatch("down", { is: "reset", why, cause: this.link.kernel.cause });
    this.#settle();
  }

  /** The viewer's machine has no network any more. */
  goOffline(): void {
    if (!this.#clientOpen) return;
    this.#clientGone({
      code: 1006,
      reason: "",
      clean: false,
      why: "offline",
      failed: this.#handshake !== "done",
    });
  }

  /** A proxy ends the connection: towards the browser with a close frame, towards the server without. */
  closeByProxy(code: number): void {
    if (this.#handshake !== "done") {
      this.reset();
      return;
    }
    if (this.#clientOpen) this.#closeDown(code, "closed_by_proxy");
    this.#serverLost();
  }

  /** Both ends are told that TCP is over. */
  reset(): void {
    // A machine that sleeps hears nothing of it.
    if (this.#clientOpen && !this.link.asleep) {
      const failed = this.#handshake !== "done";
      this.#clientGone({ code: 1006, reason: "", clean: false, why: "reset", failed });
    }
    this.#serverLost();
  }

  /** The client's end gave up waiting for the answer to its close frame. */
  giveUp(): void {
    if (!this.#clientOpen) return;
    this.#clientGone({ code: 1006, reason: "", clean: false, why: "close_timeout", failed: false });
  }

  /** The browser has forgotten it: what was sent still arrives, and what comes is read by nobody. */
  abandon(): void {
    this.#clientOpen = false;
    this.#settle();
  }

  /** The link is up again: what waited on it goes on, in order. */
  resumeDelivery(): void {
    if (this.#handshake === "trying") return;
    if (this.#handshake === "answered") {
      // The server may have closed meanwhile: its answer comes before that all the same.
      this.link.kernel.after(this.link.line.tripMs(), () => this.#answered());
      return;
    }
    this.#release("up");
    this.#release("down");
  }

  #release(direction: Direction): void {
    const waiting = this.#held[direction].splice(0);
    for (const parcel of waiting) this.#dispatch(direction, parcel);
  }

  #send(direction: Direction, data: FrameData): void {
    const frame = this.#network.nextFrame();
    const cause = this.link.kernel.note({
      kind: "frame_sent",
      client: this.link.client,
      connection: this.id,
      frame,
      direction,
      data,
    });
    this.#dispatch(direction, { is: "data", frame, data, cause });
  }

  #dispatch(direction: Direction, parcel: Parcel): void {
    const { kernel } = this.link;
    const arrivalMs = this.link.line.arrivalMs(direction, bytesOf(parcel, direction));
    // However long each takes: TCP hands them over in the order in which they were sent.
    const atMs = Math.max(arrivalMs, this.#lastArrivalMs[direction]);
    this.#lastArrivalMs[direction] = atMs;
    if (direction === "down") {
      kernel.at(atMs, () => this.#arriveDown(parcel));
      return;
    }
    // Frames that reach the server at the same moment are read from the TCP socket in one go.
    if (this.#segment !== null && this.#segment.atMs === atMs) {
      this.#segment.parcels.push(parcel);
      return;
    }
    const segment = { atMs, parcels: [parcel] };
    this.#segment = segment;
    kernel.at(atMs, () => {
      if (this.#segment === segment) this.#segment = null;
      this.#arriveUp(segment.parcels);
    });
  }

  #arriveUp(parcels: readonly Parcel[]): void {
    const { kernel } = this.link;
    // A frame that had left the viewer's machine before its cable was pulled is beyond the cable.
    if (this.link.state === "silent" || this.#held.up.length > 0) {
      for (const parcel of parcels) this.#hold("up", parcel);
      return;
    }
    if (this.#server === null) {
      for (const parcel of parcels) this.#loseParcel("up", parcel);
      // The server's machine does not know this connection: it answers with a RST.
      this.#dispatch("down", { is: "reset", why: "reset", cause: kernel.cause });
      return;
    }
    const frames: FrameData[] = [];
    for (const parcel of parcels) {
      kernel.cause = parcel.cause;
      if (parcel.is === "data") {
        kernel.begin(this.#moved("frame_arrived", "up", parcel.frame));
        frames.push(parcel.data);
      }
    }
    if (frames.length > 0) this.#server.received(frames);
    const close = parcels.find((parcel) => parcel.is === "close");
    if (close?.is === "close") {
      kernel.cause = close.cause;
      this.#closeReceived = true;
      this.#server.closeReceived(close.code);
    }
  }

  #arriveDown(parcel: Parcel): void {
    // What comes to a stopped page waits there; a silent link holds it on the way.
    if (this.link.stopped && this.link.state === "up") this.link.atViewer(() => this.#readDown(parcel));
    else this.#readDown(parcel);
  }

  #readDown(parcel: Parcel): void {
    const { kernel } = this.link;
    if (this.link.state !== "up" || this.#held.down.length > 0 || this.#handshake !== "done") {
      this.#hold("down", parcel);
      return;
    }
    if (!this.#clientOpen) {
      this.#loseParcel("down", parcel);
      return;
    }
    kernel.cause = parcel.cause;
    switch (parcel.is) {
      case "data":
        kernel.begin(this.#moved("frame_arrived", "down", parcel.frame));
        this.#client.received(parcel.data);
        return;
      case "close": {
        const code = parcel.code ?? 1005;
        this.#clientGone({ code, reason: "", clean: true, why: parcel.why, failed: false });
        return;
      }
      case "reset":
        this.#clientGone({ code: 1006, reason: "", clean: false, why: parcel.why, failed: false });
        return;
    }
  }

  #hold(direction: Direction, parcel: Parcel): void {
    if (parcel.is === "data") {
      this.link.kernel.cause = parcel.cause;
      this.link.kernel.note(this.#moved("frame_held", direction, parcel.frame));
    }
    // With one end gone for good nobody will ever send it again.
    if (direction === "up" ? this.#server === null : !this.#clientOpen && this.#server === null) {
      this.#loseParcel(direction, parcel);
      return;
    }
    this.#held[direction].push(parcel);
  }

  #lose(direction: Direction): void {
    for (const parcel of this.#held[direction].splice(0)) this.#loseParcel(direction, parcel);
  }

  #loseParcel(direction: Direction, parcel: Parcel): void {
    if (parcel.is !== "data") return;
    this.link.kernel.note(this.#moved("frame_lost", direction, parcel.frame));
  }

  #moved(kind: "frame_arrived" | "frame_held" | "frame_lost", direction: Direction, frame: FrameId) {
    return { kind, client: this.link.client, connection: this.id, frame, direction };
  }

  #failClient(why: CloseCause): void {
    if (!this.#clientOpen) return;
    this.#clientGone({ code: 1006, reason: "", clean: false, why, failed: true });
  }

  #clientGone(close: Close): void {
    this.link.atViewer(() => this.#endClient(close));
  }

  #endClient(close: Close): void {
    if (!this.#clientOpen) return;
    this.#clientOpen = false;
    // Nobody at this address sends again what was never acknowledged.
    this.#lose("up");
    if (this.#server === null) this.#lose("down");
    this.#client.closed(close);
    this.#settle();
  }

  #serverLost(): void {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    this.#lose("up");
    this.#lose("down");
    server.lost();
    this.#settle();
  }

  #settle(): void {
    if (!this.#clientOpen && this.#server === null) {
      this.#lose("up");
      this.#lose("down");
      this.link.forget(this);
    }
  }
}
