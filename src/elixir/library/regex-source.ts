import { argumentError, raised } from "../exception.ts";
import { field } from "../map.ts";
import type { MapTerm } from "../term.ts";
import type { Thrown } from "../thrown.ts";

const compiled = new Map<string, RegExp>();

/** The JavaScript expression of a `%Regex{}`, which looks for all matches. */
export function regularExpression(regex: MapTerm): RegExp {
  const [source, modifiers] = [field(regex, "source"), field(regex, "opts")];
  if (typeof source === "string" && typeof modifiers === "string") return compileRegex(source, modifiers);
  throw argumentError("a regex is made with ~r or Regex.compile");
}

/**
 * Translates Perl's regular expressions (PCRE, as Elixir has them) into JavaScript's. The same: literals,
 * classes, POSIX classes, groups, names, references, look-around, lazy repetition, anchors, the modifiers
 * i m s x u U. Without `u` a match is still made of characters and never of single bytes. Refused with a
 * Regex.CompileError: possessive and atomic groups, recursion, conditions, modifiers in the middle, `\G \K \X`.
 */
export function compileRegex(source: string, modifiers: string): RegExp {
  const key = `${modifiers}/${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const inline = /^\(\?([imsxU]+)\)/.exec(source);
  const all = modifiers + (inline?.[1] ?? "");
  const translated = new Translator(source.slice(inline?.[0].length ?? 0), all).translate();
  let made: RegExp;
  try {
    made = new RegExp(translated, `gu${all.includes("i") ? "i" : ""}`);
  } catch (problem) {
    const said = String(problem);
    if (said.includes("Unterminated group")) throw compileError("missing )", source.length);
    throw compileError(said.replace(/^.*: /, ""), 0);
  }
  compiled.set(key, made);
  return made;
}

/** `Regex.CompileError`; `reason` and `position` are what `Regex.compile/2` returns. */
export function compileError(reason: string, position: number): Thrown {
  return raised("Regex.CompileError", { message: `${reason} at position ${position}` });
}

/** The names of POSIX classes and escapes, as what stands in the brackets of a class. */
const SETS: { readonly [name: string]: string } = {
  alnum: "a-zA-Z0-9",
  alpha: "a-zA-Z",
  ascii: "\\0-\\x7f",
  blank: " \\t",
  cntrl: "\\0-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\t-\\r ",
  upper: "A-Z",
  word: "\\w",
  xdigit: "0-9a-fA-F",
  d: "0-9",
  w: "\\w",
  s: "\\t-\\r ",
  h: "\\t \\xa0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000",
  v: "\\n-\\r\\x85\\u2028\\u2029",
};

/** With the modifier `u` they know all of Unicode. */
const UNICODE_SETS: { readonly [name: string]: string } = {
  d: "\\p{Nd}",
  w: "\\p{L}\\p{N}_",
  s: "\\s\\x85",
  alpha: "\\p{L}",
  alnum: "\\p{L}\\p{N}",
  upper: "\\p{Lu}",
  lower: "\\p{Ll}",
  digit: "\\p{Nd}",
  word: "\\p{L}\\p{N}_",
};

const LITERALS: { readonly [letter: string]: string } = {
  a: "\\x07",
  e: "\\x1b",
  A: "(?<![^])",
  z: "(?![^])",
  Z: "(?=\\n?(?![^]))",
  R: "(?:\\r\\n|[\\n-\\r\\x85\\u2028\\u2029])",
  N: "[^\\n]",
};

/** Reads the source once from left to right. */
class Translator {
  readonly #source: string;
  readonly #modifiers: string;
  #at = 0;
  #result = "";

  constructor(source: string, modifiers: string) {
    this.#source = source;
    this.#modifiers = modifiers;
  }

  translate(): string {
    while (this.#at < this.#source.length) this.#result += this.#piece();
    return this.#result;
  }

  #has(modifier: string): boolean {
    return this.#modifiers.includes(modifier);
  }

  /** Takes what fits at this place. */
  #take(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.#source.slice(this.#at));
    if (found?.index !== 0) return null;
    this.#at += found[0].length;
    return found;
  }

  #refuse(what: string): never {
    throw compileError(`${what} is not supported here,`, this.#at);
  }

  #piece(): string {
    const quantifier = this.#take(/^(?:[*+?]|\{\d+(?:,\d*)?\})([?+]?)/);
    if (quantifier !== null) {
      const [all, suffix] = quantifier;
      if (suffix === "+") this.#refuse("a possessive quantifier");
      if (this.#result === "") throw compileError("nothing to repeat", 0);
      if (!this.#has("U")) return all;
      return suffix === "?" ? all.slice(0, -1) : `${all}?`;
    }
    const group = this.#take(/^\(\?(P?<(?=\w)|P=(\w+)\)|#[^)]*\)|[:=!]|<[=!])/);
    if (group !== null) {
      const [all, kind = "", name] = group;
      if (name !== undefined) return `\\k<${name}>`;
      return kind[0] === "#" ? "" : all.replace("P<", "<");
    }
    if (/^\(\?|^\(\*/.test(this.#source.slice(this.#at))) {
      this.#refuse(`the group ${this.#source.slice(this.#at, this.#at + 4)}`);
    }
    const char = this.#take(/^./su)?.[0] ?? "";
    switch (char) {
      case "\\":
        return this.#escape(false);
      case "[":
        return this.#class();
      case ".":
        return this.#has("s") ? "[^]" : "[^\\n]";
      case "^":
        return this.#has("m") ? "(?<![^\\n])" : "^";
      case "$":
        return this.#has("m") ? "(?![^\\n])" : "(?=\\n?$)";
      case "{":
      case "}":
      case "]":
        return `\\${char}`;
    }
    if (this.#has("x") && /\s|#/.test(char)) {
      if (char === "#") this.#take(/^[^\n]*/);
      return "";
    }
    return char;
  }

  /** What follows a backslash, which is taken already. */
  #escape(inClass: boolean): string {
    const quoted = this.#take(/^Q(.*?)(?:\\E|$)/s);
    if (quoted !== null)
      return (quoted[1] ?? "").replace(/[$()*+./?[\\\]^{|}-]/g, (char) => plain(char, inClass));
    const property = this.#take(/^([pP])(?:\{(\^?)([\w&]+)\}|(\w))/);
    if (property !== null) {
      const [, kind, negated, long, short = long] = property;
      const name = (short ?? "").length > 2 ? `Script=${short}` : short;
      return `\\${negated === "^" ? (kind === "p" ? "P" : "p") : kind}{${name}}`;
    }
    const code = this.#take(/^x(?:\{([\da-fA-F]+)\}|([\da-fA-F]{0,2}))/);
    if (code !== null) return `\\u{${code[1] ?? (code[2] || "0")}}`;
    const reference = this.#take(/^(?:k[<{'](\w+)[>}']|g\{?(\d+)\}?|([1-9]\d*))/);
    if (reference !== null) {
      const [, name, group, number = group] = reference;
      return name === undefined ? `(?:\\${number})` : `\\k<${name}>`;
    }
    const char = this.#take(/^./su)?.[0];
    if (char === undefined) throw compileError("\\ at end of pattern", this.#source.length);
    const lower = char.toLowerCase();
    if (/^[dwshv]$/.test(lower)) {
      const set = this.#set(lower);
      if (!inClass) return char === lower ? `[${set}]` : `[^${set}]`;
      return char === lower ? set : `\\${char}`;
    }
    if (/^[GKXC]$/.test(char)) this.#refuse(`\\${char}`);
    if (char === "0") return "\\x00";
    if (/^[nrtfbB]$/.test(char)) return `\\${char}`;
    return LITERALS[char] ?? plain(char, inClass);
  }

  #set(name: string): string {
    const set = (this.#has("u") ? UNICODE_SETS[name] : undefined) ?? SETS[name];
    return set ?? this.#refuse(`[:${name}:]`);
  }

  /** A class; its opening bracket is taken already. */
  #class(): string {
    let result = this.#take(/^\^/) === null ? "[" : "[^";
    if (this.#take(/^\]/) !== null) result += "\\]";
    for (;;) {
      const posix = this.#take(/^\[:(\w+):\]/);
      if (posix !== null) {
        result += this.#set(posix[1] ?? "");
        continue;
      }
      // A hyphen beside a set, or where a range cannot be, stands for itself.
      if (this.#take(/^-(?=\]|\\[dwshvpP]|\[:)/) !== null) {
        result += "\\-";
        continue;
      }
      const char = this.#take(/^./su)?.[0];
      if (char === undefined)
        throw compileError("missing terminating ] for character class", this.#source.length);
      if (char === "]") return `${result}]`;
      if (char !== "\\") result += char === "[" ? "\\[" : char;
      else {
        const isSet = /^[dwshvpP]/.test(this.#source.slice(this.#at));
        result += this.#escape(true);
        if (isSet && this.#take(/^-/) !== null) result += "\\-";
      }
    }
  }
}

/** A character that stands for itself. */
function plain(char: string, inClass: boolean): string {
  return /[$()*+./?[\\\]^{|}]/.test(char) || (inClass && char === "-") ? `\\${char}` : char;
}
