import { Raised } from "../kernel/raised.ts";
import type { JsonValue } from "../protocol/json.ts";
import type { JoinRef, Ref } from "../protocol/message.ts";
import type { Serializer } from "../protocol/serializer.ts";
import type { Pid } from "../trace/ids.ts";

export type Assigns = { readonly [key: string]: JsonValue };

/** `%Phoenix.Socket{}` as channel code sees it: a value that goes through every callback, never changed in place. */
export type ChannelSocket = {
  readonly assigns: Assigns;
  readonly id: string | null;
  readonly topic: string;
  /** False while `join/3` runs, and for ever after it has refused. */
  readonly joined: boolean;
  readonly joinRef: JoinRef;
  /** The ref of the message that is being handled; null outside `handle_in`. */
  readonly ref: Ref;
  readonly channelPid: Pid | null;
  readonly transportPid: Pid;
  readonly serializer: Serializer;
  /** `%Phoenix.Socket{}` itself, when the module is Elixir; the other fields are read off it. */
  readonly struct?: unknown;
};

/** `Phoenix.Channel.socket_ref/1`: all that a later `reply/2` needs. */
export type SocketRef = {
  readonly transportPid: Pid;
  readonly serializer: Serializer;
  readonly topic: string;
  readonly ref: Ref;
  readonly joinRef: JoinRef;
};

export function assign(socket: ChannelSocket, values: Assigns): ChannelSocket {
  return { ...socket, assigns: { ...socket.assigns, ...values } };
}

/** What `push/3` and the broadcasts ask first (phoenix 1.8.12, lib/phoenix/channel.ex): raises inside `join/3`. */
export function assertJoined(socket: Pick<ChannelSocket, "joined">): void {
  if (socket.joined) return;
  throw new Raised("RuntimeError", "a channel can push and broadcast only once join/3 has returned");
}

/**
 * The socket's ref for replying later; raises inside `join/3` and for a push that has no ref, as
 * `Phoenix.Channel` does.
 */
export function socketRef(socket: ChannelSocket): SocketRef {
  if (!socket.joined || socket.ref === null) {
    const message = "socket refs can only be generated for a socket that has joined with a push ref\n";
    throw new Raised("ArgumentError", message);
  }
  return replyAddress(socket);
}

/** Where the reply to the message being handled goes, be its ref null or not. */
export function replyAddress(socket: ChannelSocket): SocketRef {
  const { transportPid, serializer, topic, ref, joinRef } = socket;
  return { transportPid, serializer, topic, ref, joinRef };
}
