import { Later } from "../loading/later.ts";
import { REST, TAG, VERSION } from "./external-term.ts";
import { atom, binary, integer, type Term, tuple } from "./term.ts";

/** Bytes that `:erlang.binary_to_term/1` refuses, or that hold a term with no place here. */
export class MalformedTerm extends Error {}

const ZLIB = new Later(() => import("./zlib.ts"));

/** An atom has at most so many letters. */
export const ATOM_LETTERS = 255;

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

/** Goes through the bytes of a term. */
export class TermReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A term that may be compressed. */
  outermost(): Term {
    if (this.#bytes[this.#offset] !== TAG.compressed) return this.term();
    this.byte();
    const size = this.word();
    const inflated = ZLIB.now.inflate(this.#bytes.subarray(this.#offset), size);
    if (inflated === null)
      throw new MalformedTerm("a compressed term cannot be inflated to the size it names");
    return new TermReader(inflated).term();
  }

  byte(): number {
    const value = this.#bytes[this.#offset];
    if (value === undefined) throw new MalformedTerm("a term ends in its middle");
    this.#offset += 1;
    return value;
  }

  term(): Term {
    const tag = this.byte();
    switch (tag) {
      case TAG.smallInteger:
        return integer(this.byte());
      case TAG.integer:
        return integer(this.word() | 0);
      case TAG.smallBig:
        return this.bigInteger(this.byte());
      case TAG.atom:
        return this.latin1Atom(this.half());
      case TAG.binary:
        return binary(this.take(this.word()));
      case TAG.smallTuple:
        return tuple(...this.terms(this.byte()));
    }
    return REST.now.readRest(tag, this);
  }

  terms(count: number): Term[] {
    // A term takes a byte at least: a size that no bytes can fill is refused before anything is made.
    if (count > this.#bytes.length - this.#offset) throw new MalformedTerm("a term ends in its middle");
    const terms: Term[] = [];
    for (let index = 0; index < count; index += 1) terms.push(this.term());
    return terms;
  }

  bigInteger(size: number): Term {
    const negative = this.byte() !== 0;
    const digits = [...this.take(size)].reverse().map((byte) => byte.toString(16).padStart(2, "0"));
    const magnitude = BigInt(`0x0${digits.join("")}`);
    return integer(negative ? -magnitude : magnitude);
  }

  latin1Atom(size: number): Term {
    if (size > ATOM_LETTERS) throw new MalformedTerm("an atom has at most 255 letters");
    return atom(latin1(this.take(size)));
  }

  take(size: number): Uint8Array {
    const end = this.#offset + size;
    if (end > this.#bytes.length) throw new MalformedTerm("a term ends in its middle");
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  half(): number {
    return this.byte() * 256 + this.byte();
  }

  word(): number {
    return this.half() * 65_536 + this.half();
  }
}

export function latin1(bytes: Uint8Array): string {
  return [...bytes].map((byte) => String.fromCharCode(byte)).join("");
}
