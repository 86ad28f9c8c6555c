import { ELIXIR_TEXT } from "./elixir-text-on-demand.ts";
import type { Message, Reply } from "./message.ts";
import { EncodeError, MalformedFrame } from "./serializer.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

// The first byte of a binary frame (phoenix 1.8.12, lib/phoenix/socket/serializers/v2_json_serializer.ex).
const PUSH = 0;
const REPLY_KIND = 1;
const BROADCAST = 2;

type BinaryPush = {
  readonly joinRef: string;
  readonly ref: string;
  readonly topic: string;
  readonly event: string;
  readonly payload: Uint8Array;
};

/** The fields of a binary push; throws `MalformedFrame`. */
export function decodeBinary(bytes: Uint8Array): BinaryPush {
  const [kind, joinRefSize = 0, refSize = 0, topicSize = 0, eventSize = 0] = bytes;
  let offset = 5;
  const dataAt = offset + joinRefSize + refSize + topicSize + eventSize;
  if (kind !== PUSH || bytes.length < dataAt) {
    throw new MalformedFrame("not a binary push, or one cut short", ":function_clause");
  }
  const take = (size: number): string => {
    const text = decodeUtf8(bytes.subarray(offset, offset + size));
    offset += size;
    return text;
  };
  const joinRef = take(joinRefSize);
  const ref = take(refSize);
  const topic = take(topicSize);
  const event = take(eventSize);
  return { joinRef, ref, topic, event, payload: bytes.slice(dataAt) };
}

/** A push or a reply with a binary payload; throws `EncodeError`. */
export function encodeBinary(message: Message | Reply, data: Uint8Array): Uint8Array {
  const joinRef = ELIXIR_TEXT.now.toElixirString(message.joinRef);
  if (message.kind === "reply") {
    return joinBytes(
      REPLY_KIND,
      [joinRef, ELIXIR_TEXT.now.toElixirString(message.ref), message.topic, message.status],
      data,
    );
  }
  return joinBytes(PUSH, [joinRef, message.topic, message.event], data);
}

/** A broadcast with a binary payload; throws `EncodeError`. */
export function encodeBinaryBroadcast(topic: string, event: string, payload: Uint8Array): Uint8Array {
  return joinBytes(BROADCAST, [topic, event], payload);
}

function joinBytes(kind: number, fields: readonly string[], data: Uint8Array): Uint8Array {
  const encoded = fields.map(encodeUtf8);
  for (const field of encoded) {
    if (field.length <= 255) continue;
    const message = `a field of a binary frame holds at most 255 bytes, and one has ${field.length}`;
    throw new EncodeError("ArgumentError", message);
  }
  const size = encoded.reduce((sum, field) => sum + 1 + field.length, 1 + data.length);
  const bytes = new Uint8Array(size);
  bytes.set([kind, ...encoded.map((field) => field.length)]);
  let offset = 1 + encoded.length;
  for (const field of [...encoded, data]) {
    bytes.set(field, offset);
    offset += field.length;
  }
  return bytes;
}
