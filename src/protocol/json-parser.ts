import { InvalidJson } from "./invalid-json.ts";
import type { JsonValue } from "./json.ts";
import { type JsonFloat, jsonFloat } from "./json-float.ts";

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

type Fields = { [key: string]: JsonValue };
type Container =
  | { readonly is: "array"; readonly items: JsonValue[] }
  | { readonly is: "object"; readonly fields: Fields; key: string };

/**
 * The value in a JSON text as Jason 1.4.5 reads it (lib/decoder.ex), which differs from `JSON.parse`: of an
 * object's fields with the same key the first one counts, integers are exact however long, half a surrogate
 * pair is an error. Throws `InvalidJson`.
 */
export function parseJsonText(text: string): JsonValue {
  // Half a surrogate pair stands for a byte that is no UTF-8 (utf8.ts).
  const stray = text.search(/\p{Surrogate}/u);
  if (stray !== -1) throw new InvalidJson(`not UTF-8 at ${stray}`, stray);
  return new Parser(text).document();
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  // The open brackets stand in a list of their own: Jason reads any depth, and a hostile client sends it.
  document(): JsonValue {
    const open: Container[] = [];
    for (;;) {
      const leaf = this.#leaf(open);
      const whole = leaf === undefined ? undefined : this.#putInto(open, leaf);
      if (whole === undefined) continue;
      this.#skipSpace();
      if (this.#at < this.#text.length) this.#fail();
      return whole;
    }
  }

  /** A scalar, an empty list or an empty object; undefined when a bracket was opened instead. */
  #leaf(open: Container[]): JsonValue | undefined {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case "{":
        this.#at += 1;
        if (this.#takes("}")) return {};
        open.push({ is: "object", fields: {}, key: this.#key() });
        return undefined;
      case "[":
        this.#at += 1;
        if (this.#takes("]")) return [];
        open.push({ is: "array", items: [] });
        return undefined;
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

  /** Puts a value into the innermost open bracket, and closes all that end after it; the whole document's value. */
  #putInto(open: Container[], leaf: JsonValue): JsonValue | undefined {
    let value = leaf;
    for (;;) {
      const innermost = open.at(-1);
      if (innermost === undefined) return value;
      if (innermost.is === "array") innermost.items.push(value);
      else setField(innermost.fields, innermost.key, value);
      if (!this.#takes(innermost.is === "array" ? "]" : "}")) {
        this.#expect(",");
        if (innermost.is === "object") innermost.key = this.#key();
        return undefined;
      }
      value = innermost.is === "array" ? innermost.items : innermost.fields;
      open.pop();
    }
  }

  #key(): string {
    this.#skipSpace();
    const key = this.#string();
    this.#expect(":");
    return key;
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

  #number(): number | bigint | JsonFloat {
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
    if (!isInteger) return jsonFloat(value);
    return String(value) === literal ? value : BigInt(literal);
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
    const what = this.#at < this.#text.length ? "character" : "end";
    throw new InvalidJson(`unexpected ${what} at ${this.#at}`, this.#at);
  }
}

// Of fields with the same key the first one counts. Defined, not assigned: "__proto__" is a key like any other.
function setField(fields: Fields, key: string, value: JsonValue): void {
  if (Object.hasOwn(fields, key)) return;
  Object.defineProperty(fields, key, { value, enumerable: true, writable: true, configurable: true });
}
