import { readClientState } from "../../client/client-truth.ts";
import { Page, type PageHost } from "../../client/page.ts";
import { PageLife } from "../../client/page-life.ts";
import { Kernel } from "../../kernel/kernel.ts";
import type { JsonValue } from "../../protocol/json.ts";
import type { ClientState } from "../../trace/client-state.ts";
import type { LifecycleEvent, TimerPurpose, TraceEvent } from "../../trace/event.ts";
import type { ClientId } from "../../trace/ids.ts";
import { MemoryLog } from "../../trace/log.ts";
import type { Connection, ServerEnd } from "../../transport/connection.ts";
import { Link } from "../../transport/link.ts";
import { Network } from "../../transport/network.ts";

type SocketClass = PageHost["Socket"];
export type ClientSocket = InstanceType<SocketClass>;

const NOBODY = { user: "", token: "", renewToken: () => "" };

/** The client that is put to the test: the installed one, or for a test of the tests an altered one. */
export type Subject = {
  readonly options?: ConstructorParameters<SocketClass>[1];
  /** Changes the socket once it is made. */
  readonly alter?: (socket: ClientSocket) => void;
};

/** What the client sent, and when. */
export type Sent = {
  readonly atMs: number;
  /** 1 for the first connection that opened. */
  readonly connection: number;
  readonly joinRef: JsonValue;
  readonly ref: JsonValue;
  readonly topic: string;
  readonly event: string;
  readonly payload: JsonValue;
};

/** The status with which the scripted server answers; null for no answer. */
type Answer = (sent: Sent) => string | null;

const URL = "ws://localhost:4000/socket";
// A brand has no value at run time.
const CLIENT = "client" as ClientId;

/**
 * One real client in a world of its own, before a server that does what a script says: no Phoenix, so that a
 * fact about the client cannot come from our own server. The way takes no time, so times are exact.
 */
export class Trial {
  /** How the server takes a connection from now on. */
  server: "accepts" | "refuses" | "down" = "accepts";
  answer: Answer = () => "ok";
  readonly link: Link;
  readonly sent: Sent[] = [];
  readonly #kernel: Kernel;
  readonly #log = new MemoryLog();
  readonly #page: Page;
  readonly #connections: Connection[] = [];
  #socket: ClientSocket | null = null;
  #act: () => void = () => {};

  constructor(subject: Subject, seed: number) {
    this.#kernel = new Kernel(seed, this.#log);
    const trial = this;
    const network = new Network(this.#kernel, {
      get listening() {
        return trial.server !== "down";
      },
      upgrade: (_, connection) => this.#upgrade(connection),
    });
    this.link = new Link(this.#kernel, CLIENT, { latencyMs: 0, jitterMs: 0, bytesPerSecond: null });
    this.#page = new Page({ network, link: this.link, wallClockMsAtStart: 0 });
    this.#page.open(({ Socket }) => {
      const socket = new Socket(URL, subject.options ?? {});
      subject.alter?.(socket);
      this.#socket = socket;
      return { socket, annotate: () => this.#act() };
    }, NOBODY);
  }

  get nowMs(): number {
    return this.#kernel.nowMs;
  }

  get events(): readonly TraceEvent[] {
    return this.#log.events;
  }

  /** What the client says of itself. */
  get state(): ClientState {
    return readClientState(this.#page);
  }

  /** The states of the channels, in the order in which they were made. */
  get channels(): readonly string[] {
    return this.state.channels.map(({ state }) => state);
  }

  /** Runs a piece of page code. */
  page(code: (socket: ClientSocket) => void): void {
    this.#act = () => {
      if (this.#socket !== null) code(this.#socket);
    };
    this.#page.annotate("");
  }

  wait(ms: number): void {
    this.#kernel.runUntil(this.#kernel.nowMs + ms);
  }

  /** Connects, and lets the connection open. */
  connect(): void {
    this.page((socket) => socket.connect());
    this.wait(0);
  }

  setVisible(visible: boolean): void {
    new PageLife(this.#page).setVisible(visible);
    this.wait(0);
  }

  live(event: LifecycleEvent): void {
    new PageLife(this.#page).live(event);
    this.wait(0);
  }

  /** The server sends `[join_ref, ref, topic, event, payload]` over the newest connection. */
  send(...message: readonly JsonValue[]): void {
    this.#connections.at(-1)?.sendDown(JSON.stringify(message));
    this.wait(0);
  }

  /** The server closes the newest connection with this code; 1006: without a close frame. */
  close(code: number): void {
    const connection = this.#connections.at(-1);
    if (code === 1006) connection?.reset();
    else connection?.closeDown(code);
    this.wait(0);
  }

  /** The events of the frames that were sent for a topic, each with when it was. */
  sentOn(topic: string): readonly (readonly [string, number])[] {
    return this.sent.filter((sent) => sent.topic === topic).map(({ event, atMs }) => [event, atMs]);
  }

  /** The waits for which timers of this purpose were set, in order. */
  delaysOf(purpose: TimerPurpose["is"]): readonly number[] {
    return this.events.flatMap((event) =>
      event.kind === "timer_set" && event.purpose.is === purpose ? [event.delayMs] : [],
    );
  }

  /** When something of this kind happened at the client's end. */
  timesOf(kind: "connection_opening" | "connection_opened" | "connection_closing"): readonly number[] {
    return this.events.filter((event) => event.kind === kind).map(({ timeMs }) => timeMs);
  }

  #upgrade(connection: Connection): ServerEnd | { readonly status: number } {
    if (this.server === "refuses") return { status: 403 };
    this.#connections.push(connection);
    const number = this.#connections.length;
    return {
      received: (frames) => {
        for (const frame of frames) this.#received(connection, number, String(frame));
      },
      closeReceived: (code) => connection.closeDown(code ?? 1000),
      lost: () => {},
    };
  }

  #received(connection: Connection, number: number, frame: string): void {
    // The client wrote it, as the 2.0.0 serializer does.
    const [joinRef = null, ref = null, topic, event, payload = null] = JSON.parse(frame) as JsonValue[];
    const at = { atMs: this.#kernel.nowMs, connection: number };
    const sent: Sent = { ...at, joinRef, ref, topic: String(topic), event: String(event), payload };
    this.sent.push(sent);
    const status = this.answer(sent);
    if (status === null) return;
    const reply = [joinRef, ref, sent.topic, "phx_reply", { status, response: {} }];
    connection.sendDown(JSON.stringify(reply));
  }
}
