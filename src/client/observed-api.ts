import type { Channel, Push, SocketConnectOption } from "phoenix";
import type { JsonValue } from "../protocol/json.ts";
import type { ApiCall, ChannelName, PageCode, SocketHook } from "../trace/event.ts";
import type { WebSocketClass } from "../transport/web-socket.ts";
import type { ClientBook } from "./client-book.ts";
import type { ChannelInternals, MessageInternals, PushInternals, SocketInternals } from "./internals.ts";
import { OfficialSocket } from "./official.ts";

/** Who wants to know what a page does with the official client. */
export interface ApiObserver {
  readonly book: ClientBook;
  readonly webSocket: WebSocketClass;
  /** The page calls the client: `run` is the call itself. */
  called<Result>(call: ApiCall, run: () => Result): Result;
  /** The client runs a function of the page: `run` is the function itself. */
  ran<Result>(where: PageCode, run: () => Result): Result;
  channelMade(topic: string, channel: Channel): void;
  /** The page does something with the client that is no call to write down. */
  inPage<Result>(run: () => Result): Result;
}

/** How long a push waits for its reply unless told otherwise (phoenix 1.8.16, constants.js). */
const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * The class that a page's program calls `Socket`: the official one. What the page calls on it from outside is
 * written down first; what the client does inside is untouched, because inside `this` is the bare object.
 */
export function observedSocket(observer: ApiObserver): typeof OfficialSocket {
  return class Socket extends OfficialSocket {
    constructor(endPoint: string, options: Partial<SocketConnectOption> = {}) {
      super(endPoint, {
        ...options,
        // The types know the browser's WebSocket only; the simulated one has all of it that the client uses.
        transport: observer.webSocket as unknown as new (endpoint: string) => object,
        sessionStorage: noStorage(),
      });
      observer.book.sockets.push(this as unknown as SocketInternals); // see internals.ts
      // biome-ignore lint/correctness/noConstructorReturn: the page must get the observed object
      return observeSocket(this, observer);
    }

    // The client's own way to the wire, also for what it sends by itself: only looked at.
    override push(...args: Parameters<InstanceType<typeof OfficialSocket>["push"]>): void {
      const { sendBuffer } = this as unknown as SocketInternals; // see internals.ts
      const before = sendBuffer.length;
      // With every argument that it was given: the types know but the first.
      Reflect.apply(super.push, this, args);
      observer.book.noteMessage(args[0] as MessageInternals, sendBuffer[before]); // see internals.ts
    }
  };
}

function observeSocket<S extends InstanceType<typeof OfficialSocket>>(socket: S, observer: ApiObserver): S {
  const hook = <Args extends readonly unknown[], Result>(
    name: SocketHook,
    callback: (...args: Args) => Result,
  ): ((...args: Args) => Result) =>
    watch(callback, { in: "socket_hook", hook: name, after: observer.book.channels.length }, observer);
  const calls = {
    onOpen: (callback: Parameters<S["onOpen"]>[0]) => socket.onOpen(hook("open", callback)),
    onClose: (callback: Parameters<S["onClose"]>[0]) => socket.onClose(hook("close", callback)),
    onError: (callback: Parameters<S["onError"]>[0]) => socket.onError(hook("error", callback)),
    onMessage: (callback: Parameters<S["onMessage"]>[0]) => socket.onMessage(hook("message", callback)),
    connect: (params?: object) => {
      observer.called({ name: "connect" }, () => socket.connect(params));
    },
    disconnect: (callback?: () => void, code?: number, reason?: string) => {
      observer.called({ name: "disconnect" }, () => socket.disconnect(callback, code, reason));
    },
    channel: (topic: string, params?: object | (() => object)) => {
      const name = observer.book.nameNext(topic);
      const where: PageCode = { in: "params", ...name };
      const watched = typeof params === "function" ? watch(params as () => object, where, observer) : params;
      const channel = observer.called({ name: "channel", topic }, () => socket.channel(topic, watched));
      observer.book.channels.push(channel as unknown as ChannelInternals); // see internals.ts
      const observed = observeChannel(channel, name, observer);
      observer.channelMade(topic, observed);
      return observed;
    },
  };
  return overlay(socket, calls, observer);
}

