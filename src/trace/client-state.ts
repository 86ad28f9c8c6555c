import type { PushId } from "./ids.ts";

/** Where the socket is: `connectionState()` of the client, and the two timers that run beside it. */
export type SocketState = {
  readonly connection: "closed" | "connecting" | "open" | "closing";
  readonly heartbeat: "off" | "scheduled" | "awaiting_reply";
  readonly reconnect: TimerState | { readonly is: "draining" };
};

/** A retry timer: off, or running for the attempt `tries` (1 is the first). */
export type TimerState = { readonly is: "off" } | { readonly is: "scheduled"; readonly tries: number };

/** Where a channel is: `channel.state` of the client, and its rejoin timer. */
export type ChannelState = {
  readonly topic: string;
  readonly state: "closed" | "joining" | "joined" | "errored" | "leaving";
  readonly rejoin: TimerState;
};

/** Where one push is. A join is a push as well; it starts anew at every rejoin. */
export type PushState = {
  readonly push: PushId;
  readonly topic: string;
  readonly event: string;
  readonly state: /** `dropped`: the client takes it for sent, but no frame of it went out, and none will. */
    | { readonly is: "idle" | "channel_buffered" | "socket_buffered" | "dropped" | "sent" | "timed_out" }
    | { readonly is: "replied"; readonly status: string };
};

/** Everything that the statecharts say about one client at one moment. */
export type ClientState = {
  readonly socket: SocketState;
  /** In the order in which the page made them. */
  readonly channels: readonly ChannelState[];
  readonly pushes: readonly PushState[];
};

/** What a client says of its socket and its channels, without the pushes it has ever made. */
export type ClientStanding = Pick<ClientState, "socket" | "channels">;

/** Where a channel process on the server is. */
export type ProcessState =
  | { readonly is: "joining" }
  | { readonly is: "looping"; readonly callback: string | null }
  | { readonly is: "closing" }
  | { readonly is: "crashed" }
  | { readonly is: "gone" };
