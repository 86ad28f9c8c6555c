import type { Body, Routine, Signal, Wait } from "../kernel/process.ts";
import type { Processes } from "../kernel/processes.ts";
import type { Broadcast, FrameData, Message, Payload } from "../protocol/message.ts";
import type { Pid } from "../trace/ids.ts";
import type { ChannelSocket, SocketRef } from "./channel-socket.ts";
import type { Read } from "./inbound.ts";
import type { MapTerm, Term } from "./term.ts";

/** Every message that a process of the simulated Phoenix may find in its mailbox, besides `Down`. */
export type Mail =
  /** To a transport: what one read from the network brought. */
  | { readonly kind: "segment"; readonly reads: readonly Read[] }
  | { readonly kind: "close_frame"; readonly code: number | null }
  /** A ping, and how to send the pong. */
  | { readonly kind: "ping"; readonly answer: () => void }
  | { readonly kind: "tcp_closed" }
  | { readonly kind: "idle_timeout" }
  | { readonly kind: "server_stopping" }
  /** To a transport: `{:socket_push, opcode, payload}`, already encoded. */
  | { readonly kind: "socket_push"; readonly data: FrameData }
  | { readonly kind: "socket_close"; readonly pid: Pid }
  | { readonly kind: "socket_drain" }
  /** To a transport that starts a channel: its process runs (the supervisor's answer to `start_child`). */
  | { readonly kind: "channel_started"; readonly pid: Pid }
  /** To a transport that waits for a join: the channel's answer. */
  | { readonly kind: "joined"; readonly pid: Pid; readonly result: JoinAnswer }
  /** To a channel process. */
  | { readonly kind: "join"; readonly payload: Payload; readonly socket: ChannelSocket; readonly from: Pid }
  | { readonly kind: "client_message"; readonly message: Message }
  | { readonly kind: "drain" }
  | { readonly kind: "info"; readonly info: Info }
  /** A message of Elixir code, which alone looks inside. */
  | { readonly kind: "term"; readonly term: unknown }
  /** To a channel process, by whoever plays with the simulator: the callback that takes it raises. */
  | { readonly kind: "bug" }
  /** To any subscriber of a topic. */
  | { readonly kind: "broadcast"; readonly broadcast: Broadcast }
  /** To the tracker of a presence, and back to the process that called it. */
  | { readonly kind: "presence_call"; readonly from: Pid; readonly id: number; readonly call: PresenceCall }
  | { readonly kind: "presence_answer"; readonly id: number; readonly answer: PresenceAnswer }
  /** Between the tracker of a presence and a task that makes a diff ready for it. */
  | { readonly kind: "presence_diffs"; readonly task: Pid; readonly step: PresenceTaskStep };

export type PresenceTaskStep =
  | { readonly is: "started" }
  /** To the task: everything that happened before is told. */
  | { readonly is: "continue" }
  | { readonly is: "computed"; readonly diffs: readonly PresenceDiff[] };

/** Presences as `fetch/2` left them. */
export type PresenceDiff = { readonly topic: string; readonly joins: Term; readonly leaves: Term };

/** A new meta, or a function from the old one, which the tracker's process runs. */
export type PresenceChange = MapTerm | ((meta: MapTerm) => ServerRoutine<Term>);

export type PresenceCall =
  | {
      readonly is: "track";
      readonly pid: Pid;
      readonly topic: string;
      readonly key: Term;
      readonly meta: MapTerm;
    }
  | { readonly is: "untrack"; readonly pid: Pid; readonly topic: string; readonly key: Term }
  | {
      readonly is: "update";
      readonly pid: Pid;
      readonly topic: string;
      readonly key: Term;
      readonly change: PresenceChange;
    }
  | { readonly is: "list"; readonly topic: string };

/** `{:ok, phx_ref}`, `{:error, {:already_tracked, pid, topic, key}}` or `{:error, :nopresence}`. */
export type Tracked =
  | { readonly is: "ok"; readonly ref: string }
  | { readonly is: "error"; readonly reason: TrackError };

export type TrackError =
  | { readonly is: "already_tracked"; readonly pid: Pid; readonly topic: string; readonly key: Term }
  | { readonly is: "nopresence" };

export type PresenceAnswer =
  | Tracked
  | { readonly is: "untracked" }
  /** The table may be read. */
  | { readonly is: "listed" }
  | { readonly is: "timeout" };

export type JoinAnswer =
  | { readonly is: "ok"; readonly reply: Payload }
  | { readonly is: "error"; readonly reply: Payload };

/** What channel code sends to itself: `{tag, payload}` or `{tag, socket_ref, payload}`. */
export type Info = {
  readonly tag: string;
  readonly payload: Payload;
  readonly ref: SocketRef | null;
  /** The broadcast on a topic to which the process subscribed; its tag is `BROADCAST_TAG`. */
  readonly broadcast?: Broadcast;
};

export const BROADCAST_TAG = "%Phoenix.Socket.Broadcast{}";

export type ServerProcesses = Processes<Mail>;
export type ServerBody = Body<Mail>;
export type ServerRoutine<Result> = Routine<Mail, Result>;
/** What the end of a watched or linked process sends. */
export type ServerSignal = Signal;
export type ServerWait = Wait<Mail>;
