import type { Brand } from "./brand.ts";
import type { JsonValue } from "./json.ts";

/**
 * The reference a client gives to a message so that a reply can name it. The client sends strings; Phoenix
 * echoes whatever JSON stood there, a number or null included, and so does the simulated server.
 */
export type Ref = Brand<string, "Ref"> | null;
/** The ref of the join that a message belongs to. */
export type JoinRef = Brand<string, "JoinRef"> | null;

/** What an event carries: JSON, or raw bytes (`{:binary, data}` on the Elixir side). */
export type Payload = JsonValue | Uint8Array;

/**
 * A message either way: a push of the client, or a push of the server (then `ref` is null).
 * Topic and event are strings for every well-meaning client; a hostile one may send other JSON, which
 * Phoenix 1.8.12 carries on to the place where it does not match (lib/phoenix/socket/message.ex).
 */
export type Message = {
  readonly kind: "message";
  readonly joinRef: JoinRef;
  readonly ref: Ref;
  readonly topic: string;
  readonly event: string;
  readonly payload: Payload;
};

/** The server's answer to one message of the client. A status may be any word, not only ok and error. */
export type Reply = {
  readonly kind: "reply";
  readonly joinRef: JoinRef;
  readonly ref: Ref;
  readonly topic: string;
  readonly status: string;
  readonly payload: Payload;
};

/** An event for everyone subscribed to a topic: it belongs to no join and answers no message. */
export type Broadcast = {
  readonly kind: "broadcast";
  readonly topic: string;
  readonly event: string;
  readonly payload: Payload;
};

/** What stands in one WebSocket data frame. */
export type FrameData = string | Uint8Array;
