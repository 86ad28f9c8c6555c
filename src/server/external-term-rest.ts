import { append, TAG, word } from "./external-term.ts";
import { ATOM_LETTERS, latin1, MalformedTerm, type TermReader } from "./external-term-reader.ts";
import { atom, binary, float, integer, list, type MapTerm, type Term, textOf, tuple } from "./term.ts";
import { mapTerm } from "./term-map.ts";

/** The text of a float in its old form fills so many bytes. */
const OLD_FLOAT_BYTES = 31;

/** A term with one of the tags that are seldom seen in a token. */
export function readRest(tag: number, reader: TermReader): Term {
  switch (tag) {
    case TAG.largeBig:
      return reader.bigInteger(reader.word());
    case TAG.newFloat:
      return readFloat(reader);
    case TAG.float:
      return oldFloat(reader);
    case TAG.smallAtom:
      return reader.latin1Atom(reader.byte());
    case TAG.atomUtf8:
      return utf8Atom(reader, reader.half());
    case TAG.smallAtomUtf8:
      return utf8Atom(reader, reader.byte());
    case TAG.bitBinary:
      return bits(reader);
    case TAG.nil:
      return list([]);
    case TAG.string:
      return list([...reader.take(reader.half())].map(integer));
    case TAG.list:
      return readList(reader);
    case TAG.largeTuple:
      return tuple(...reader.terms(reader.word()));
    case TAG.map:
      return readMap(reader);
  }
  throw new MalformedTerm(`no term is read for the tag ${tag}`);
}

function readList(reader: TermReader): Term {
  const items = reader.terms(reader.word());
  const tail = reader.term();
  return items.length === 0 ? tail : list(items, tail);
}

function readMap(reader: TermReader): Term {
  const arity = reader.word();
  const terms = reader.terms(arity * 2);
  const entries: (readonly [Term, Term])[] = [];
  for (let index = 0; index < arity; index += 1) {
    const [key, value] = terms.slice(2 * index, 2 * index + 2);
    if (key !== undefined && value !== undefined) entries.push([key, value]);
  }
  const map = mapTerm(entries);
  if (map.entries.length !== arity) throw new MalformedTerm("a map has one of its keys twice");
  return map;
}

function bits(reader: TermReader): Term {
  const size = reader.word();
  const lastBits = reader.byte();
  const bytes = reader.take(size);
  if (size === 0 ? lastBits > 0 : lastBits < 1 || lastBits > 8) {
    throw new MalformedTerm(`the last byte of a bitstring has 1 to 8 bits, not ${lastBits}`);
  }
  if (size === 0 || lastBits === 8) return binary(bytes);
  const filled = bytes.slice();
  filled[size - 1] = (bytes[size - 1] ?? 0) & (0xff << (8 - lastBits));
  return { is: "bitstring", bytes: filled, bits: 8 * (size - 1) + lastBits };
}

function readFloat(reader: TermReader): Term {
  const bytes = reader.take(8);
  const value = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
  if (!Number.isFinite(value)) throw new MalformedTerm("a float is finite");
  return float(value);
}

function oldFloat(reader: TermReader): Term {
  const digits = latin1(reader.take(OLD_FLOAT_BYTES)).replace(/\0.*$/s, "");
  if (!/^[+-]?\d+\.\d+(e[+-]?\d+)?$/i.test(digits)) throw new MalformedTerm("a float in text is no number");
  const value = Number(digits);
  if (!Number.isFinite(value)) throw new MalformedTerm("a float is finite");
  return float(value);
}

function utf8Atom(reader: TermReader, size: number): Term {
  const name = textOf(binary(reader.take(size)));
  if (name === null) throw new MalformedTerm("an atom's name is no UTF-8");
  if ([...name].length > ATOM_LETTERS) throw new MalformedTerm("an atom has at most 255 letters");
  return atom(name);
}

/** Writes a term of one of the kinds that are seldom signed. */
export function writeRest(term: Term, bytes: number[], write: Write): void {
  switch (term.is) {
    case "float":
      bytes.push(TAG.newFloat);
      append(bytes, floatBytes(term.value));
      return;
    case "bitstring":
      bytes.push(TAG.bitBinary, ...word(term.bytes.length), term.bits - 8 * (term.bytes.length - 1));
      append(bytes, term.bytes);
      return;
    case "list":
      writeList(term.items, term.tail, bytes, write);
      return;
    case "map":
      writeMap(term, bytes, write);
      return;
  }
}

type Write = (term: Term, bytes: number[]) => void;

// A list of bytes is written as one, unless its length needs more than 16 bits.
function writeList(items: readonly Term[], tail: Term | null, bytes: number[], write: Write): void {
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

function writeMap({ entries }: MapTerm, bytes: number[], write: Write): void {
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
