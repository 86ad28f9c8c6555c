import type { Direction } from "../../trace/event.ts";

/** Some bytes of a binary frame that stand together. */
export type BytePart = {
  /** The place of the first one, from 0. */
  readonly from: number;
  /** In hexadecimal. */
  readonly bytes: string;
  readonly name: string;
  readonly value: string;
};

const KINDS: readonly {
  readonly word: string;
  readonly names: (direction: Direction) => readonly string[];
}[] = [
  {
    word: "a push",
    names: (direction) =>
      direction === "up" ? ["join_ref", "ref", "topic", "event"] : ["join_ref", "topic", "event"],
  },
  { word: "a reply", names: () => ["join_ref", "ref", "topic", "status"] },
  { word: "a broadcast", names: () => ["topic", "event"] },
];

/** More bytes of a payload than these are not worth reading. */
const MAX_PAYLOAD = 64;

/**
 * A binary frame of the 2.0.0 serializer, byte by byte: its kind, the length of each text in one byte, the texts, the
 * payload (phoenix 1.8.16, assets/js/phoenix/serializer.js; 1.8.12, v2_json_serializer.ex). Null for one that is none.
 */
export function binaryLayout(bytes: Uint8Array, direction: Direction): readonly BytePart[] | null {
  const kind = KINDS[bytes[0] ?? KINDS.length];
  if (kind === undefined) return null;
  const names = kind.names(direction);
  const parts: BytePart[] = [part(bytes, 0, 1, "kind", `${bytes[0]}: ${kind.word}`)];
  let from = 1 + names.length;
  if (bytes.length < from) return null;
  for (const [index, name] of names.entries()) {
    const length = bytes[1 + index] ?? 0;
    parts.push(
      part(bytes, 1 + index, 1, `length of ${name}`, `${length} ${length === 1 ? "byte" : "bytes"}`),
    );
  }
  for (const [index, name] of names.entries()) {
    const length = bytes[1 + index] ?? 0;
    if (from + length > bytes.length) return null;
    const text = new TextDecoder().decode(bytes.subarray(from, from + length));
    parts.push(part(bytes, from, length, name, JSON.stringify(text)));
    from += length;
  }
  const rest = bytes.length - from;
  const shown = part(
    bytes,
    from,
    Math.min(rest, MAX_PAYLOAD),
    "payload",
    `${rest} ${rest === 1 ? "byte" : "bytes"}, as they are`,
  );
  return [...parts, rest > MAX_PAYLOAD ? { ...shown, bytes: `${shown.bytes} …` } : shown];
}

function part(bytes: Uint8Array, from: number, length: number, name: string, value: string): BytePart {
  const hex = Array.from(bytes.subarray(from, from + length), (byte) => byte.toString(16).padStart(2, "0"));
  return { from, bytes: hex.join(" "), name, value };
}
