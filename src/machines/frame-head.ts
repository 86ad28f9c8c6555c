import type { FrameData } from "../protocol/message.ts";
import { REPLY } from "../protocol/reserved.ts";

/** What stands in front of a frame's payload, and the status if it is a reply. Null where a ref is missing. */
export type FrameHead = {
  readonly joinRef: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly status: string | null;
};

// The first byte of a binary frame (phoenix 1.8.16, assets/js/phoenix/serializer.js).
const PUSH = 0;
const REPLY_KIND = 1;
const BROADCAST = 2;

const decoder = new TextDecoder();

/**
 * Reads the head of a 2.0.0 frame as the client does: text, or binary in the given direction (a binary push
 * has a ref on the way up only). Null for what is not a frame of the protocol.
 */
export function readFrameHead(data: FrameData, direction: "up" | "down"): FrameHead | null {
  return typeof data === "string" ? readText(data) : readBinary(data, direction);
}

function readText(text: string): FrameHead | null {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(fields)) return null;
  const [joinRef, ref, topic, event, payload]: unknown[] = fields;
  if (typeof topic !== "string" || typeof event !== "string") return null;
  return { joinRef: refOf(joinRef), ref: refOf(ref), topic, event, status: statusOf(event, payload) };
}

function refOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function statusOf(event: string, payload: unknown): string | null {
  if (event !== REPLY || typeof payload !== "object" || payload === null) return null;
  return "status" in payload && typeof payload.status === "string" ? payload.status : null;
}

function readBinary(bytes: Uint8Array, direction: "up" | "down"): FrameHead | null {
  const kind = bytes[0];
  if (kind === REPLY_KIND) {
    const [joinRef = "", ref = "", topic = "", status = ""] = readFields(bytes, 4);
    return { joinRef: refOf(joinRef), ref: refOf(ref), topic, event: REPLY, status };
  }
  if (kind === BROADCAST) {
    const [topic = "", event = ""] = readFields(bytes, 2);
    return { joinRef: null, ref: null, topic, event, status: null };
  }
  if (kind !== PUSH) return null;
  if (direction === "down") {
    const [joinRef = "", topic = "", event = ""] = readFields(bytes, 3);
    return { joinRef: refOf(joinRef), ref: null, topic, event, status: null };
  }
  const [joinRef = "", ref = "", topic = "", event = ""] = readFields(bytes, 4);
  return { joinRef: refOf(joinRef), ref: refOf(ref), topic, event, status: null };
}

function readFields(bytes: Uint8Array, count: number): readonly string[] {
  let offset = 1 + count;
  return Array.from({ length: count }, (_, field) => {
    const end = offset + (bytes[1 + field] ?? 0);
    const text = decoder.decode(bytes.subarray(offset, end));
    offset = end;
    return text;
  });
}
