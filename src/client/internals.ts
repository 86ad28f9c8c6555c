import type { JsonValue } from "../protocol/json.ts";

/**
 * The fields of the official client that the simulator reads, never writes: to name the timers that run and
 * to compare the statecharts with the truth (phoenix 1.8.16, assets/js/phoenix/{socket,channel,push,timer}.js).
 */
export type SocketInternals = {
  readonly connection: object | null;
  readonly heartbeatTimer: unknown;
  readonly heartbeatTimeoutTimer: unknown;
  readonly pendingHeartbeatRef: string | null;
  readonly reconnectTimer: TimerInternals;
  readonly ref: number;
  readonly sendBuffer: readonly SendLater[];
  connectionState(): string;
};

/** What lies in a send buffer: it sends its message, unless that is outdated by then. */
export type SendLater = () => void;

/** A message as the client hands it to its serializer. */
export type MessageInternals = {
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
  readonly ref: string | null;
  readonly join_ref?: string | null;
};

export type TimerInternals = { readonly timer: unknown; readonly tries: number };

export type ChannelInternals = {
  readonly socket: object;
  /** Whoever listens to it, the client itself included. */
  readonly bindings: readonly { readonly event: string }[];
  readonly topic: string;
  readonly state: "closed" | "errored" | "joined" | "joining" | "leaving";
  readonly joinedOnce: boolean;
  readonly rejoinTimer: TimerInternals;
  readonly joinPush: PushInternals;
  readonly pushBuffer: readonly PushInternals[];
};

export type PushInternals = {
  readonly event: string;
  /** Left out by a push that was never made ready to be sent. */
  readonly ref?: string | null;
  readonly sent: boolean;
  readonly timeoutTimer: unknown;
  readonly receivedResp: { readonly status: string } | null;
};

/** ... and of `Presence` (assets/js/phoenix/presence.js). */
export type PresenceInternals = {
  readonly state: { readonly [key: string]: { readonly metas: readonly JsonValue[] } };
  readonly pendingDiffs: readonly unknown[];
  readonly channel: { readonly topic: string };
};
