import { binary } from "../bits.ts";

const NAMED: { readonly [letter: string]: number } = {
  "0": 0,
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  e: 27,
  s: 32,
  d: 127,
};

/** Collects the pieces of a literal, some of which may be single bytes (`\xFF`). */
export class TextBuilder {
  readonly #bytes: number[] = [];
  #text = "";
  #onlyText = true;

  add(text: string): void {
    this.#text += text;
  }

  /** An escape sequence, backslash included; null when it is none that Elixir knows. */
  escape(sequence: string, bytes: boolean): boolean {
    const letter = sequence[1] ?? "";
    if (letter === "x" || letter === "u") {
      const code = Number.parseInt(sequence.slice(2).replace(/[{}]/g, ""), 16);
      if (!(code <= 0x10ffff) || (code >= 0xd800 && code < 0xe000)) return false;
      if (letter === "x" && bytes && code >= 0x80 && code < 0x100) this.#byte(code);
      else this.#text += String.fromCodePoint(code);
    } else if (letter !== "\n") {
      const named = NAMED[letter];
      this.#text += named === undefined ? sequence.slice(1) : String.fromCharCode(named);
    }
    return true;
  }

  /** The text, or its bytes when they are no valid UTF-8. */
  finish(): string | number[] {
    if (this.#onlyText) return this.#text;
    this.#flush();
    const made = binary(Uint8Array.from(this.#bytes));
    return typeof made === "string" ? made : [...made.bytes];
  }

  get isEmpty(): boolean {
    return this.#onlyText && this.#text === "";
  }

  #byte(byte: number): void {
    this.#flush();
    this.#onlyText = false;
    this.#bytes.push(byte);
  }

  #flush(): void {
    this.#bytes.push(...new TextEncoder().encode(this.#text));
    this.#text = "";
  }
}

/** The code point of `?a`, `?\n`. */
export function charCode(literal: string): number {
  const text = literal.slice(1);
  if (text.length > 1 && text.startsWith("\\")) return NAMED[text[1] ?? ""] ?? text.codePointAt(1) ?? 0;
  return text.codePointAt(0) ?? 0;
}
