import { TAG, VERSION } from "./external-term.ts";
import { atom, binary, float, integer, list, mapTerm, type Term, textOf, tuple } from "./term.ts";
import { inflate } from "./zlib.ts";

/** Bytes that `:erlang.binary_to_term/1` refuses, or that hold a term with no place here. */
export class MalformedTerm extends Error {}

/** An atom has at most so many letters. */
const ATOM_LETTERS = 255;
/** The text of a float in its old form fills so many bytes. */
const OLD_FLOAT_BYTES = 31;

/**
 * `:erlang.binary_to_term/1` (OTP 25): bytes after the term are ignored, as there. Throws `MalformedTerm` for
 * what the BEAM refuses, for functions (which `Plug.Crypto.non_executable_binary_to_term/1` refuses) and, more
 * than the BEAM does, for processes, ports and references.
 */
export function decodeTerm(bytes: Uint8Array): Term {
  const reader = new TermReader(bytes);
  if (reader.byte() !== VERSION) throw new MalformedTerm("a term in external form begins with 131");
  return reader.outermost();
}

class TermReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A term that may be compressed. */
  outermost(): Term {
    if (this.#bytes[this.#offset] !== TAG.compressed) return this.#term();
    this.byte();
    const size = this.#word();
    const inflated = inflate(this.#bytes.subarray(this.#offset), size);
    if (inflated === null)
      throw new MalformedTerm("a compressed term cannot be inflated to the size it names");
    return new TermReader(inflated).#term();
  }

  byte(): number {
    const value = this.#bytes[this.#offset];
    if (value === undefined) throw new MalformedTerm("a term ends in its middle");
    this.#offset += 1;
    return value;
  }

  #term(): Term {
    const tag = this.byte();
    switch (tag) {
      case TAG.smallInteger:
        return integer(this.byte());
      case TAG.integer:
        return integer(this.#word() | 0);
      case TAG.smallBig:
        return this.#bigInteger(this.byte());
      case TAG.largeBig:
        return this.#bigInteger(this.#word());
      case TAG.newFloat:
        return this.#float();
      case TAG.float:
        return this.#oldFloat();
      case TAG.atom:
        return this.#latin1Atom(this.#half());
      case TAG.smallAtom:
        return this.#latin1Atom(this.byte());
      case TAG.atomUtf8:
        return this.#utf8Atom(this.#half());
      case TAG.smallAtomUtf8:
        return this.#utf8Atom(this.byte());
      case TAG.binary:
        return binary(this.#take(this.#word()));
      case TAG.bitBinary:
        return this.#bits();
      case TAG.nil:
        return list([]);
      case TAG.string:
        return list([...this.#take(this.#half())].map(integer));
      case TAG.list:
        return this.#list();
      case TAG.smallTuple:
        return tuple(...this.#terms(this.byte()));
      case TAG.largeTuple:
        return tuple(...this.#terms(this.#word()));
      case TAG.map:
        return this.#map();
    }
    throw new MalformedTerm(`no term is read for the tag ${tag}`);
  }

  #terms(count: number): Term[] {
    // A term takes a byte at least: a size that no bytes can fill is refused before anything is made.
    if (count > this.#bytes.length - this.#offset) throw new MalformedTerm("a term ends in its middle");
    const terms: Term[] = [];
    for (let index = 0; index < count; index += 1) terms.push(this.#term());
    return terms;
  }

  #list(): Term {
    const items = this.#terms(this.#word());
    const tail = this.#term();
    return items.length === 0 ? tail : list(items, tail);
  }

  #map(): Term {
    const arity = this.#word();
    const terms = this.#terms(arity * 2);
    const entries: (readonly [Term, Term])[] = [];
    for (let index = 0; index < arity; index += 1) {
      const [key, value] = terms.slice(2 * index, 2 * index + 2);
      if (key !== undefined && value !== undefined) entries.push([key, value]);
    }
    const map = mapTerm(entries);
    if (map.entries.length !== arity) throw new MalformedTerm("a map has one of its keys twice");
    return map;
  }

  #bits(): Term {
    const size = this.#word();
    const lastBits = this.byte();
    const bytes = this.#take(size);
    if (size === 0 ? lastBits > 0 : lastBits < 1 || lastBits > 8) {
      throw new MalformedTerm(`the last byte of a bitstring has 1 to 8 bits, not ${lastBits}`);
    }
    if (size === 0 || lastBits === 8) return binary(bytes);
    const filled = bytes.slice();
    filled[size - 1] = (bytes[size - 1] ?? 0) & (0xff << (8 - lastBits));
    return { is: "bitstring", bytes: filled, bits: 8 * (size - 1) + lastBits };
  }

  #bigInteger(size: number): Term {
    const negative = this.byte() !== 0;
    const digits = [...this.#take(size)].reverse().map((byte) => byte.toString(16).padStart(2, "0"));
    const magnitude = BigInt(`0x0${digits.join("")}`);
    return integer(negative ? -magnitude : magnitude);
  }

  #float(): Term {
    const bytes = this.#take(8);
    const value = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
    if (!Number.isFinite(value)) throw new MalformedTerm("a float is finite");
    return float(value);
  }

  #oldFloat(): Term {
    const digits = latin1(this.#take(OLD_FLOAT_BYTES)).replace(/\0.*$/s, "");
    if (!/^[+-]?\d+\.\d+(e[+-]?\d+)?$/i.test(digits)) throw new MalformedTerm("a float in text is no number");
    const value = Number(digits);
    if (!Number.isFinite(value)) throw new MalformedTerm("a float is finite");
    return float(value);
  }

  #latin1Atom(size: number): Term {
    if (size > ATOM_LETTERS) throw new MalformedTerm("an atom has at most 255 letters");
    return atom(latin1(this.#take(size)));
  }

  #utf8Atom(size: number): Term {
    const name = textOf(binary(this.#take(size)));
    if (name === null) throw new MalformedTerm("an atom's name is no UTF-8");
    if ([...name].length > ATOM_LETTERS) throw new MalformedTerm("an atom has at most 255 letters");
    return atom(name);
  }

  #take(size: number): Uint8Array {
    const end = this.#offset + size;
    if (end > this.#bytes.length) throw new MalformedTerm("a term ends in its middle");
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  #half(): number {
    return this.byte() * 256 + this.byte();
  }

  #word(): number {
    return this.#half() * 65_536 + this.#half();
  }
}

function latin1(bytes: Uint8Array): string {
  return [...bytes].map((byte) => String.fromCharCode(byte)).join("");
}
