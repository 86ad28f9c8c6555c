import type { ExitReason } from "../kernel/exit-reason.ts";
import type { Payload } from "../protocol/message.ts";
import type { ChannelCallback } from "../trace/event.ts";
import type { ChannelApi } from "./channel-api.ts";
import type { ChannelSocket } from "./channel-socket.ts";
import type { Info, Mail, ServerRoutine, ServerSignal } from "./mail.ts";

/** What `join/3` may return. */
export type JoinResult =
  /** Without a reply it is `{:ok, socket}`; the client then gets an empty map. */
  | { readonly is: "ok"; readonly reply?: Payload; readonly socket: ChannelSocket }
  | { readonly is: "error"; readonly reply: Payload; readonly socket?: ChannelSocket };

/** `{status, payload}`; without a payload the status alone, which the client gets with an empty map. */
export type StatusAndPayload = { readonly status: string; readonly payload?: Payload };

/** What every callback but `join/3` may return; only `handle_in/3` may reply. */
export type CallbackResult =
  /** After a timeout without a message, a module that has `other` is given null. */
  | { readonly is: "noreply"; readonly socket: ChannelSocket; readonly timeoutMs?: number }
  | { readonly is: "reply"; readonly reply: StatusAndPayload; readonly socket: ChannelSocket }
  | {
      readonly is: "stop";
      readonly reason: ExitReason;
      readonly reply: StatusAndPayload | null;
      readonly socket: ChannelSocket;
      /** Thrown past the channel's server, which tells the socket's process of an orderly end. */
      readonly quiet?: boolean;
    };

/** The callback that takes a message which means nothing to Phoenix itself. */
export type OtherCallback = {
  readonly callback: ChannelCallback;
  readonly about: string;
  run(): ServerRoutine<CallbackResult>;
};

/**
 * A channel module: the callbacks of `Phoenix.Channel`. They are generators because a process may sleep or
 * receive in the middle of one; they crash by throwing `Raised`. A callback that is missing here behaves as
 * in a module that does not define it.
 */
export interface ChannelModule {
  /** As Elixir names it, for example `VideosWeb.VideoChannel`. */
  readonly name: string;
  /** Events given to `intercept/1`. */
  readonly intercepts: readonly string[];
  join(topic: string, payload: Payload, socket: ChannelSocket, phx: ChannelApi): ServerRoutine<JoinResult>;
  handleIn?(
    event: string,
    payload: Payload,
    socket: ChannelSocket,
    phx: ChannelApi,
  ): ServerRoutine<CallbackResult>;
  handleOut?(
    event: string,
    payload: Payload,
    socket: ChannelSocket,
    phx: ChannelApi,
  ): ServerRoutine<CallbackResult>;
  handleInfo?(info: Info, socket: ChannelSocket, phx: ChannelApi): ServerRoutine<CallbackResult>;
  /**
   * Who takes a message that is none of the above, or the timeout asked for (null); null: it is dropped. A
   * module that has this takes broadcasts too in this way.
   */
  other?(message: Mail | ServerSignal | null, socket: ChannelSocket): OtherCallback | null;
  terminate?(reason: ExitReason, socket: ChannelSocket, phx: ChannelApi): ServerRoutine<void>;
}

/** `{:noreply, socket}` */
export function noreply(socket: ChannelSocket): CallbackResult {
  return { is: "noreply", socket };
}

/** `{:reply, {status, payload}, socket}`; without a payload `{:reply, status, socket}`. */
export function replying(socket: ChannelSocket, status: string, payload?: Payload): CallbackResult {
  const reply = payload === undefined ? { status } : { status, payload };
  return { is: "reply", reply, socket };
}

/** `{:stop, reason, socket}`, or with a reply `{:stop, reason, {status, payload}, socket}`. */
export function stopping(
  socket: ChannelSocket,
  reason: ExitReason,
  reply: StatusAndPayload | null = null,
): CallbackResult {
  return { is: "stop", reason, reply, socket };
}
