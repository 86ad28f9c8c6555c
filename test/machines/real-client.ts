import { vi } from "vitest";
import { compareClientStates, type Disagreement } from "../../src/machines/agreement.ts";
import type { ClientCharts } from "../../src/machines/client-memory.ts";
import { type ClientModel, createClientModel, feed, stateOf } from "../../src/machines/client-model.ts";
import { readFrameHead } from "../../src/machines/frame-head.ts";
import type { JsonValue } from "../../src/protocol/json.ts";
import type { ClientState, PushState, SocketState, TimerState } from "../../src/trace/client-state.ts";
import type {
  ApiCall,
  ChannelName,
  LifecycleEvent,
  PageCode,
  SocketHook,
  TimerPurpose,
  TraceBody,
  TraceEvent,
} from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId, PushId, TimerId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";

// Brands have no value at run time, so a literal may be called one wherever this file makes an id.
const CLIENT = "ben" as ClientId;
const TEARDOWN_WAITS_MS = [150, 300, 450, 600];

/** What the client said of itself when the trace had so many events. */
export type Moment = { readonly events: number; readonly truth: ClientState };
export type Recording = {
  readonly events: readonly TraceEvent[];
  readonly moments: readonly Moment[];
};

type TimerFields = { readonly timer: unknown; readonly tries: number };
type PushFields = {
  readonly ref: string | null;
  readonly sent: boolean;
  readonly timeoutTimer: unknown;
  readonly receivedResp: { readonly status: string } | null;
};
type ChannelFields = {
  readonly topic: string;
  readonly state: ClientState["channels"][number]["state"];
  readonly rejoinTimer: TimerFields;
  readonly joinPush: PushFields;
  readonly pushBuffer: readonly PushFields[];
  readonly joinedOnce: boolean;
  join(): PushFields & Receives;
  leave(): PushFields & Receives;
  push(event: string, payload: object): PushFields & Receives;
  on(event: string, callback: () => void): void;
  onError(callback: () => void): void;
  onClose(callback: () => void): void;
  joinRef(): string | null;
};
type Receives = { receive(status: string, callback: () => void): Receives };
type SocketFields = {
  readonly heartbeatTimer: unknown;
  readonly heartbeatTimeoutTimer: unknown;
  readonly pendingHeartbeatRef: string | null;
  readonly reconnectTimer: TimerFields;
  readonly sendBuffer: readonly (() => void)[];
  push(message: { readonly ref: string | null }, channel?: object): void;
  connect(): void;
  disconnect(): void;
  channel(topic: string, params: () => object): ChannelFields;
  connectionState(): string;
  onOpen(callback: () => void): void;
  onClose(callback: () => void): void;
  onError(callback: () => void): void;
  onMessage(callback: () => void): void;
};

type Timer = {
  readonly id: TimerId;
  readonly delayMs: number;
  purpose: TimerPurpose | null;
  drains: boolean;
};

let visibility: "hidden" | "visible" = "visible";
type PageListener = { readonly type: string; readonly listener: () => void };
let listeners: PageListener[] = [];
const addEventListener = (type: string, listener: () => void): void => {
  listeners.push({ type, listener });
};
const page = {
  addEventListener,
  document: {
    addEventListener,
    get visibilityState() {
      return visibility;
    },
  },
};
// The client takes hold of `window` when it is imported.
Reflect.set(globalThis, "window", page);
const { Socket } = await import("phoenix");
Reflect.deleteProperty(globalThis, "window");

/** One piece of page code that throws the next time it runs, or a call it makes. */
type Mischief = (() => void) | null;

