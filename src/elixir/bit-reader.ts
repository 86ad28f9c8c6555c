import { bytesOf } from "./bits.ts";
import { bitSize, bitstring } from "./bitstring.ts";
import type { Bits, Term } from "./term.ts";

/** Reads a bitstring from its first bit to its last. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #bits: number;
  #at = 0;

  constructor(term: string | Bits) {
    this.#bytes = bytesOf(term);
    this.#bits = bitSize(term);
  }

  get atEnd(): boolean {
    return this.#at === this.#bits;
  }

  get left(): number {
    return this.#bits - this.#at;
  }

  /** Passes over these bytes when they come next. */
  skip(expected: Uint8Array): boolean {
    if (this.left < expected.length * 8) return false;
    for (const byte of expected) if (this.#number(8) !== byte) return false;
    return true;
  }

  /** Null when there are not so many bits. */
  integer(bits: number, signed: boolean, little: boolean): bigint | null {
    if (bits > this.left) return null;
    const chunks: [value: number, bits: number][] = [];
    for (let left = bits; left > 0; left -= 8) {
      const size = Math.min(8, left);
      chunks.push([this.#number(size), size]);
    }
    let value = 0n;
    for (const [byte, size] of little ? chunks.reverse() : chunks)
      value = (value << BigInt(size)) | BigInt(byte);
    return signed ? BigInt.asIntN(bits, value) : value;
  }

  float(bits: number, little: boolean): number | null {
    if ((bits !== 64 && bits !== 32) || bits > this.left) return null;
    const view = new DataView(new ArrayBuffer(8));
    for (let index = 0; index < bits / 8; index += 1) view.setUint8(index, this.#number(8));
    const value = bits === 64 ? view.getFloat64(0, little) : view.getFloat32(0, little);
    return Number.isFinite(value) ? value : null;
  }

  /** So many bits as a bitstring; without a size all that are left, when they make whole units. */
  bits(size: number | null, unit: number): Term | null {
    const bits = size ?? this.left;
    if (bits > this.left || (size === null && bits % unit !== 0)) return null;
    if (this.#at % 8 === 0 && bits % 8 === 0) {
      const from = this.#at / 8;
      this.#at += bits;
      return bitstring(this.#bytes.slice(from, from + bits / 8), bits);
    }
    const bytes = new Uint8Array(Math.ceil(bits / 8));
    for (let index = 0; index < bytes.length; index += 1) {
      const taken = Math.min(8, bits - index * 8);
      bytes[index] = this.#number(taken) << (8 - taken);
    }
    return bitstring(bytes, bits);
  }

  codePoint(encoding: "utf8" | "utf16" | "utf32", little: boolean): number | null {
    if (encoding === "utf8") return this.#utf8();
    const unit = this.integer(encoding === "utf16" ? 16 : 32, false, little);
    if (unit === null) return null;
    const first = Number(unit);
    if (encoding === "utf32" || first < 0xd800 || first >= 0xe000) return isCodePoint(first) ? first : null;
    const second = Number(this.integer(16, false, little) ?? 0n);
    const isPair = first < 0xdc00 && second >= 0xdc00 && second < 0xe000;
    return isPair ? (first - 0xd800) * 0x400 + (second - 0xdc00) + 0x10000 : null;
  }

  #utf8(): number | null {
    if (this.left < 8) return null;
    const lead = this.#number(8);
    const more =
      lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (more < 0 || this.left < more * 8) return null;
    let code = more === 0 ? lead : lead & (0x3f >> more);
    for (let count = 0; count < more; count += 1) {
      const byte = this.#number(8);
      if ((byte & 0xc0) !== 0x80) return null;
      code = code * 64 + (byte & 0x3f);
    }
    const shortest = [0, 0x80, 0x800, 0x10000][more] ?? 0;
    return code >= shortest && isCodePoint(code) ? code : null;
  }

  /** Up to eight bits as a number; they are there. */
  #number(bits: number): number {
    let value = 0;
    for (let count = 0; count < bits; ) {
      const offset = this.#at % 8;
      const taken = Math.min(8 - offset, bits - count);
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = (value << taken) | ((byte >> (8 - offset - taken)) & ((1 << taken) - 1));
      this.#at += taken;
      count += taken;
    }
    return value;
  }
}

function isCodePoint(code: number): boolean {
  return code <= 0x10ffff && (code < 0xd800 || code >= 0xe000);
}
