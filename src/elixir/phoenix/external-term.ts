import { binary, bytesOf } from "../bits.ts";
import { argumentError } from "../exception.ts";
import { mapOf } from "../map.ts";
import { Atom, atom, isBinary, isList, list, listItems, MapTerm, type Term, Tuple } from "../term.ts";

// Tags of Erlang's external term format (erts, "External Term Format").
const VERSION = 131;
const SMALL_INTEGER = 97;
const INTEGER = 98;
const NEW_FLOAT = 70;
const SMALL_TUPLE = 104;
const NIL_LIST = 106;
const STRING = 107;
const LIST = 108;
const BINARY = 109;
const SMALL_BIG = 110;
const MAP = 116;
const ATOM = 100;
const SMALL_ATOM_UTF8 = 119;

/** `:erlang.term_to_binary/1` for what a token may hold: anything but functions, pids and references. */
export function encodeTerm(term: Term): Uint8Array {
  return Uint8Array.from([VERSION, ...bytesFor(term)]);
}

/** The term in its external form; null when the bytes are anything else. */
export function decodeTerm(bytes: Uint8Array): Term | null {
  const reader = new TermReader(bytes);
  if (reader.byte() !== VERSION) return null;
  const term = reader.term();
  return reader.failed ? null : term;
}

function bytesFor(term: Term): number[] {
  if (typeof term === "bigint") return integer(term);
  if (typeof term === "number") {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, term);
    return [NEW_FLOAT, ...bytes];
  }
  // OTP 25 writes atoms in Latin-1 as such.
  if (term instanceof Atom) {
    const name = bytesOf(term.name);
    return name.length === term.name.length
      ? [ATOM, 0, name.length, ...name]
      : [SMALL_ATOM_UTF8, name.length, ...name];
  }
  if (isBinary(term)) {
    const bytes = bytesOf(term);
    return [BINARY, ...word(bytes.length), ...bytes];
  }
  if (term instanceof Tuple) return [SMALL_TUPLE, term.items.length, ...term.items.flatMap(bytesFor)];
  if (term instanceof MapTerm) {
    const pairs = term.keys.flatMap((key, index) => [
      ...bytesFor(key),
      ...bytesFor(term.values[index] as Term),
    ]); // as many values as keys
    return [MAP, ...word(term.keys.length), ...pairs];
  }
  const items = isList(term) ? listItems(term) : null;
  if (items === null) throw argumentError("a token holds no functions, pids or references");
  if (items.length === 0) return [NIL_LIST];
  if (items.every((item) => typeof item === "bigint" && item >= 0n && item < 256n)) {
    return [STRING, items.length >> 8, items.length & 255, ...items.map(Number)];
  }
  return [LIST, ...word(items.length), ...items.flatMap(bytesFor), NIL_LIST];
}

function integer(value: bigint): number[] {
  if (value >= 0n && value < 256n) return [SMALL_INTEGER, Number(value)];
  if (BigInt.asIntN(32, value) === value) return [INTEGER, ...word(Number(BigInt.asUintN(32, value)))];
  const digits: number[] = [];
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 8n) digits.push(Number(rest & 255n));
  return [SMALL_BIG, digits.length, value < 0n ? 1 : 0, ...digits];
}

function word(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

class TermReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#offset];
    this.#offset += 1;
    if (value === undefined) this.failed = true;
    return value ?? 0;
  }

  term(): Term {
    switch (this.failed ? 0 : this.byte()) {
      case SMALL_INTEGER:
        return BigInt(this.byte());
      case INTEGER:
        return BigInt(this.#word() | 0);
      case SMALL_BIG:
        return this.#big();
      case NEW_FLOAT: {
        const bytes = this.#take(8);
        return new DataView(Uint8Array.from(bytes).buffer).getFloat64(0);
      }
      case ATOM:
        return atom(String(binary(this.#take(this.byte() * 256 + this.byte()))));
      case SMALL_ATOM_UTF8:
        return atom(String(binary(this.#take(this.byte()))));
      case BINARY:
        return binary(this.#take(this.#word()));
      case SMALL_TUPLE:
        return new Tuple(this.#terms(this.byte()));
      case NIL_LIST:
        return list([]);
      case STRING:
        return list([...this.#take(this.byte() * 256 + this.byte())].map(BigInt));
      case LIST: {
        const items = this.#terms(this.#word());
        return list(items, this.term());
      }
      case MAP: {
        const items = this.#terms(2 * this.#word());
        return mapOf(
          items.flatMap((key, at) => (at % 2 === 0 ? [[key, items[at + 1] as Term] as const] : [])),
        ); // an even number
      }
      default:
        this.failed = true;
        return 0n;
    }
  }

  #terms(count: number): Term[] {
    const terms: Term[] = [];
    for (let index = 0; index < count && !this.failed; index += 1) terms.push(this.term());
    if (terms.length % 2 === 1) terms.push(0n);
    return terms.slice(0, count);
  }

  #take(size: number): Uint8Array {
    const end = this.#offset + size;
    if (end > this.#bytes.length) {
      this.failed = true;
      return new Uint8Array(Math.min(size, 8));
    }
    const taken = this.#bytes.slice(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  #word(): number {
    let value = 0;
    for (let count = 0; count < 4; count += 1) value = value * 256 + this.byte();
    return value;
  }

  #big(): bigint {
    const size = this.byte();
    const negative = this.byte() === 1;
    const value = this.#take(size).reduceRight((sum, digit) => sum * 256n + BigInt(digit), 0n);
    return negative ? -value : value;
  }
}