function observeChannel(channel: Channel, name: ChannelName, observer: ApiObserver): Channel {
  const { book } = observer;
  const { topic } = name;
  const internals = channel as unknown as ChannelInternals; // see internals.ts
  const keep = (event: string, push: Push, id: ReturnType<ClientBook["nextPush"]>): Push => {
    book.pushes.push({ id, topic, event, push: push as unknown as PushInternals, channel: internals });
    return observePush(push, name, event, observer);
  };
  const hook = <Args extends readonly unknown[]>(event: string, callback: (...args: Args) => void) =>
    watch(callback, { in: "hook", hook: event, ...name }, observer);
  const calls = {
    join: (timeoutMs?: number) => {
      const id = book.nextPush();
      // Noted before the call: a params function that throws must not hide the push from the book. A second
      // join() throws and makes no push.
      if (!internals.joinedOnce) {
        book.pushes.push({ id, topic, event: "phx_join", push: internals.joinPush, channel: internals });
      }
      const joined = observer.called({ name: "join", push: id, ...name }, () => channel.join(timeoutMs));
      return observePush(joined, name, "phx_join", observer);
    },
    leave: (timeoutMs?: number) => {
      const id = book.nextPush();
      const left = observer.called({ name: "leave", push: id, ...name }, () => channel.leave(timeoutMs));
      return keep("phx_leave", left, id);
    },
    push: (event: string, payload: object, timeoutMs?: number) => {
      const id = book.nextPush();
      const json = writtenPayload(payload);
      const waitMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
      const call: ApiCall = { name: "push", push: id, event, payload: json, timeoutMs: waitMs, ...name };
      return keep(
        event,
        observer.called(call, () => channel.push(event, payload, timeoutMs)),
        id,
      );
    },
    on: (event: string, callback: (...args: unknown[]) => void) => channel.on(event, hook(event, callback)),
    onClose: (callback: (...args: unknown[]) => void) => channel.onClose(hook("close", callback)),
    onError: (callback: (...args: unknown[]) => void) => channel.onError(hook("error", callback)),
  };
  return overlay(channel, calls, observer);
}

/** What stands of a pushed payload in the trace: the JSON that it becomes on the wire; of bytes how many they are. */
function writtenPayload(payload: object): JsonValue {
  if (payload instanceof ArrayBuffer) return { bytes: payload.byteLength };
  return JSON.parse(JSON.stringify(payload ?? {})); // what JSON.stringify has written is JSON
}

function observePush(push: Push, name: ChannelName, event: string, observer: ApiObserver): Push {
  const observed: Push = overlay(
    push,
    {
      // The types allow three statuses; Phoenix sends any word.
      receive: (status: "ok", callback: (...args: unknown[]) => void) => {
        const watched = watch(callback, { in: "hook", hook: `${event} ${status}`, ...name }, observer);
        // Of a push that has its answer the page itself runs the callback, within this very call.
        let returned = false;
        push.receive(status, (...args) => (returned ? watched(...args) : callback(...args)));
        returned = true;
        return observed;
      },
    },
    observer,
  );
  return observed;
}

/** The page's function, of which the observer hears when the client runs it. */
function watch<Args extends readonly unknown[], Result>(
  callback: (...args: Args) => Result,
  where: PageCode,
  observer: ApiObserver,
): (...args: Args) => Result {
  return (...args) => observer.ran(where, () => callback(...args));
}

/** The object itself for reading and writing, with some of its methods answered by `calls`. */
function overlay<Target extends object>(target: Target, calls: object, observer: ApiObserver): Target {
  return new Proxy(target, {
    get(_, key) {
      if (Object.hasOwn(calls, key)) return Reflect.get(calls, key);
      const value = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => observer.inPage(() => Reflect.apply(value, target, args));
    },
  });
}

function noStorage(): Storage {
  return { length: 0, clear() {}, getItem: () => null, key: () => null, removeItem() {}, setItem() {} };
}
