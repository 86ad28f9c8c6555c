import type { FrameData } from "../../protocol/message.ts";
import { CLOSE, ERROR, HEARTBEAT, JOIN, LEAVE, REPLY } from "../../protocol/reserved.ts";
import type { Direction } from "../../trace/event.ts";
import { sliceArray, stringOf } from "./json-slices.ts";

/** What a frame is to the reader; every kind has one glyph and one word. */
export type FrameKind =
  | "join"
  | "leave"
  | "reply"
  | "push"
  | "broadcast"
  | "heartbeat"
  | "close"
  | "error"
  | "unreadable";

/** A data frame of the 2.0.0 serializer, field by field, each as its exact text. */
export type WireFrame = {
  readonly kind: FrameKind;
  readonly binary: boolean;
  /** `[join_ref, ref, topic, event, payload]`; null when the frame cannot be read. */
  readonly fields: WireFields | null;
  /** The whole frame: its text, or its bytes in hexadecimal. */
  readonly text: string;
};

export type WireFields = {
  readonly joinRef: string;
  readonly ref: string;
  readonly topic: string;
  readonly event: string;
  readonly payload: string;
};

/** Reads a frame for showing it; never throws, for a hostile frame is something to look at as well. */
export function readFrame(data: FrameData, direction: Direction): WireFrame {
  return typeof data === "string" ? readText(data, direction) : readBinary(data, direction);
}

function readText(text: string, direction: Direction): WireFrame {
  const [joinRef, ref, topic, event, payload] = sliceArray(text) ?? readV1(text) ?? [];
  if (
    joinRef === undefined ||
    ref === undefined ||
    topic === undefined ||
    event === undefined ||
    payload === undefined
  ) {
    return { kind: "unreadable", binary: false, fields: null, text };
  }
  const fields = { joinRef, ref, topic, event, payload };
  return { kind: kindOf(fields, direction), binary: false, fields, text };
}

/** The fields of a text frame of the 1.0.0 serializer, in the order of 2.0.0; null for any other text. */
function readV1(text: string): readonly string[] | null {
  try {
    const { join_ref: joinRef = null, ref, topic, event, payload } = JSON.parse(text);
    const fields = [joinRef, ref, topic, event, payload];
    return fields.includes(undefined) ? null : fields.map((field) => JSON.stringify(field));
  } catch {
    return null;
  }
}

function kindOf(fields: WireFields, direction: Direction): FrameKind {
  switch (stringOf(fields.event)) {
    case JOIN:
      return "join";
    case LEAVE:
      return "leave";
    case REPLY:
      return "reply";
    case CLOSE:
      return "close";
    case ERROR:
      return "error";
    case HEARTBEAT:
      return "heartbeat";
    default:
      return direction === "down" && fields.joinRef === "null" && fields.ref === "null"
        ? "broadcast"
        : "push";
  }
}

/**
 * The three binary layouts of the 2.0.0 serializer (phoenix 1.8.16, assets/js/phoenix/serializer.js):
 * 0 push, 1 reply, 2 broadcast; lengths are single bytes, only a client's push has a ref and a join_ref.
 */
function readBinary(bytes: Uint8Array, direction: Direction): WireFrame {
  const text = hex(bytes);
  const unreadable: WireFrame = { kind: "unreadable", binary: true, fields: null, text };
  const names = binaryFields(bytes[0], direction);
  if (names === null) return unreadable;
  let offset = 1 + names.length;
  const found = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const length = bytes[1 + index];
    if (length === undefined || offset + length > bytes.length) return unreadable;
    found.set(name, JSON.stringify(new TextDecoder().decode(bytes.subarray(offset, offset + length))));
    offset += length;
  }
  const fields = {
    joinRef: found.get("joinRef") ?? "null",
    ref: found.get("ref") ?? "null",
    topic: found.get("topic") ?? "null",
    event: found.get("status") === undefined ? (found.get("event") ?? "null") : `"${REPLY}"`,
    payload: hex(bytes.subarray(offset)),
  };
  return { kind: kindOf(fields, direction), binary: true, fields, text };
}

function binaryFields(kind: number | undefined, direction: Direction): readonly string[] | null {
  if (kind === 0 && direction === "up") return ["joinRef", "ref", "topic", "event"];
  if (kind === 0) return ["joinRef", "topic", "event"];
  if (kind === 1) return ["joinRef", "ref", "topic", "status"];
  if (kind === 2) return ["topic", "event"];
  return null;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** The id of the row that an event of the application carries; null when it carries none. */
export function carriedId(frame: WireFrame): string | null {
  if (frame.fields === null || (frame.kind !== "push" && frame.kind !== "broadcast")) return null;
  return /^\{(?:[^{[]*,)?\s*"id"\s*:\s*(\d+)/.exec(frame.fields.payload)?.[1] ?? null;
}

/** The short text beside a frame's arrow: the event it carries, or the status of a reply. */
export function frameDetail(frame: WireFrame): string {
  if (frame.fields === null) return "";
  if (frame.kind === "reply") {
    const status = /"status"\s*:\s*"([^"]*)"/.exec(frame.fields.payload)?.[1];
    return status ?? "";
  }
  if (frame.kind === "push" || frame.kind === "broadcast") return stringOf(frame.fields.event) ?? "";
  if (frame.kind === "join" || frame.kind === "leave") return stringOf(frame.fields.topic) ?? "";
  return "";
}
