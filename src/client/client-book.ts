import type { ChannelName, TimerPurpose } from "../trace/event.ts";
import type { PushId } from "../trace/ids.ts";
import type {
  ChannelInternals,
  MessageInternals,
  PresenceInternals,
  PushInternals,
  SendLater,
  SocketInternals,
} from "./internals.ts";
import type { PageTimer } from "./page-clock.ts";

export type KnownPush = {
  readonly id: PushId;
  readonly topic: string;
  readonly event: string;
  readonly push: PushInternals;
  readonly channel: ChannelInternals;
};

/** `waitForBufferDone` and `waitForSocketClosed` (phoenix 1.8.16, socket.js): 150 ms times the try, four tries. */
const TEARDOWN_WAITS_MS = [150, 300, 450, 600];

/** Every socket, channel and push that the page's code has made, in the order in which it made them. */
export class ClientBook {
  readonly sockets: SocketInternals[] = [];
  readonly channels: ChannelInternals[] = [];
  readonly pushes: KnownPush[] = [];
  readonly presences: PresenceInternals[] = [];
  readonly #kept = new WeakMap<SendLater, MessageInternals>();
  readonly #events = new Map<string, string>();
  #lastPush: number;

  /** `after`: of a page at the place of another one, so that no push of the one is taken for one of the other. */
  constructor(after?: ClientBook) {
    this.#lastPush = after === undefined ? 0 : after.#lastPush;
  }

  /** A socket was given a message to send; `later`: it has put it into its buffer, as a function like any other. */
  noteMessage(message: MessageInternals, later: SendLater | undefined): void {
    if (message.ref !== null) this.#events.set(message.ref, message.event);
    if (later !== undefined) this.#kept.set(later, message);
  }

  /** The messages that wait in a socket's send buffer, oldest first. */
  keptBy({ sendBuffer }: SocketInternals): readonly MessageInternals[] {
    return sendBuffer.flatMap((later) => this.#kept.get(later) ?? []);
  }

  /** The event of the message with this ref; null while there was none. */
  eventOf(ref: string | null): string | null {
    return ref === null ? null : (this.#events.get(ref) ?? null);
  }

  /** The name of the channel of that topic which the page makes next. */
  nameNext(topic: string): ChannelName {
    return this.#nameOf(topic, this.channels.length);
  }

  #nameOf(topic: string, index: number): ChannelName {
    const nth = this.channels.slice(0, index).filter((other) => other.topic === topic).length;
    return nth === 0 ? { topic } : { topic, nth };
  }

  nextPush(): PushId {
    this.#lastPush += 1;
    return this.#lastPush as PushId; // the one place where push ids are made
  }

  /** What a timer is for, told by who holds its handle. */
  purposeOf(timer: PageTimer): TimerPurpose {
    if (timer.byPage) return { is: "other" };
    for (const socket of this.sockets) {
      if (socket.heartbeatTimer === timer.id) return { is: "heartbeat" };
      if (socket.heartbeatTimeoutTimer === timer.id) return { is: "heartbeat_timeout" };
      const { reconnectTimer } = socket;
      if (reconnectTimer.timer === timer.id) return { is: "reconnect", tries: reconnectTimer.tries + 1 };
    }
    for (const { topic, rejoinTimer } of this.channels) {
      if (rejoinTimer.timer === timer.id) return { is: "rejoin", topic, tries: rejoinTimer.tries + 1 };
    }
    for (const { id, topic, push } of this.pushes) {
      if (push.timeoutTimer === timer.id) return { is: "push_timeout", topic, push: id };
    }
    for (const [index, { topic, joinPush }] of this.channels.entries()) {
      // The join of a channel that the page never joined is in nobody's hands.
      if (joinPush.timeoutTimer !== timer.id) continue;
      return { is: "push_timeout", push: null, ...this.#nameOf(topic, index) };
    }
    return TEARDOWN_WAITS_MS.includes(timer.delayMs) ? { is: "teardown_wait" } : { is: "other" };
  }
}
