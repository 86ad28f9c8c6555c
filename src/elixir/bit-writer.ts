import { bytesOf } from "./bits.ts";
import { bitSize, bitstring } from "./bitstring.ts";
import type { Bits } from "./term.ts";

/** Builds a bitstring from its first bit to its last. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;

  get bits(): number {
    return this.#bits;
  }

  integer(value: bigint, bits: number, little: boolean): void {
    const cut = BigInt.asUintN(bits, value);
    const chunks: [value: number, bits: number][] = [];
    // Taken from the low end in whole bytes; what does not fill a byte is the value's high end.
    for (let done = 0; done < bits; done += 8) {
      chunks.push([Number((cut >> BigInt(done)) & 0xffn), Math.min(8, bits - done)]);
    }
    for (const [byte, size] of little ? chunks : chunks.reverse()) this.#push(byte, size);
  }

  float(value: number, bits: number, little: boolean): void {
    const view = new DataView(new ArrayBuffer(8));
    if (bits === 64) view.setFloat64(0, value, little);
    else view.setFloat32(0, value, little);
    for (let index = 0; index < bits / 8; index += 1) this.#push(view.getUint8(index), 8);
  }

  /** The first bits of a bitstring, or all of it. */
  append(term: string | Bits, bits = bitSize(term)): void {
    const bytes = bytesOf(term);
    for (let done = 0; done < bits; done += 8) {
      const size = Math.min(8, bits - done);
      this.#push((bytes[done / 8] ?? 0) >> (8 - size), size);
    }
  }

  finish(): string | Bits {
    return bitstring(Uint8Array.from(this.#bytes), this.#bits);
  }

  #push(value: number, bits: number): void {
    const free = (8 - (this.#bits % 8)) % 8;
    if (free === 0) this.#bytes.push((value << (8 - bits)) & 0xff);
    else {
      const last = this.#bytes.length - 1;
      const shifted = bits <= free ? value << (free - bits) : value >> (bits - free);
      this.#bytes[last] = (this.#bytes[last] ?? 0) | (shifted & ((1 << free) - 1));
      if (bits > free) this.#bytes.push((value << (8 - (bits - free))) & 0xff);
    }
    this.#bits += bits;
  }
}
