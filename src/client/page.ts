import type { Channel } from "phoenix";
import type { Kernel } from "../kernel/kernel.ts";
import { Later, NotLoaded } from "../loading/later.ts";
import type { JsonObject } from "../protocol/json.ts";
import { serializerV2 } from "../protocol/serializer-v2.ts";
import { decodeUtf8 } from "../protocol/utf8.ts";
import type { ApiCall, PageCode, PageView } from "../trace/event.ts";
import type { ClientId, Seq } from "../trace/ids.ts";
import type { Link } from "../transport/link.ts";
import type { Network } from "../transport/network.ts";
import {
  type SimulatedWebSocket,
  type Unloadable,
  type WebSocketClass,
  webSocketOver,
} from "../transport/web-socket.ts";
import { ClientBook } from "./client-book.ts";
import { type ApiObserver, observedSocket } from "./observed-api.ts";
import type { OfficialSocket } from "./official.ts";
import type { OfficialPresence } from "./official-presence.ts";
import { pageChance } from "./page-chance.ts";
import { PageClock, type PageTimer } from "./page-clock.ts";
import { enterGlobals } from "./page-globals.ts";
import { enterWindow, type PageWindow } from "./window-shim.ts";

/** What a page's program draws. */
export type Drawing = Omit<PageView, "buttons" | "writes">;

/** What a page's program is given. */
export type PageHost = {
  readonly Socket: typeof OfficialSocket;
  readonly Presence: typeof OfficialPresence;
  readonly page: {
    /** Who is signed in. */
    readonly user: string;
    /** The token that the server put into the page; empty when it put none. */
    readonly token: string;
    /** A new token, as the page would get by an HTTP request with its session's cookie. */
    renewToken(): string;
    /** Draws the page anew: what is left out stays as it was. */
    show(changes: Partial<Drawing>): void;
  };
  /** What a program that is not the site's has to be given, to live in the page's time. */
  readonly inside: PageInside;
};

/** What a page's program gives back: its socket, and what its viewer can do. */
export type OpenPage = {
  readonly socket: InstanceType<typeof OfficialSocket>;
  /** Writes an annotation; a page without it has no such field. */
  annotate?(body: string): void;
  /** What its viewer can press, by its label; each gets the text that was typed beside it. */
  readonly buttons?: { readonly [label: string]: (text: string) => void };
};

/** What the server has to do with a page before its program runs. */
export type PageSession = {
  readonly user: string;
  readonly token: string;
  /** Signs a token for this moment. */
  readonly renewToken: () => string;
};

export type PageProgram = (host: PageHost) => OpenPage;

/** A page from the inside. */
export interface PageInside {
  readonly clock: PageClock;
  /** As `Math.random`. */
  readonly random: () => number;
  /** Runs something as the page's code, where a promise is what made it run: the task that it came of has returned. */
  inPage<Result>(run: () => Result): Result;
  /** Takes down what it throws later, if it is a promise: an async function is as much the page's as any other. */
  heed(result: unknown): void;
}

/** Hears of what a page's code threw. */
export type OnThrow = (error: unknown) => void;

/** In most runs nobody asks who is there. */
const PRESENCE = new Later(() => import("./observed-presence.ts"));

/** What made the page's code run, as far as it matters for naming the timers that it sets. */
type Trigger = { readonly reconnects: boolean };

const BY_HAND: Trigger = { reconnects: false };

const BLANK: PageView = {
  annotations: [],
  lastSeenId: null,
  notice: null,
  lines: [],
  buttons: [],
  writes: true,
};

/**
 * One browser page: the official client and the page's own code, run by the kernel, one callback at a time,
 * under virtual time.
 */
export class Page implements ApiObserver, PageWindow, PageInside {
  readonly client: ClientId;
  readonly book: ClientBook;
  readonly clock: PageClock;
  readonly webSocket: WebSocketClass;
  readonly random: () => number;
  readonly kernel: Kernel;
  readonly link: Link;
  readonly #listeners: { readonly type: string; readonly listener: () => void }[] = [];
  readonly #noted = new WeakSet<object>();
  readonly #channels = new Map<string, Channel>();
  readonly #writtenRefs = new Set<string>();
  /** All that it ever made. */
  readonly webSockets = new Set<SimulatedWebSocket & Unloadable>();
  /** The page's functions that the client is running, the innermost last. */
  readonly #running: PageCode[] = [];
  #opened: OpenPage | null = null;
  #view: PageView | null = null;
  #onThrow: OnThrow | null = null;
  /** Whether a task of the page runs now. */
  #isRunning = false;
  /** What led to the task that ran last. */
  #lastCause: Seq | null = null;
  /** A task has run since promises last had their turn. */
  #hasRun = false;
  hidden = false;
  /** Nothing of the page runs: its machine sleeps, or the browser keeps it for later. */
  stopped = false;

