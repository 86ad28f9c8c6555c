import { InvalidJson } from "../../protocol/invalid-json.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../../protocol/json.ts";
import { parseJsonText } from "../../protocol/json-parser.ts";
import type { FrameData } from "../../protocol/message.ts";
import { REPLY } from "../../protocol/reserved.ts";
import { decodeUtf8 } from "../../protocol/utf8.ts";

/** The fields of a frame in either protocol version; a binary frame's payload is left out. */
export type FrameView = {
  readonly joinRef: JsonValue;
  readonly ref: JsonValue;
  readonly topic: JsonValue;
  readonly event: JsonValue;
  readonly payload: JsonValue;
};

/** The JSON of a text frame; undefined for a binary frame or another text. */
export function jsonOf(data: FrameData): JsonValue | undefined {
  if (typeof data !== "string") return undefined;
  try {
    return parseJsonText(data);
  } catch (error) {
    if (error instanceof InvalidJson) return undefined;
    throw error;
  }
}

/** What a client sent; null for a frame that is no message. */
export function viewOfSent(data: FrameData): FrameView | null {
  if (typeof data === "string") return viewOfText(data);
  const [joinRef, ref, topic, event] = fieldsOf(data, 4);
  return data[0] === 0 ? binaryView({ joinRef, ref, topic, event }) : null;
}

/** What a server sent; null for a frame that is no message. */
export function viewOfReceived(data: FrameData): FrameView | null {
  if (typeof data === "string") return viewOfText(data);
  switch (data[0]) {
    case 0: {
      const [joinRef, topic, event] = fieldsOf(data, 3);
      return binaryView({ joinRef, topic, event });
    }
    case 1: {
      const [joinRef, ref, topic] = fieldsOf(data, 4);
      return binaryView({ joinRef, ref, topic, event: REPLY });
    }
    case 2: {
      const [topic, event] = fieldsOf(data, 2);
      return binaryView({ topic, event });
    }
    default:
      return null;
  }
}

/** The texts at the head of a binary frame: first all their lengths, a byte each, then the texts. */
function fieldsOf(frame: Uint8Array, count: number): readonly string[] {
  let offset = 1 + count;
  return Array.from(frame.subarray(1, 1 + count), (size) => {
    const text = decodeUtf8(frame.subarray(offset, offset + size));
    offset += size;
    return text;
  });
}

function binaryView(fields: { [Field in keyof FrameView]?: string | undefined }): FrameView {
  const { joinRef = null, ref = null, topic = null, event = null } = fields;
  return { joinRef, ref, topic, event, payload: null };
}

function viewOfText(data: string): FrameView | null {
  const json = jsonOf(data);
  if (json === undefined) return null;
  if (isJsonArray(json)) {
    const [joinRef = null, ref = null, topic = null, event = null, payload = null] = json;
    return { joinRef, ref, topic, event, payload };
  }
  if (!isJsonObject(json)) return null;
  const { join_ref: joinRef = null, ref = null, topic = null, event = null, payload = null } = json;
  return { joinRef, ref, topic, event, payload };
}
