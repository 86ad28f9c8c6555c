import type { Broadcast, FrameData, Message, Reply } from "./message.ts";

/** Turns messages into frames and back, for one version of the protocol. */
export interface Serializer {
  readonly vsn: "1.0.0" | "2.0.0";
  /** Throws `EncodeError` when a message has no form in this version. */
  encode(message: Message | Reply): FrameData;
  encodeBroadcast(broadcast: Broadcast): FrameData;
  /** Throws `MalformedFrame`. */
  decode(frame: FrameData): Message;
}

/** A frame that is not a message of the protocol; a Phoenix socket process dies of it. */
export class MalformedFrame extends Error {}

/** A message that the protocol version cannot carry; the process that encodes it dies of it. */
export class EncodeError extends Error {}