  /** `after`: the page that the viewer had here before. */
  constructor(options: { network: Network; link: Link; wallClockMsAtStart: number; after?: Page }) {
    const { network, link, wallClockMsAtStart, after } = options;
    this.book = new ClientBook(after?.book);
    this.client = link.client;
    this.kernel = network.kernel;
    this.link = link;
    this.random = pageChance(network.kernel.random);
    this.clock = new PageClock({
      kernel: network.kernel,
      client: link.client,
      wallClockMsAtStart,
      fire: (timer, callback) => this.#timerFired(timer, callback),
      ...(after && { after: after.clock }),
    });
    const written = this.#writtenRefs;
    const webSockets = this.webSockets;
    this.webSocket = class WebSocket extends (
      webSocketOver(network, link, (task) => this.#run(task, BY_HAND))
    ) {
      constructor(...args: ConstructorParameters<WebSocketClass>) {
        super(...args);
        webSockets.add(this);
      }

      override send(data: string | ArrayBuffer): void {
        written.add(refOf(data));
        super.send(data);
      }
    };
  }

  /** What the viewer sees; null before the page was opened. */
  get view(): PageView | null {
    return this.#view;
  }

  get isOpen(): boolean {
    return this.#opened !== null;
  }

  /** Loads the page: its program runs from the top. */
  open(program: PageProgram, session: PageSession, onThrow: OnThrow | null = null): void {
    this.#onThrow = onThrow;
    const page = {
      ...session,
      show: (changes: Partial<Drawing>) => this.inPage(() => this.#show(changes)),
    };
    const { book } = this;
    this.#run(() => {
      this.#opened = program({
        Socket: observedSocket(this),
        get Presence() {
          return PRESENCE.now.observedPresence(book);
        },
        page,
        inside: this,
      });
      const buttons = Object.keys(this.#opened.buttons ?? {});
      const writes = this.#opened.annotate !== undefined;
      if (buttons.length > 0 || !writes) this.#show({ buttons, writes });
    }, BY_HAND);
  }

  /** The viewer writes an annotation. */
  annotate(body: string): void {
    this.#run(() => this.#opened?.annotate?.(body), BY_HAND);
  }

  connect(): void {
    this.#run(() => this.#opened?.socket.connect(), BY_HAND);
  }

  disconnect(): void {
    this.#run(() => this.#opened?.socket.disconnect(), BY_HAND);
  }

  push(topic: string, event: string, payload: JsonObject): void {
    this.#run(() => {
      const channel = this.#channels.get(topic) ?? this.#opened?.socket.channel(topic);
      channel?.push(event, payload);
    }, BY_HAND);
  }

  join(topic: string, params: JsonObject): void {
    this.#run(() => this.#opened?.socket.channel(topic, params).join(), BY_HAND);
  }

  press(button: string, text: string): void {
    this.#run(() => this.#opened?.buttons?.[button]?.(text), BY_HAND);
  }

  leave(topic: string): void {
    this.#run(() => this.#channels.get(topic)?.leave(), BY_HAND);
  }

  /** Calls those of its functions that listen to this event of the browser. */
  tell(event: string, trigger: Trigger): void {
    for (const { type, listener } of this.#listeners) {
      if (type === event) this.#run(listener, trigger);
    }
  }

  listen(type: string, listener: () => void): void {
    this.#listeners.push({ type, listener });
  }

  called<Result>(call: ApiCall, run: () => Result): Result {
    if (!this.#isRunning) return this.inPage(() => this.called(call, run));
    const { cause } = this.kernel;
    const within = this.#running.at(-1);
    this.kernel.begin({ kind: "api_called", client: this.client, call, ...(within && { within }) });
    const result = call.name === "disconnect" ? this.clock.byHand(run) : run();
    this.kernel.cause = cause;
    return result;
  }

  ran<Result>(where: PageCode, run: () => Result): Result {
    const depth = this.#running.length + 1;
    const here: PageCode = depth === 1 || where.in === "program" ? where : { ...where, depth };
    this.#running.push(here);
    try {
      const result = run();
      this.heed(result, where);
      return result;
    } catch (error) {
      this.#threw(here, error);
      throw error;
    } finally {
      this.#running.pop();
    }
  }

  #threw(where: PageCode, error: unknown): void {
    // The run is given up, and nothing of it is the page's.
    if (error instanceof NotLoaded) throw error;
    if (typeof error === "object" && error !== null) {
      if (this.#noted.has(error)) return;
      this.#noted.add(error);
    }
    // Only the name: an engine's message differs from engine to engine.
    const name = error instanceof Error ? error.name : "Error";
    this.kernel.begin({ kind: "page_threw", client: this.client, where, error: name });
    this.#onThrow?.(error);
  }

  heed(result: unknown, where: PageCode = { in: "program" }): void {
    if (!(result instanceof Promise)) return;
    result.catch((error: unknown) => this.inPage(() => this.#threw(where, error)));
  }

  inPage<Result>(run: () => Result): Result {
    if (this.#isRunning) return run();
    this.kernel.cause = this.#lastCause;
    try {
      return this.#within(() => this.clock.continued(run));
    } finally {
      this.kernel.cause = null;
    }
  }

  /** Whether a task of the page has run, whose promises have not had their turn. */
  get hasRun(): boolean {
    return this.#hasRun;
  }

  /** The page's promises have had their turn. */
  settled(): void {
    this.#hasRun = false;
    this.kernel.cause = this.#lastCause;
    this.#nameNewTimers(BY_HAND);
    this.kernel.cause = null;
  }

  channelMade(topic: string, channel: Channel): void {
    this.#channels.set(topic, channel);
  }

  /** Whether the frame of the message with this ref was handed to a WebSocket. */
  wasWritten(ref: string | null): boolean {
    return ref !== null && this.#writtenRefs.has(ref);
  }

  #timerFired(timer: PageTimer, callback: () => void): void {
    const purpose = timer.purpose ?? { is: "other" };
    this.kernel.begin({ kind: "timer_fired", client: this.client, timer: timer.id, purpose });
    const reconnects = purpose.is === "reconnect" || purpose.is === "heartbeat_timeout" || timer.drains;
    this.#run(callback, { reconnects });
  }

  // Runs a piece of the page's code the way a browser runs a task: an exception ends the task, not the page.
  // The client and the site's own pages use no promises, so no microtask is left when the task returns (checked by a
  // test); a reader's code may, and whoever runs it lets them have their turn before the next step.
  #run(task: () => unknown, trigger: Trigger): void {
    const { cause } = this.kernel;
    this.#hasRun = true;
    this.#lastCause = cause;
    this.#within(() => {
      try {
        this.heed(task());
      } catch (error) {
        this.#threw({ in: "program" }, error);
      }
    });
    this.kernel.cause = cause;
    this.#nameNewTimers(trigger);
  }

  #within<Result>(run: () => Result): Result {
    const { setTimeout, clearTimeout, now } = this.clock;
    const leaveGlobals = enterGlobals({ setTimeout, clearTimeout, now, random: this.random });
    const leaveWindow = enterWindow(this);
    const wasRunning = this.#isRunning;
    this.#isRunning = true;
    try {
      return run();
    } finally {
      this.#isRunning = wasRunning;
      leaveWindow();
      leaveGlobals();
    }
  }

  #nameNewTimers(trigger: Trigger): void {
    for (const timer of this.clock.running) {
      if (timer.purpose !== null) continue;
      const purpose = this.book.purposeOf(timer);
      timer.purpose = purpose;
      timer.drains = purpose.is === "teardown_wait" && trigger.reconnects && !timer.byHand;
      const { id, delayMs } = timer;
      this.kernel.note({ kind: "timer_set", client: this.client, timer: id, purpose, delayMs });
    }
  }

  #show(changes: Partial<PageView>): void {
    const view = { ...(this.#view ?? BLANK), ...changes };
    if (this.#view !== null && JSON.stringify(this.#view) === JSON.stringify(view)) return;
    this.#view = view;
    this.kernel.note({ kind: "page_changed", client: this.client, page: view });
  }
}

/** The ref of a frame that the client writes: protocol 2.0.0, as text, or as bytes (protocol/binary-frame.ts). */
function refOf(data: string | ArrayBuffer): string {
  if (typeof data === "string") return String(serializerV2.decode(data).ref);
  const bytes = new Uint8Array(data);
  const [, joinRefSize = 0, refSize = 0] = bytes;
  const from = 5 + joinRefSize;
  return decodeUtf8(bytes.subarray(from, from + refSize));
}
