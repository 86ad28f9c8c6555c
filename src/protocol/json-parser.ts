import type { JsonObject, JsonValue } from "./json.ts";

/** A text that is not JSON, or that Jason refuses. */
export class InvalidJson extends Error {}

/** More digits than this and Jason 1.4.5 refuses an integer (`:decoding_integer_digit_limit`). */
const MAX_INTEGER_DIGITS = 1024;

const NUMBER = /-?(?:0|[1-9]\d*)(?<fraction>\.\d+)?(?<exponent>[eE][+-]?\d+)?/y;
const ESCAPED: { readonly [letter: string]: string } = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * The value in a JSON text as Jason 1.4.5 reads it (lib/decoder.ex), which differs from `JSON.parse`: of an
 * object's fields with the same key the first one counts, integers are exact however long, half a surrogate
 * pair is an error. Throws `InvalidJson`.
 */
export function parseJsonText(text: string): JsonValue {
  return new Parser(text).document();
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail();
    return value;
  }

  #value(): JsonValue {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #object(): JsonObject {
    const fields: { [key: string]: JsonValue } = {};
    this.#at += 1;
    if (this.#takes("}")) return fields;
    for (;;) {
      this.#skipSpace();
      const key = this.#string();
      this.#expect(":");
      const value = this.#value();
      // Defined, not assigned: "__proto__" is a key like any other.
      if (!Object.hasOwn(fields, key)) {
        Object.defineProperty(fields, key, { value, enumerable: true, writable: true, configurable: true });
      }
      if (this.#takes("}")) return fields;
      this.#expect(",");
    }
  }

  #array(): JsonValue[] {
    const items: JsonValue[] = [];
    this.#at += 1;
    if (this.#takes("]")) return items;
    for (;;) {
      items.push(this.#value());
      if (this.#takes("]")) return items;
      this.#expect(",");
    }
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') this.#fail();
    this.#at += 1;
    let result = "";
    let from = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code) || code < 0x20) this.#fail();
      if (code === 0x22) {
        result += this.#text.slice(from, this.#at);
        this.#at += 1;
        return result;
      }
      if (code === 0x5c) {
        result += this.#text.slice(from, this.#at) + this.#escape();
        from = this.#at;
      } else {
        this.#at += 1;
      }
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? "";
    if (letter === "u") return this.#unicodeEscape();
    const character = ESCAPED[letter];
    if (character === undefined) this.#fail();
    this.#at += 2;
    return character;
  }

  #unicodeEscape(): string {
    const unit = this.#codeUnit();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    const low = unit < 0xdc00 ? this.#codeUnit() : 0;
    if (low < 0xdc00 || low > 0xdfff) this.#fail();
    return String.fromCharCode(unit, low);
  }

  #codeUnit(): number {
    const digits = /^\\u([0-9a-fA-F]{4})$/.exec(this.#text.slice(this.#at, this.#at + 6));
    if (digits === null) this.#fail();
    this.#at += 6;
    return Number.parseInt(digits[1] ?? "", 16);
  }

  #number(): number | bigint {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) this.#fail();
    const [literal] = match;
    const { fraction, exponent } = match.groups ?? {};
    const value = Number(literal);
    const isInteger = fraction === undefined && exponent === undefined;
    if (isInteger ? literal.length > MAX_INTEGER_DIGITS : !Number.isFinite(value)) this.#fail();
    this.#at += literal.length;
    // Elixir has no negative zero among its integers.
    if (isInteger && value === 0) return 0;
    return isInteger && String(value) !== literal ? BigInt(literal) : value;
  }

  #word<Value extends boolean | null>(word: string, value: Value): Value {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  /** Passes over `character`, and the space before it, if it is there. */
  #takes(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#takes(character)) this.#fail();
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #fail(): never {
    throw new InvalidJson(`unexpected ${this.#at < this.#text.length ? "character" : "end"} at ${this.#at}`);
  }
}