/** The official client over a transport that does what a test says, recording what the simulator records. */
export class RealClient {
  readonly log = new MemoryLog();
  readonly moments: Moment[] = [];
  readonly transports: FakeTransport[] = [];
  readonly channels: ChannelFields[] = [];
  /**
   * What page code of a channel does, by `topic params`, `topic error`, `topic close` or `topic join ok`, and what the
   * first hook of the socket does that runs, by `socket open`, `socket close`, `socket error` or `socket message`.
   */
  readonly mischief = new Map<string, Mischief>();
  socket: SocketFields;
  readonly #pushes: {
    readonly id: PushId;
    readonly topic: string;
    readonly event: string;
    readonly push: PushFields;
    readonly channel: ChannelFields;
  }[] = [];
  readonly #timers = new Map<unknown, Timer>();
  readonly #written = new Set<string>();
  /** The ref of the message behind each function of the send buffer. */
  readonly #kept = new WeakMap<() => void, string | null>();
  readonly #noted = new WeakSet<object>();
  readonly #startMs = Date.now();
  readonly #restore: () => void;
  readonly #listeners: PageListener[] = [];
  /** The page's functions that the client is running, the innermost last. */
  readonly #running: PageCode[] = [];
  #reconnects = false;
  #disconnecting = false;
  #depth = 0;
  #lastId = 0;

  constructor() {
    this.#restore = this.#watchTimers();
    this.socket = this.#openPage();
  }

  #openPage(): SocketFields {
    visibility = "visible";
    listeners = this.#listeners;
    const client = this;
    class Transport extends FakeTransport {
      constructor() {
        super(client);
        client.transports.push(this);
      }
    }
    // The types know the browser's WebSocket only, and none of the fields that are read here.
    const options = { transport: Transport as unknown as new (url: string) => object, params: {} };
    const socket = new Socket("ws://example.test/socket", options) as unknown as SocketFields;
    this.#watchSendBuffer(socket);
    this.#hearOfSocket(socket);
    return socket;
  }

  get recording(): Recording {
    return { events: this.log.events, moments: this.moments };
  }

  get transport(): FakeTransport {
    const transport = this.transports.at(-1);
    if (transport === undefined) throw new Error("no transport yet");
    return transport;
  }

  close(): void {
    this.#restore();
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  record(body: TraceBody): void {
    this.log.record(body, Date.now() - this.#startMs, null);
  }

  wrote(ref: string): void {
    this.#written.add(ref);
  }

  /** Runs page code or a handler as a task of its own; an exception ends the task only. */
  task(run: () => void, reconnects = false): void {
    if (this.#depth > 0) {
      run();
      return;
    }
    this.#depth += 1;
    this.#reconnects = reconnects;
    try {
      run();
    } catch (error) {
      this.#threw({ in: "program" }, error);
    }
    this.#depth -= 1;
    this.#nameTimers();
    this.moments.push({ events: this.log.length, truth: this.truth() });
  }

  connect(): void {
    this.task(() => this.#call({ name: "connect" }, () => this.socket.connect()));
  }

  disconnect(): void {
    this.task(() =>
      this.#call({ name: "disconnect" }, () => {
        const before = this.#disconnecting;
        this.#disconnecting = true;
        try {
          this.socket.disconnect();
        } finally {
          this.#disconnecting = before;
        }
      }),
    );
  }

  /** Makes a channel whose page code does nothing until there is mischief for it. */
  channel(topic: string): void {
    this.task(() =>
      this.#call({ name: "channel", topic }, () => {
        const name = this.#nameOf(topic, this.channels.length);
        const params = () => this.#watch({ in: "params", ...name }, `${topic} params`, () => ({ topic }));
        const channel = this.socket.channel(topic, params);
        this.channels.push(channel);
        const hook = (hook: string) => () =>
          this.#watch({ in: "hook", hook, ...name }, `${topic} ${hook}`, () => {});
        channel.onError(hook("error"));
        channel.onClose(hook("close"));
        channel.on("said", hook("said"));
        this.#hearOfSocket(this.socket);
      }),
    );
  }

  /** Page code that hears of the socket, at every place among the channels. */
  #hearOfSocket(socket: SocketFields): void {
    const after = this.channels.length;
    const hook = (hook: SocketHook) => () =>
      this.#watch({ in: "socket_hook", hook, after }, `socket ${hook}`, () => {});
    socket.onOpen(hook("open"));
    socket.onClose(hook("close"));
    socket.onError(hook("error"));
    socket.onMessage(hook("message"));
  }

  /** `at`: which of all channels, when it is not the newest of the topic. */
  join(topic: string, at = this.#newest(topic)): void {
    const [channel, name] = this.#channelAt(at);
    const id = this.nextId() as PushId;
    // The page may hold on to it even when its params function throws, but not when it joined before.
    if (!channel.joinedOnce) {
      this.#pushes.push({ id, topic, event: "phx_join", push: channel.joinPush, channel });
    }
    this.task(() =>
      this.#call({ name: "join", push: id, ...name }, () => {
        const push = channel.join();
        this.#receive(push, "phx_join", name);
      }),
    );
  }

  leave(topic: string, at = this.#newest(topic)): void {
    const [channel, name] = this.#channelAt(at);
    const id = this.nextId() as PushId;
    this.task(() =>
      this.#call({ name: "leave", push: id, ...name }, () => {
        const push = channel.leave();
        this.#pushes.push({ id, topic, event: "phx_leave", push, channel });
      }),
    );
  }

  push(topic: string, event: string, at = this.#newest(topic), payload: object = {}): void {
    const [channel, name] = this.#channelAt(at);
    const id = this.nextId() as PushId;
    this.task(() =>
      this.#call({ name: "push", push: id, event, payload: {}, timeoutMs: 10_000, ...name }, () => {
        const push = channel.push(event, payload);
        this.#pushes.push({ id, topic, event, push, channel });
        this.#receive(push, event, name);
      }),
    );
  }

  #receive(push: Receives, event: string, name: ChannelName): void {
    for (const status of ["ok", "error", "timeout"]) {
      const hook = `${event} ${status}`;
      push.receive(status, () =>
        this.#watch({ in: "hook", hook, ...name }, `${name.topic} ${hook}`, () => {}),
      );
    }
  }

  setVisible(visible: boolean): void {
    visibility = visible ? "visible" : "hidden";
    this.record({ kind: "visibility_changed", client: CLIENT, visible });
    this.#tell("visibilitychange");
  }

  /** The browser tells the page of its life. */
  live(event: LifecycleEvent): void {
    this.record({ kind: "lifecycle_changed", client: CLIENT, event });
    this.#tell(event);
  }

  /** The browser closes the page; the next one begins with a socket of its own. */
  closePage(): void {
    this.live("pagehide");
    if (visibility === "visible") this.setVisible(false);
    for (const transport of this.transports.splice(0)) transport.close(1001);
    for (const handle of [...this.#timers.keys()]) clearTimeout(handle as Parameters<typeof clearTimeout>[0]);
    this.#listeners.length = 0;
    this.channels.length = 0;
    this.#pushes.length = 0;
    this.mischief.clear();
    this.#written.clear();
    this.record({ kind: "page_closed", client: CLIENT });
    this.socket = this.#openPage();
    this.moments.push({ events: this.log.length, truth: this.truth() });
  }

  #tell(event: string): void {
    for (const { type, listener } of this.#listeners) {
      if (type === event) this.task(listener, event === "visibilitychange" || event === "resume");
    }
  }

  /** Lets virtual time pass, in milliseconds. */
  wait(ms: number): void {
    vi.advanceTimersByTime(ms);
  }

  /** The server answers the newest frame with this event. */
  reply(event: string, status: string): void {
    const sent = this.transport.sent.findLast((frame) => frame[3] === event);
    if (sent === undefined) throw new Error(`no ${event} was sent`);
    const [joinRef = null, ref = null, topic = null] = sent;
    this.transport.receive([joinRef, ref, topic, "phx_reply", { status, response: {} }]);
  }

  truth(): ClientState {
    return {
      socket: this.#readSocket(),
      channels: this.channels.map(({ topic, state, rejoinTimer }) => {
        const rejoin = this.#readTimer(rejoinTimer);
        return { topic, state, rejoin };
      }),
      pushes: this.#pushes.map((known) => ({
        push: known.id,
        topic: known.topic,
        event: known.event,
        state: this.#readPush(known.push, known.channel),
      })),
    };
  }

  #readSocket(): SocketState {
    const { socket } = this;
    const awaiting = socket.pendingHeartbeatRef !== null && this.#timers.has(socket.heartbeatTimeoutTimer);
    const scheduled = this.#timers.has(socket.heartbeatTimer);
    const drains = [...this.#timers.values()].some((timer) => timer.drains);
    return {
      // The client has no other words for it.
      connection: socket.connectionState() as SocketState["connection"],
      heartbeat: awaiting ? "awaiting_reply" : scheduled ? "scheduled" : "off",
      reconnect: drains ? { is: "draining" } : this.#readTimer(socket.reconnectTimer),
    };
  }

  #readTimer({ timer, tries }: TimerFields): TimerState {
    return this.#timers.has(timer) ? { is: "scheduled", tries: tries + 1 } : { is: "off" };
  }

  #readPush(push: PushFields, channel: ChannelFields): PushState["state"] {
    if (push.receivedResp !== null) {
      const { status } = push.receivedResp;
      return status === "timeout" ? { is: "timed_out" } : { is: "replied", status };
    }
    if (channel.pushBuffer.includes(push)) return { is: "channel_buffered" };
    if (!push.sent) return { is: "idle" };
    if (push.ref !== null && this.#written.has(push.ref)) return { is: "sent" };
    const waits = this.socket.sendBuffer.some((later) => this.#kept.get(later) === push.ref);
    return { is: waits ? "socket_buffered" : "dropped" };
  }

  #watchSendBuffer(socket: SocketFields): void {
    const push = socket.push.bind(socket);
    socket.push = (message, channel) => {
      const before = socket.sendBuffer.length;
      push(message, channel);
      const later = socket.sendBuffer[before];
      if (later !== undefined) this.#kept.set(later, message.ref);
    };
  }

  #newest(topic: string): number {
    return this.channels.findLastIndex((other) => other.topic === topic);
  }

  #channelAt(index: number): readonly [ChannelFields, ChannelName] {
    const channel = this.channels[index];
    if (channel === undefined) throw new Error(`no channel ${index}`);
    return [channel, this.#nameOf(channel.topic, index)];
  }

  #nameOf(topic: string, index: number): ChannelName {
    const nth = this.channels.slice(0, index).filter((other) => other.topic === topic).length;
    return nth === 0 ? { topic } : { topic, nth };
  }

  #call(call: ApiCall, run: () => void): void {
    const within = this.#running.at(-1);
    this.record({ kind: "api_called", client: CLIENT, call, ...(within && { within }) });
    run();
  }

  #watch<Result>(where: PageCode, name: string, run: () => Result): Result {
    const mischief = this.mischief.get(name) ?? null;
    this.mischief.delete(name);
    const depth = this.#running.length + 1;
    const here: PageCode = depth === 1 || where.in === "program" ? where : { ...where, depth };
    this.#running.push(here);
    try {
      mischief?.();
      return run();
    } catch (error) {
      this.#threw(here, error);
      throw error;
    } finally {
      this.#running.pop();
    }
  }

  #threw(where: PageCode, error: unknown): void {
    if (typeof error === "object" && error !== null) {
      if (this.#noted.has(error)) return;
      this.#noted.add(error);
    }
    this.record({ kind: "page_threw", client: CLIENT, where, error: String(error) });
  }

  #watchTimers(): () => void {
    const { setTimeout, clearTimeout } = globalThis;
    const set = (callback: () => void, delayMs = 0): unknown => {
      const timer: Timer = {
        id: this.nextId() as TimerId,
        delayMs,
        purpose: null,
        drains: this.#reconnects && !this.#disconnecting && TEARDOWN_WAITS_MS.includes(delayMs),
      };
      const handle: unknown = setTimeout(() => {
        this.#timers.delete(handle);
        const purpose = timer.purpose ?? { is: "other" };
        this.record({ kind: "timer_fired", client: CLIENT, timer: timer.id, purpose });
        const reconnects = purpose.is === "reconnect" || purpose.is === "heartbeat_timeout" || timer.drains;
        this.task(callback, reconnects);
      }, delayMs);
      this.#timers.set(handle, timer);
      return handle;
    };
    const clear = (handle: unknown): void => {
      this.#timers.delete(handle);
      // The client hands back what it was given.
      clearTimeout(handle as Parameters<typeof clearTimeout>[0]);
    };
    Reflect.set(globalThis, "setTimeout", set);
    Reflect.set(globalThis, "clearTimeout", clear);
    return () => {
      globalThis.setTimeout = setTimeout;
      globalThis.clearTimeout = clearTimeout;
    };
  }

  #nameTimers(): void {
    for (const [handle, timer] of this.#timers) {
      if (timer.purpose !== null) continue;
      const purpose = this.#purposeOf(handle, timer.delayMs);
      timer.purpose = purpose;
      this.record({ kind: "timer_set", client: CLIENT, timer: timer.id, purpose, delayMs: timer.delayMs });
    }
  }

  #purposeOf(handle: unknown, delayMs: number): TimerPurpose {
    const { socket } = this;
    if (socket.heartbeatTimer === handle) return { is: "heartbeat" };
    if (socket.heartbeatTimeoutTimer === handle) return { is: "heartbeat_timeout" };
    if (socket.reconnectTimer.timer === handle) {
      return { is: "reconnect", tries: socket.reconnectTimer.tries + 1 };
    }
    for (const { topic, rejoinTimer } of this.channels) {
      if (rejoinTimer.timer === handle) return { is: "rejoin", topic, tries: rejoinTimer.tries + 1 };
    }
    for (const { id, topic, push } of this.#pushes) {
      if (push.timeoutTimer === handle) return { is: "push_timeout", topic, push: id };
    }
    for (const [index, { topic, joinPush, joinedOnce }] of this.channels.entries()) {
      if (joinedOnce || joinPush.timeoutTimer !== handle) continue;
      return { is: "push_timeout", push: null, ...this.#nameOf(topic, index) };
    }
    return TEARDOWN_WAITS_MS.includes(delayMs) ? { is: "teardown_wait" } : { is: "other" };
  }
}

