import { Later } from "../loading/later.ts";
import { ELIXIR_TEXT } from "./elixir-text-on-demand.ts";
import { InvalidJson } from "./invalid-json.ts";
import { encodeJson, isJsonArray, isJsonObject, type JsonValue } from "./json.ts";
import { readJson } from "./json-text.ts";
import type { Broadcast, FrameData, JoinRef, Message, Payload, Ref, Reply } from "./message.ts";
import { REPLY } from "./reserved.ts";
import { EncodeError, MalformedFrame, type Serializer } from "./serializer.ts";
import { encodeUtf8 } from "./utf8.ts";

const BINARY = new Later(() => import("./binary-frame.ts"));

/** Protocol 2.0.0: `[join_ref, ref, topic, event, payload]` as JSON, or a binary frame for a binary payload. */
export const serializerV2: Serializer = {
  vsn: "2.0.0",

  encode(message: Message | Reply): FrameData {
    const { joinRef, ref, topic, payload } = message;
    if (payload instanceof Uint8Array) return BINARY.now.encodeBinary(message, payload);
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
    if (payload instanceof Uint8Array) return BINARY.now.encodeBinaryBroadcast(topic, event, payload);
    if (!isJsonObject(payload)) {
      const message = `expected broadcasted payload to be a map, got: ${ELIXIR_TEXT.now.inspectJson(payload)}`;
      throw new EncodeError("ArgumentError", message);
    }
    return encodeJson([null, null, topic, event, payload]);
  },

  decode(frame: FrameData): Message {
    return typeof frame === "string" ? decodeText(frame) : messageOf(BINARY.now.decodeBinary(frame));
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
