import type { Body, Routine, Signal, Wait } from "../kernel/process.ts";
import type { Processes } from "../kernel/processes.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Broadcast, FrameData, Message, Payload } from "../protocol/message.ts";
import type { Pid } from "../trace/ids.ts";
import type { ChannelSocket, SocketRef } from "./channel-socket.ts";

/** Every message that a process of the simulated Phoenix may find in its mailbox, besides `Down`. */
export type Mail =
  /** To a transport: what one read from the network brought. */
  | { readonly kind: "segment"; readonly frames: readonly FrameData[] }
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
  /** To a transport that waits for a join: the channel's answer. */
  | { readonly kind: "joined"; readonly pid: Pid; readonly result: JoinAnswer }
  /** To a channel process. */
  | { readonly kind: "join"; readonly payload: Payload; readonly socket: ChannelSocket; readonly from: Pid }
  | { readonly kind: "client_message"; readonly message: Message }
  | { readonly kind: "drain" }
  | { readonly kind: "info"; readonly info: Info }
  /** A message of Elixir code, which alone looks inside. */
  | { readonly kind: "term"; readonly term: unknown }
  /** To any subscriber of a topic. */
  | { readonly kind: "broadcast"; readonly broadcast: Broadcast }
  /** To the tracker of a presence, and back to the process that called it. */
  | { readonly kind: "presence_call"; readonly from: Pid; readonly id: number; readonly call: PresenceCall }
  | { readonly kind: "presence_answer"; readonly id: number; readonly answer: PresenceAnswer }
  /** To the tracker: a task has made these diffs ready to be broadcast. */
  | { readonly kind: "presence_diffs"; readonly diffs: readonly PresenceDiff[] };

/** Who is there: `%{key => %{metas: [meta]}}`. */
export type Presences = { readonly [key: string]: { readonly metas: readonly JsonObject[] } };

export type PresenceDiff = {
  readonly topic: string;
  readonly joins: Presences;
  readonly leaves: Presences;
};

export type PresenceCall =
  | { readonly is: "track"; readonly topic: string; readonly key: string; readonly meta: JsonObject }
  | { readonly is: "untrack"; readonly topic: string; readonly key: string }
  | {
      readonly is: "update";
      readonly topic: string;
      readonly key: string;
      readonly change: (meta: JsonObject) => JsonObject;
    }
  | { readonly is: "list"; readonly topic: string };

export type PresenceAnswer =
  | { readonly is: "ok"; readonly ref: string }
  | { readonly is: "untracked" }
  | { readonly is: "presences"; readonly presences: Presences }
  | { readonly is: "error"; readonly reason: "already_tracked" | "nopresence" };

export type JoinAnswer =
  | { readonly is: "ok"; readonly reply: Payload }
  | { readonly is: "error"; readonly reply: Payload };

/** What channel code sends to itself: `{tag, payload}` or `{tag, socket_ref, payload}`. */
export type Info = { readonly tag: string; readonly payload: Payload; readonly ref: SocketRef | null };

export type ServerProcesses = Processes<Mail>;
export type ServerBody = Body<Mail>;
export type ServerWait = Wait<Mail>;
export type ServerRoutine<Result> = Routine<Mail, Result>;
/** What the end of a watched or linked process sends. */
export type ServerSignal = Signal;
