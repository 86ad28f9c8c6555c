import { binary } from "./bits.ts";
import { Bits, type Term } from "./term.ts";

/** The bitstring of the first `bitSize` bits. */
export function bitstring(bytes: Uint8Array, bitSize: number): string | Bits {
  return bitSize % 8 === 0 ? binary(bytes) : new Bits(bytes, bitSize);
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
