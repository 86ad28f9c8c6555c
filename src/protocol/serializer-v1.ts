import { ELIXIR_TEXT } from "./elixir-text-on-demand.ts";
import { encodeJson, isJsonObject } from "./json.ts";
import type { Broadcast, FrameData, Message, Reply } from "./message.ts";
import { REPLY } from "./reserved.ts";
import { EncodeError, MalformedFrame, type Serializer } from "./serializer.ts";
import { messageOf, parseJson } from "./serializer-v2.ts";
import { decodeUtf8 } from "./utf8.ts";

/**
 * Protocol 1.0.0: a JSON object with topic, event, payload and ref; no join_ref on the way out, no binary
 * (phoenix 1.8.12, lib/phoenix/socket/serializers/v1_json_serializer.ex).
 */
export const serializerV1: Serializer = {
  vsn: "1.0.0",

  encode(message: Message | Reply): FrameData {
    const { topic, ref, payload } = message;
    if (payload instanceof Uint8Array) throw cannotCarryBytes();
    if (message.kind === "reply") {
      return encodeJson({ event: REPLY, payload: { response: payload, status: message.status }, ref, topic });
    }
    return encodeJson({ event: message.event, payload, ref, topic });
  },

  encodeBroadcast({ topic, event, payload }: Broadcast): FrameData {
    if (payload instanceof Uint8Array) throw cannotCarryBytes();
    return encodeJson({ event, payload, ref: null, topic });
  },

  decode(frame: FrameData): Message {
    // Phoenix hands the bytes of either opcode to the JSON parser.
    const fields = parseJson(typeof frame === "string" ? frame : decodeUtf8(frame));
    if (!isJsonObject(fields)) {
      const message = `V1 JSON Serializer expected a map, got ${ELIXIR_TEXT.now.inspectJson(fields)}`;
      throw new MalformedFrame(message, `%RuntimeError{message: ${JSON.stringify(message)}}`);
    }
    for (const key of ["topic", "event", "payload", "ref"]) {
      if (Object.hasOwn(fields, key)) continue;
      const message = `missing key ${JSON.stringify(key)}`;
      const exception = "Phoenix.Socket.InvalidMessageError";
      throw new MalformedFrame(message, `%${exception}{message: ${JSON.stringify(message)}}`);
    }
    const { join_ref: joinRef, ref, topic, event, payload } = fields;
    return messageOf({ joinRef, ref, topic, event, payload: payload ?? null });
  },
};

function cannotCarryBytes(): EncodeError {
  return new EncodeError(
    "Protocol.UndefinedError",
    "protocol Jason.Encoder not implemented for the tuple of a binary payload",
    "protocol: Jason.Encoder, value: {...}, ...",
  );
}