/** A WebSocket at the hands of a test. */
export class FakeTransport {
  readonly connection: ConnectionId;
  readonly sent: JsonValue[][] = [];
  readyState = 0;
  bufferedAmount = 0;
  onopen = (): void => {};
  onmessage = (_: { data: string }): void => {};
  onerror = (): void => {};
  onclose = (_: object): void => {};
  readonly #client: RealClient;

  constructor(client: RealClient) {
    this.#client = client;
    this.connection = client.nextId() as ConnectionId;
    client.record({ kind: "connection_opening", client: CLIENT, connection: this.connection, url: "" });
  }

  /** Called by the client. */
  close(code?: number): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    const { connection } = this;
    this.#client.record({ kind: "connection_closing", client: CLIENT, connection, code: code ?? null });
  }

  /** Called by the client. */
  send(sent: string | ArrayBuffer): void {
    const data = typeof sent === "string" ? sent : new Uint8Array(sent);
    const head = readFrameHead(data, "up");
    if (head === null) throw new Error("not a frame");
    this.sent.push([head.joinRef, head.ref, head.topic, head.event]);
    if (head.ref !== null) this.#client.wrote(head.ref);
    const frame = this.#client.nextId() as FrameId;
    const { connection } = this;
    this.#client.record({ kind: "frame_sent", client: CLIENT, connection, frame, direction: "up", data });
  }

  open(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.#client.record({ kind: "connection_opened", client: CLIENT, connection: this.connection });
    this.#client.task(() => this.onopen());
  }

  /** The connection ends: `failed` as a browser reports it with an error event before the close event. */
  end(failed = false): void {
    if (this.readyState === 3) return;
    const { connection } = this;
    this.readyState = 3;
    if (failed) {
      this.#client.record({ kind: "connection_errored", client: CLIENT, connection });
      this.#client.task(() => this.onerror());
    }
    this.#client.record({
      kind: "connection_closed",
      client: CLIENT,
      connection,
      code: 1006,
      reason: "",
      clean: false,
      why: "reset",
    });
    this.#client.task(() => this.onclose({ code: 1006 }));
  }

  receive(message: readonly JsonValue[]): void {
    const data = JSON.stringify(message);
    const frame = this.#client.nextId() as FrameId;
    const { connection } = this;
    const at = { client: CLIENT, connection, frame, direction: "down" } as const;
    this.#client.record({ kind: "frame_sent", ...at, data });
    this.#client.record({ kind: this.readyState === 3 ? "frame_lost" : "frame_arrived", ...at });
    // A browser drops what arrives while the connection is closing.
    if (this.readyState === 1) this.#client.task(() => this.onmessage({ data }));
  }
}

/** Replays a recording through the machines; the disagreements of the first moment that has any. */
export function disagreementsOf(recording: Recording, charts?: ClientCharts): readonly Disagreement[] {
  let model = createClientModel(CLIENT, charts);
  let fed = 0;
  for (const { events, truth } of recording.moments) {
    model = recording.events.slice(fed, events).reduce<ClientModel>(feed, model);
    fed = events;
    const state = stateOf(model);
    const disagreements = compareClientStates(state, truth);
    if (disagreements.length > 0) {
      const { seq, timeMs } = recording.events[events - 1] ?? { seq: -1, timeMs: 0 };
      return disagreements.map((found) => ({ ...found, path: `event ${seq}, ${timeMs} ms: ${found.path}` }));
    }
  }
  return [];
}
