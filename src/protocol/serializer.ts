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
export class MalformedFrame extends Error {
  /** The error in the exit reason of that process, as `inspect(reason, limit: 3)` writes it. */
  readonly inspected: string;

  constructor(message: string, inspected: string) {
    super(message);
    this.inspected = inspected;
  }
}

/** A message that the protocol version cannot carry; the process that encodes it dies of it. */
export class EncodeError extends Error {
  /** The Elixir exception's module. */
  readonly exception: string;
  /** Its fields as `inspect/2` writes them with `limit: 3`; null when it has a message and nothing else. */
  readonly fields: string | null;

  constructor(exception: string, message: string, fields: string | null = null) {
    super(message);
    this.exception = exception;
    this.fields = fields;
  }
}
