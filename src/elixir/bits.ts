import { Bits } from "./term.ts";

const encoder = new TextEncoder();
// A byte order mark is a character like any other.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The binary of these bytes: text when they are valid UTF-8. */
export function binary(bytes: Uint8Array): string | Bits {
  try {
    return decoder.decode(bytes);
  } catch {
    return new Bits(bytes, bytes.length * 8);
  }
}

export function bytesOf(term: string | Bits): Uint8Array {
  return typeof term === "string" ? encoder.encode(term) : term.bytes;
}

/** `<>` of two binaries. */
export function concatenate(left: string | Bits, right: string | Bits): string | Bits {
  if (typeof left === "string" && typeof right === "string") return left + right;
  const a = bytesOf(left);
  const b = bytesOf(right);
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return binary(joined);
}
