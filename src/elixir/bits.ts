import { Bits, type Term } from "./term.ts";

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

/** The bitstring of the first `bitSize` bits. */
export function bitstring(bytes: Uint8Array, bitSize: number): string | Bits {
  return bitSize % 8 === 0 ? binary(bytes) : new Bits(bytes, bitSize);
}

export function bytesOf(term: string | Bits): Uint8Array {
  return typeof term === "string" ? encoder.encode(term) : term.bytes;
}

export function isBitstring(term: Term): term is string | Bits {
  return typeof term === "string" || term instanceof Bits;
}

/** `bit_size/1` */
export function bitSize(term: string | Bits): number {
  return typeof term === "string" ? byteSize(term) * 8 : term.bitSize;
}

/** The length of the text in UTF-8. */
export function byteSize(term: string | Bits): number {
  if (typeof term !== "string") return Math.ceil(term.bitSize / 8);
  let size = term.length;
  for (let index = 0; index < term.length; index += 1) {
    const unit = term.charCodeAt(index);
    if (unit < 0x80) continue;
    // Both halves of a surrogate pair, each counted once, make the four bytes of a code point.
    size += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return size;
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
