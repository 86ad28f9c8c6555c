import { binary } from "../bits.ts";
import { argumentError } from "../exception.ts";
import { inspect } from "../inspect.ts";
import type { Native } from "../native.ts";
import { atom, ERROR, OK, type Term, tuple } from "../term.ts";
import { Thrown } from "../thrown.ts";
import { asBytes } from "./argument-kinds.ts";
import { asText, libraryModule, option } from "./arguments.ts";

const LOWER = atom("lower");
const UPPER = atom("upper");

/** One of the ways to write bytes with few letters: each letter stands for `bits` bits. */
type Alphabet = { readonly letters: string; readonly bits: number; readonly hasCase: boolean };

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const BASE64 = `${LETTERS}${LETTERS.toLowerCase()}${DIGITS}`;

const ALPHABETS: { readonly [name: string]: Alphabet } = {
  "16": { letters: `${DIGITS}ABCDEF`, bits: 4, hasCase: true },
  "32": { letters: `${LETTERS}234567`, bits: 5, hasCase: true },
  hex_32: { letters: `${DIGITS}${LETTERS.slice(0, 22)}`, bits: 5, hasCase: true },
  "64": { letters: `${BASE64}+/`, bits: 6, hasCase: false },
  url_64: { letters: `${BASE64}-_`, bits: 6, hasCase: false },
};

/** Letters that stand for a whole number of bytes. */
function groupSize({ bits }: Alphabet): number {
  return bits === 4 ? 2 : bits === 5 ? 8 : 4;
}

function encode(alphabet: Alphabet, bytes: Uint8Array, options?: Term): string {
  const { letters, bits } = alphabet;
  let text = "";
  let [word, filled] = [0, 0];
  for (const byte of bytes) {
    word = (word << 8) | byte;
    filled += 8;
    while (filled >= bits) {
      filled -= bits;
      text += letters[word >> filled];
      word &= (1 << filled) - 1;
    }
  }
  if (filled > 0) text += letters[word << (bits - filled)];
  const size = groupSize(alphabet);
  if (option(options, "padding") !== atom("false"))
    text = text.padEnd(Math.ceil(text.length / size) * size, "=");
  return option(options, "case") === LOWER ? text.toLowerCase() : text;
}

function decode(alphabet: Alphabet, given: string, options?: Term): Term {
  const { letters, bits, hasCase } = alphabet;
  const size = groupSize(alphabet);
  const spaceless = option(options, "ignore") === atom("whitespace") ? given.replace(/\s/g, "") : given;
  if (bits === 4 && spaceless.length % 2 === 1) {
    throw argumentError(
      `string given to decode has wrong length. An even number of bytes was expected, got: ${spaceless.length}. Double check your string for unwanted characters or pad it accordingly`,
    );
  }
  const text = spaceless.replace(/=+$/, "");
  const isPadded = option(options, "padding") !== atom("false");
  // The letters of an incomplete group that hold at least one more byte than those before them.
  const partial = (text.length % size) * bits;
  if ((isPadded && spaceless.length % size !== 0) || (partial > 0 && (partial < 8 || partial % 8 >= bits))) {
    throw argumentError("incorrect padding");
  }
  const wanted = hasCase ? (option(options, "case") ?? UPPER) : UPPER;
  const bytes: number[] = [];
  let [word, filled] = [0, 0];
  for (const letter of text) {
    const found = hasCase && wanted !== UPPER ? letter.toUpperCase() : letter;
    const value = wanted === LOWER && found === letter && /[A-Z]/.test(letter) ? -1 : letters.indexOf(found);
    if (value < 0) {
      throw argumentError(`non-alphabet character found: ${inspect(letter)} (byte ${letter.codePointAt(0)})`);
    }
    word = (word << bits) | value;
    filled += bits;
    if (filled >= 8) {
      filled -= 8;
      bytes.push(word >> filled);
      word &= (1 << filled) - 1;
    }
  }
  return binary(Uint8Array.from(bytes));
}

const functions: { [nameAndArities: string]: Native } = {};
for (const [name, alphabet] of Object.entries(ALPHABETS)) {
  const [, prefix = "", size] = /^(\w+_)?(\d+)$/.exec(name) ?? [];
  functions[`${prefix}encode${size}/1,2`] = (cx, bytes, options) => {
    const text = encode(alphabet, asBytes(bytes), options);
    cx.allocate(text.length >> 3);
    cx.spend(text.length >> 3);
    return text;
  };
  const decoded: Native = (cx, text, options) => {
    cx.spend(asText(text).length >> 3);
    return decode(alphabet, asText(text), options);
  };
  functions[`${prefix}decode${size}!/1,2`] = decoded;
  functions[`${prefix}decode${size}/1,2`] = (cx, text, options) => {
    try {
      return tuple(OK, decoded(cx, text, ...(options === undefined ? [] : [options])) as Term); // it is a plain function
    } catch (thrown) {
      if (thrown instanceof Thrown) return ERROR;
      throw thrown;
    }
  };
}

export const BASE = libraryModule("Base", functions);
