import { Later } from "../loading/later.ts";
import type { Term } from "./term.ts";

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

/** What stands in few terms. */
export const REST = new Later(() => import("./external-term-rest.ts"));

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
    case "binary":
      bytes.push(TAG.binary, ...word(term.bytes.length));
      append(bytes, term.bytes);
      return;
    case "tuple":
      if (term.items.length < 256) bytes.push(TAG.smallTuple, term.items.length);
      else bytes.push(TAG.largeTuple, ...word(term.items.length));
      for (const item of term.items) write(item, bytes);
      return;
    default:
      REST.now.writeRest(term, bytes, write);
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

function littleEndian(magnitude: bigint): readonly number[] {
  const digits = magnitude.toString(16);
  const bytes: number[] = [];
  for (let end = digits.length; end > 0; end -= 2) {
    bytes.push(Number.parseInt(digits.slice(Math.max(0, end - 2), end), 16));
  }
  return bytes;
}

export function word(value: number): readonly [number, number, number, number] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

// One by one: a spread of a long array overflows the stack.
export function append(bytes: number[], more: Iterable<number>): void {
  for (const byte of more) bytes.push(byte);
}
