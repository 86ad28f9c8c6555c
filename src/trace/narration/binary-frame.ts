import { REPLY } from "../../protocol/reserved.ts";
import { decodeUtf8 } from "../../protocol/utf8.ts";
import type { Frame } from "./frame.ts";

/**
 * A binary frame of protocol 2.0.0: the lengths of its texts, a byte each, then the texts, then the payload (phoenix
 * 1.8.12, lib/phoenix/socket/serializers/v2_json_serializer.ex). Null when the bytes are none.
 */
export function binaryFrameOf(bytes: Uint8Array, direction: "up" | "down"): Frame | null {
  const names = fieldsOf(bytes[0], direction);
  if (names === null) return null;
  let offset = 1 + names.length;
  const texts = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const length = bytes[1 + index];
    if (length === undefined || offset + length > bytes.length) return null;
    texts.set(name, decodeUtf8(bytes.subarray(offset, offset + length)));
    offset += length;
  }
  const status = texts.get("status");
  return {
    joinRef: texts.get("joinRef") ?? null,
    ref: texts.get("ref") ?? null,
    topic: texts.get("topic") ?? "",
    event: status === undefined ? (texts.get("event") ?? "") : REPLY,
    payload: status === undefined ? null : { status },
    bytes: bytes.length - offset,
  };
}

function fieldsOf(kind: number | undefined, direction: "up" | "down"): readonly string[] | null {
  switch (kind) {
    case 0:
      return direction === "up" ? ["joinRef", "ref", "topic", "event"] : ["joinRef", "topic", "event"];
    case 1:
      return ["joinRef", "ref", "topic", "status"];
    case 2:
      return ["topic", "event"];
    default:
      return null;
  }
}
