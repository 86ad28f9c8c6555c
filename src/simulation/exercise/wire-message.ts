import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, sameJson } from "../../protocol/json.ts";
import type { FrameField, FramePattern } from "../../schemas/exercise.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { FrameId } from "../../trace/ids.ts";

/** A text frame of version 2.0.0, taken apart. */
export type WireMessage = {
  readonly joinRef: JsonValue;
  readonly ref: JsonValue;
  readonly topic: JsonValue;
  readonly event: JsonValue;
  readonly payload: JsonValue;
};

export type FrameSent = Extract<TraceEvent, { kind: "frame_sent" }>;

/** The message in a frame; null for a binary one. */
export function messageIn({ data }: FrameSent): WireMessage | null {
  if (typeof data !== "string") return null;
  const parts: JsonValue = JSON.parse(data); // written by the client or the server: it is JSON
  if (!isJsonArray(parts)) return null;
  const [joinRef = null, ref = null, topic = null, event = null, payload = null] = parts;
  return { joinRef, ref, topic, event, payload };
}

/** What stands in a field of the message; undefined when the payload has no such key. */
export function fieldOf(message: WireMessage, field: FrameField): JsonValue | undefined {
  switch (field) {
    case "join_ref":
      return message.joinRef;
    case "ref":
      return message.ref;
    case "topic":
      return message.topic;
    case "event":
      return message.event;
    default:
      return field
        .slice("payload.".length)
        .split(".")
        .reduce<JsonValue | undefined>(
          (value, key) =>
            value !== undefined && isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined,
          message.payload,
        );
  }
}

/** The event at which the frame of this pattern is sent or arrives; null when none does. */
export function findFrame(events: readonly TraceEvent[], pattern: FramePattern): TraceEvent | null {
  let left = pattern.nth;
  const fitting = new Set<FrameId>();
  for (const event of events) {
    if (event.kind === "frame_sent" && fits(event, pattern)) {
      fitting.add(event.frame);
      if (pattern.moment === "sent") left -= 1;
    } else if (event.kind === "frame_arrived" && pattern.moment === "arrived" && fitting.has(event.frame)) {
      left -= 1;
    } else continue;
    if (left === 0) return event;
  }
  return null;
}

function fits(event: FrameSent, { client, direction, event: name, topic, payload }: FramePattern): boolean {
  if (event.client !== client || event.direction !== direction) return false;
  const message = messageIn(event);
  if (message === null || message.event !== name) return false;
  if (topic !== null && message.topic !== topic) return false;
  return payload === null || hasFields(message.payload, payload);
}

/** Whether a payload has these fields with these values, however deep; it may have more. */
function hasFields(payload: JsonValue, fields: JsonObject): boolean {
  if (!isJsonObject(payload)) return false;
  return Object.entries(fields).every(([key, value]) => {
    const found = Object.hasOwn(payload, key) ? payload[key] : undefined;
    if (found === undefined) return false;
    return isJsonObject(value) ? hasFields(found, value) : sameJson(found, value);
  });
}
