import { isJsonArray, isJsonObject, type JsonValue } from "../../protocol/json.ts";
import { InvalidJson, parseJsonText } from "../../protocol/json-parser.ts";
import type { FrameData } from "../../protocol/message.ts";

/** The fields of a text frame in either protocol version. */
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

/** Null for a frame that is not a message in JSON. */
export function viewOf(data: FrameData): FrameView | null {
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
