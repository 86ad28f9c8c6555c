/** What `Plug.Crypto` signs: `{data, signed_at_ms, max_age_s}`, here for a string as data. */
export type SignedTerm = {
  readonly data: string;
  readonly signedAtMs: number;
  readonly maxAgeSeconds: number;
};

// Tags of Erlang's external term format (erts, "External Term Format").
const VERSION = 131;
const SMALL_TUPLE = 104;
const BINARY = 109;
const SMALL_BIG = 110;
const INTEGER = 98;
const SMALL_INTEGER = 97;

/** `:erlang.term_to_binary/1` of the triple. */
export function encodeSignedTerm({ data, signedAtMs, maxAgeSeconds }: SignedTerm): Uint8Array {
  const text = new TextEncoder().encode(data);
  return Uint8Array.from([
    ...[VERSION, SMALL_TUPLE, 3, BINARY, ...bigEndian(text.length), ...text],
    ...integer(signedAtMs),
    ...integer(maxAgeSeconds),
  ]);
}

/** The triple in its external form; null when the bytes are anything else. */
export function decodeSignedTerm(bytes: Uint8Array): SignedTerm | null {
  const reader = new Reader(bytes);
  if (reader.byte() !== VERSION || reader.byte() !== SMALL_TUPLE || reader.byte() !== 3) return null;
  const data = reader.binary();
  const signedAtMs = reader.integer();
  const maxAgeSeconds = reader.integer();
  if (data === null || signedAtMs === null || maxAgeSeconds === null || !reader.atEnd) return null;
  return { data, signedAtMs, maxAgeSeconds };
}

function integer(value: number): number[] {
  if (value >= 0 && value < 256) return [SMALL_INTEGER, value];
  if (value >= -(2 ** 31) && value < 2 ** 31) return [INTEGER, ...bigEndian(value)];
  const digits: number[] = [];
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 256)) digits.push(rest % 256);
  return [SMALL_BIG, digits.length, value < 0 ? 1 : 0, ...digits];
}

function bigEndian(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

class Reader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  byte(): number | null {
    const value = this.#bytes[this.#offset];
    this.#offset += 1;
    return value ?? null;
  }

  binary(): string | null {
    if (this.byte() !== BINARY) return null;
    const size = this.#word();
    const end = this.#offset + size;
    if (end > this.#bytes.length) return null;
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#offset, end));
    this.#offset = end;
    return text;
  }

  integer(): number | null {
    switch (this.byte()) {
      case SMALL_INTEGER:
        return this.byte();
      case INTEGER:
        return this.#word() | 0;
      case SMALL_BIG:
        return this.#bigInteger();
      default:
        return null;
    }
  }

  #word(): number {
    let value = 0;
    for (let count = 0; count < 4; count += 1) value = value * 256 + (this.byte() ?? 0);
    return value;
  }

  #bigInteger(): number | null {
    const size = this.byte() ?? 0;
    const negative = this.byte() === 1;
    let value = 0;
    let scale = 1;
    for (let count = 0; count < size; count += 1) {
      value += (this.byte() ?? 0) * scale;
      scale *= 256;
    }
    if (!Number.isSafeInteger(value)) return null;
    return negative ? -value : value;
  }
}
