/**
 * The bytes in a zlib stream (RFC 1950 and 1951) that must hold exactly `size` of them; null when it does not,
 * or is no such stream. Bytes behind the stream are ignored.
 */
export function inflate(stream: Uint8Array, size: number): Uint8Array | null {
  const [method = 0, flags = 0] = stream;
  if ((method & 15) !== 8 || (method * 256 + flags) % 31 !== 0 || (flags & 32) !== 0) return null;
  try {
    const inflater = new Inflater(stream.subarray(2), size);
    const bytes = inflater.run();
    return bytes.length === size && adler32(bytes) === inflater.checksum() ? bytes : null;
  } catch (error) {
    if (error instanceof Broken) return null;
    throw error;
  }
}

class Broken extends Error {}

/** A canonical Huffman code: how many codes there are of each length, and their symbols in order. */
type Code = { readonly counts: readonly number[]; readonly symbols: readonly number[] };

const LONGEST_CODE = 15;
const END_OF_BLOCK = 256;
const LENGTH_BASES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const FIXED_LITERALS = codeOf([
  ...Array<number>(144).fill(8),
  ...Array<number>(112).fill(9),
  ...Array<number>(24).fill(7),
  ...Array<number>(8).fill(8),
]);
const FIXED_DISTANCES = codeOf(Array<number>(30).fill(5));

class Inflater {
  readonly #stream: Uint8Array;
  readonly #most: number;
  readonly #out: number[] = [];
  #offset = 0;
  #held = 0;
  #heldBits = 0;

  constructor(stream: Uint8Array, most: number) {
    this.#stream = stream;
    this.#most = most;
  }

  run(): Uint8Array {
    for (let last = false; !last; ) {
      last = this.#bits(1) === 1;
      switch (this.#bits(2)) {
        case 0:
          this.#stored();
          break;
        case 1:
          this.#block(FIXED_LITERALS, FIXED_DISTANCES);
          break;
        case 2:
          this.#block(...this.#codes());
          break;
        default:
          throw new Broken();
      }
    }
    return Uint8Array.from(this.#out);
  }

  /** The four bytes behind the last block. */
  checksum(): number {
    this.#align();
    let value = 0;
    for (let count = 0; count < 4; count += 1) value = value * 256 + this.#byte();
    return value;
  }

  #stored(): void {
    this.#align();
    const size = this.#byte() + 256 * this.#byte();
    const complement = this.#byte() + 256 * this.#byte();
    if (size + complement !== 0xffff) throw new Broken();
    for (let count = 0; count < size; count += 1) this.#put(this.#byte());
  }

  #block(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol === END_OF_BLOCK) return;
      if (symbol < END_OF_BLOCK) {
        this.#put(symbol);
        continue;
      }
      const length = this.#extended(symbol - END_OF_BLOCK - 1, LENGTH_BASES, LENGTH_BITS);
      const distance = this.#extended(this.#symbol(distances), DISTANCE_BASES, DISTANCE_BITS);
      for (let count = 0; count < length; count += 1) this.#put(this.#out[this.#out.length - distance]);
    }
  }

  /** The codes of a block that brings its own. */
  #codes(): [Code, Code] {
    const literals = this.#bits(5) + 257;
    const distances = this.#bits(5) + 1;
    const lengthCodes = this.#bits(4) + 4;
    const ofLengths = Array<number>(19).fill(0);
    for (const symbol of CODE_LENGTH_ORDER.slice(0, lengthCodes)) ofLengths[symbol] = this.#bits(3);
    const code = codeOf(ofLengths);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const symbol = this.#symbol(code);
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16) this.#repeat(lengths, lengths.at(-1), 3 + this.#bits(2));
      else this.#repeat(lengths, 0, symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7));
    }
    if (lengths.length !== literals + distances) throw new Broken();
    return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
  }

  #repeat(lengths: number[], length: number | undefined, times: number): void {
    if (length === undefined) throw new Broken();
    for (let count = 0; count < times; count += 1) lengths.push(length);
  }

  #extended(symbol: number, bases: readonly number[], bits: readonly number[]): number {
    const base = bases[symbol];
    if (base === undefined) throw new Broken();
    return base + this.#bits(bits[symbol] ?? 0);
  }

  /** One symbol, bit by bit: the codes of one length are consecutive numbers. */
  #symbol({ counts, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= LONGEST_CODE; length += 1) {
      code |= this.#bits(1);
      const count = counts[length] ?? 0;
      if (code - first < count) return symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Broken();
  }

  #put(byte: number | undefined): void {
    if (byte === undefined || this.#out.length === this.#most) throw new Broken();
    this.#out.push(byte);
  }

  #bits(count: number): number {
    while (this.#heldBits < count) {
      this.#held |= this.#byte() << this.#heldBits;
      this.#heldBits += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#heldBits -= count;
    return value;
  }

  #align(): void {
    this.#held = 0;
    this.#heldBits = 0;
  }

  #byte(): number {
    const byte = this.#stream[this.#offset];
    if (byte === undefined) throw new Broken();
    this.#offset += 1;
    return byte;
  }
}

function codeOf(lengths: readonly number[]): Code {
  const counts = Array<number>(LONGEST_CODE + 1).fill(0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const symbols = [...lengths.keys()].filter((symbol) => lengths[symbol] !== 0);
  symbols.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  return { counts: counts.map((count, length) => (length === 0 ? 0 : count)), symbols };
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}
