import type { MapTerm, Term } from "./term.ts";

/** The first byte of every term in external form. */
export const VERSION = 131;

/** Tags of Erlang's external term format (erts 13.1, "External Term Format"). */
export const TAG = {
  newFloat: 70,
  bitBinary: 77,
  compressed: 80,
  smallInteger: 97,
  integer: 98,
  float: 99,
  atom: 100,
  smallTuple: 104,
  largeTuple: 105,
  nil: 106,
  string: 107,
  list: 108,
  binary: 109,
  smallBig: 110,
  largeBig: 111,
  smallAtom: 115,
  map: 116,
  atomUtf8: 118,
  smallAtomUtf8: 119,
} as const;

const utf8 = new TextEncoder();

/**
 * `:erlang.term_to_binary/1`, byte for byte as OTP 25 makes it; of a map with more than 32 keys, in the order
 * of the term's own entries.
 */
export function encodeTerm(term: Term): Uint8Array {
  const bytes: number[] = [VERSION];
  write(term, bytes);
  return Uint8Array.from(bytes);
}

function write(term: Term, bytes: number[]): void {
  switch (term.is) {
    case "atom":
      writeAtom(term.name, bytes);
      return;
    case "integer":
      writeInteger(term.value, bytes);
      return;
    case "float":
      bytes.push(TAG.newFloat);
      append(bytes, floatBytes(term.value));
      return;
    case "binary":
      bytes.push(TAG.binary, ...word(term.bytes.length));
      append(bytes, term.bytes);
      return;
    case "bitstring":
      bytes.push(TAG.bitBinary, ...word(term.bytes.length), term.bits - 8 * (term.bytes.length - 1));
      append(bytes, term.bytes);
      return;
    case "list":
      writeList(term.items, term.tail, bytes);
      return;
    case "tuple":
      if (term.items.length < 256) bytes.push(TAG.smallTuple, term.items.length);
      else bytes.push(TAG.largeTuple, ...word(term.items.length));
      for (const item of term.items) write(item, bytes);
      return;
    case "map":
      writeMap(term, bytes);
      return;
  }
}

// An atom that Latin-1 can write is written so; since OTP 26 every atom goes in UTF-8.
function writeAtom(name: string, bytes: number[]): void {
  const points = [...name].map((letter) => letter.codePointAt(0) ?? 0);
  if (points.every((point) => point < 256)) {
    bytes.push(TAG.atom, 0, points.length, ...points);
    return;
  }
  const encoded = utf8.encode(name);
  if (encoded.length < 256) bytes.push(TAG.smallAtomUtf8, encoded.length);
  else bytes.push(TAG.atomUtf8, encoded.length >> 8, encoded.length & 255);
  append(bytes, encoded);
}

function writeInteger(value: bigint, bytes: number[]): void {
  if (value >= 0n && value < 256n) {
    bytes.push(TAG.smallInteger, Number(value));
    return;
  }
  if (value >= -(2n ** 31n) && value < 2n ** 31n) {
    bytes.push(TAG.integer, ...word(Number(value)));
    return;
  }
  const digits = littleEndian(value < 0n ? -value : value);
  if (digits.length < 256) bytes.push(TAG.smallBig, digits.length);
  else bytes.push(TAG.largeBig, ...word(digits.length));
  bytes.push(value < 0n ? 1 : 0);
  append(bytes, digits);
}

// A list of bytes is written as one, unless its length needs more than 16 bits.
function writeList(items: readonly Term[], tail: Term | null, bytes: number[]): void {
  if (items.length === 0) {
    bytes.push(TAG.nil);
    return;
  }
  const letters = tail === null && items.length < 65_536 ? bytesOf(items) : null;
  if (letters !== null) {
    bytes.push(TAG.string, items.length >> 8, items.length & 255);
    append(bytes, letters);
    return;
  }
  bytes.push(TAG.list, ...word(items.length));
  for (const item of items) write(item, bytes);
  if (tail === null) bytes.push(TAG.nil);
  else write(tail, bytes);
}

function writeMap({ entries }: MapTerm, bytes: number[]): void {
  bytes.push(TAG.map, ...word(entries.length));
  for (const [key, value] of entries) {
    write(key, bytes);
    write(value, bytes);
  }
}

function bytesOf(items: readonly Term[]): readonly number[] | null {
  const bytes: number[] = [];
  for (const item of items) {
    if (item.is !== "integer" || item.value < 0n || item.value > 255n) return null;
    bytes.push(Number(item.value));
  }
  return bytes;
}

function floatBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

function littleEndian(magnitude: bigint): readonly number[] {
  const digits = magnitude.toString(16);
  const bytes: number[] = [];
  for (let end = digits.length; end > 0; end -= 2) {
    bytes.push(Number.parseInt(digits.slice(Math.max(0, end - 2), end), 16));
  }
  return bytes;
}

function word(value: number): readonly [number, number, number, number] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

// One by one: a spread of a long array overflows the stack.
function append(bytes: number[], more: Iterable<number>): void {
  for (const byte of more) bytes.push(byte);
}
