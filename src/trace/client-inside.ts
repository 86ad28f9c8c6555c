import type { ChannelState, SocketState } from "./client-state.ts";
import type { TimerPurpose } from "./event.ts";
import type { PushId, TimerId } from "./ids.ts";
import type { TopicPresence } from "./presence.ts";

/** What a client keeps inside, and what decides what it will send and what it can still hear. */
export type ClientInside = {
  /** In the order in which the page made them. */
  readonly sockets: readonly SocketInside[];
  /** Running timers, the one that is due first at the top. */
  readonly timers: readonly TimerInside[];
  /** Those that the page made of its channels, in that order. */
  readonly presences: readonly PresenceInside[];
};

/** What a client's `Presence` knows; `waiting`: diffs that it keeps until it has the state. */
export type PresenceInside = TopicPresence & { readonly waiting: number };

export type SocketInside = {
  readonly connection: SocketState["connection"];
  /** The number of the last ref that was given out: to a message, or to whoever listens to the socket. */
  readonly ref: number;
  readonly pendingHeartbeatRef: string | null;
  /** How often the reconnect timer has fired since a connection last opened. */
  readonly tries: number;
  readonly sendBuffer: readonly KeptMessage[];
  /** Those that the page made of it, in that order. */
  readonly channels: readonly ChannelInside[];
};

/** A message in a send buffer. */
export type KeptMessage = {
  readonly ref: string | null;
  readonly joinRef: string | null;
  readonly topic: string;
  readonly event: string;
};

export type ChannelInside = {
  readonly topic: string;
  readonly state: ChannelState["state"];
  /** The ref of the present join: whatever bears another one is dropped. */
  readonly joinRef: string | null;
  /** How often the rejoin timer has fired since the channel was last joined. */
  readonly tries: number;
  /** Pushes that wait for the join. */
  readonly pushBuffer: readonly WaitingPush[];
  /** Whose reply it listens for. */
  readonly awaiting: readonly WaitingPush[];
};

export type WaitingPush = {
  readonly ref: string | null;
  readonly event: string;
  /** Null for one that the page never made: a leave after a join's timeout. */
  readonly push: PushId | null;
  /** Its time is up: the client does not send it any more. */
  readonly timedOut: boolean;
};

export type TimerInside = {
  readonly timer: TimerId;
  readonly purpose: TimerPurpose;
  /** When it would fire on a page that is visible, in virtual milliseconds. */
  readonly dueMs: number;
  readonly delayMs: number;
};
