import { ELIXIR_TEXT } from "./elixir-text-on-demand.ts";
import { InvalidJson } from "./invalid-json.ts";
import { encodeJson, isJsonArray, isJsonObject, type JsonValue } from "./json.ts";
import { readJson } from "./json-text.ts";
import type { Broadcast, FrameData, JoinRef, Message, Payload, Ref, Reply } from "./message.ts";
import { REPLY } from "./reserved.ts";
import { EncodeError, MalformedFrame, type Serializer } from "./serializer.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

// The first byte of a binary frame (phoenix 1.8.12, lib/phoenix/socket/serializers/v2_json_serializer.ex).
const PUSH = 0;
const REPLY_KIND = 1;
const BROADCAST = 2;

/** Protocol 2.0.0: `[join_ref, ref, topic, event, payload]` as JSON, or a binary frame for a binary payload. */
export const serializerV2: Serializer = {
  vsn: "2.0.0",

  encode(message: Message | Reply): FrameData {
    const { joinRef, ref, topic, payload } = message;
    if (payload instanceof Uint8Array) return encodeBinary(message, payload);
    if (message.kind === "reply") {
      return encodeJson([joinRef, ref, topic, REPLY, { response: payload, status: message.status }]);
    }
    if (!isJsonObject(payload)) {
      throw new EncodeError(
        "ArgumentError",
        `expected payload to be a map, got: ${ELIXIR_TEXT.now.inspectJson(payload)}`,
      );
    }
    return encodeJson([joinRef, ref, topic, message.event, payload]);
  },

  encodeBroadcast({ topic, event, payload }: Broadcast): FrameData {
    if (payload instanceof Uint8Array) return joinBytes(BROADCAST, [topic, event], payload);
    if (!isJsonObject(payload)) {
      const message = `expected broadcasted payload to be a map, got: ${ELIXIR_TEXT.now.inspectJson(payload)}`;
      throw new EncodeError("ArgumentError", message);
    }
    return encodeJson([null, null, topic, event, payload]);
  },

  decode(frame: FrameData): Message {
    return typeof frame === "string" ? decodeText(frame) : decodeBinary(frame);
  },
};

function decodeText(text: string): Message {
  const fields = parseJson(text);
  if (!isJsonArray(fields) || fields.length < 5) {
    throw new MalformedFrame(
      "expected an array of five",
      `{:badmatch, ${ELIXIR_TEXT.now.inspectInner(fields)}}`,
    );
  }
  const [joinRef, ref, topic, event, payload] = fields;
  return messageOf({ joinRef, ref, topic, event, payload: payload ?? null });
}

/** The JSON value in the text of a frame; throws `MalformedFrame`. */
export function parseJson(text: string): JsonValue {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof InvalidJson)) throw error;
    const position = encodeUtf8(text.slice(0, error.position)).length;
    const inspected = `%Jason.DecodeError{position: ${position}, token: nil, ...}`;
    throw new MalformedFrame(`not JSON: ${error.message}`, inspected);
  }
}

/**
 * A message of whatever JSON stood in its fields. The types name what well-meaning clients send; Phoenix
 * does not check either and echoes or fails to match what it got.
 */
export function messageOf(fields: {
  joinRef: JsonValue | undefined;
  ref: JsonValue | undefined;
  topic: JsonValue | undefined;
  event: JsonValue | undefined;
  payload: Payload;
}): Message {
  return {
    kind: "message",
    // Unchecked on purpose: see above.
    joinRef: (fields.joinRef ?? null) as JoinRef,
    ref: (fields.ref ?? null) as Ref,
    topic: fields.topic as string,
    event: fields.event as string,
    payload: fields.payload,
  };
}

function decodeBinary(bytes: Uint8Array): Message {
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
  return messageOf({ joinRef, ref, topic, event, payload: bytes.slice(dataAt) });
}

function encodeBinary(message: Message | Reply, data: Uint8Array): Uint8Array {
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
