import { floatText } from "../../protocol/float-text.ts";
import { encodeJson } from "../../protocol/json.ts";
import { byteSize } from "../bitstring.ts";
import type { Context } from "../context.ts";
import { badArgument, raised } from "../exception.ts";
import { inspect } from "../inspect.ts";
import { field, isStruct, mapOf, structName } from "../map.ts";
import { type NativeModule, nativeModule } from "../native.ts";
import { jsonOf } from "../phoenix/json-term.ts";
import {
  Atom,
  atom,
  atomExists,
  ERROR,
  FALSE,
  isList,
  list,
  listItems,
  MapTerm,
  NIL,
  OK,
  type Term,
  TRUE,
  tuple,
} from "../term.ts";
import { CONVERSION, toText } from "../text.ts";
import { Thrown } from "../thrown.ts";
import { checkDepth } from "./argument-kinds.ts";
import { asText, libraryModule, option } from "./arguments.ts";

/** The text in quotes; code points below a space are written in capital digits, as by Jason. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/\\(?:u([\da-f]{4})|.)/g, (all, digits?: string) =>
    digits === undefined ? all : `\\u${digits.toUpperCase()}`,
  );
}

/** Whitespace between the parts: none, or (`pretty: true`) a new line at this depth. */
type Layout = { readonly line: string; readonly colon: string };

const COMPACT: Layout = { line: "", colon: ":" };

function joined(open: string, parts: readonly string[], close: string, { line }: Layout): string {
  if (parts.length === 0) return open + close;
  const inner = line === "" ? "" : `${line}  `;
  return `${open}${inner}${parts.join(`,${inner}`)}${line}${close}`;
}

/** JSON as Jason 1.4.5 writes it (lib/encode.ex); of a float all that tells it from an integer. */
function jsonText(cx: Context, term: Term, layout: Layout, depth = 0): string {
  checkDepth(depth);
  cx.spend(1);
  if (typeof term === "string") return quoted(term);
  if (typeof term === "bigint") return term.toString();
  if (typeof term === "number") return floatText(term);
  if (term instanceof Atom) {
    return term === NIL ? "null" : term === TRUE || term === FALSE ? term.name : quoted(term.name);
  }
  const inner = layout.line === "" ? layout : { ...layout, line: `${layout.line}  ` };
  const items = isList(term) ? listItems(term) : null;
  if (items !== null) {
    return joined(
      "[",
      items.map((item) => jsonText(cx, item, inner, depth + 1)),
      "]",
      layout,
    );
  }
  if (!(term instanceof MapTerm) || structName(term) !== null) return encodeJson(jsonOf(cx, term));
  const fields = term.keys.map((key, index) => {
    const name = key instanceof Atom ? key.name : String(toText(cx, key));
    return quoted(name) + layout.colon + jsonText(cx, term.values[index] as Term, inner, depth + 1); // as many values as keys
  });
  return joined("{", fields, "}", layout);
}

function encoded(cx: Context, term: Term, options?: Term): string {
  const isPretty = option(options, "pretty") === TRUE;
  const text = jsonText(cx, term, isPretty ? { line: "\n", colon: ": " } : COMPACT);
  cx.allocate(text.length >> 3);
  return text;
}

/** How many digits Jason takes for an integer. */
const MAX_DIGITS = 1024;

/** Reads JSON as Jason 1.4.5 does (lib/decoder.ex): integers stay apart from floats. */
class Decoder {
  readonly #cx: Context;
  readonly #text: string;
  readonly #key: (name: string) => Term;
  #at = 0;
  #depth = 0;

  constructor(cx: Context, text: string, key: (name: string) => Term) {
    this.#cx = cx;
    this.#text = text;
    this.#key = key;
  }

  document(): Term {
    const value = this.#value();
    this.#take(/\s*/y);
    if (this.#at < this.#text.length) this.#fail();
    return value;
  }

  /** Takes what fits here; null when it does not. */
  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #fail(token: Term = NIL): never {
    const position = BigInt(byteSize(this.#text.slice(0, this.#at)));
    throw raised("Jason.DecodeError", { data: this.#text, position, token });
  }

  #value(): Term {
    this.#depth += 1;
    checkDepth(this.#depth);
    this.#cx.spend(1);
    this.#cx.allocate(3);
    const value = this.#anything();
    this.#depth -= 1;
    return value;
  }

  #anything(): Term {
    this.#take(/[ \n\t\r]*/y);
    if (this.#take(/\{/y) !== null) return this.#object();
    if (this.#take(/\[/y) !== null) return this.#array();
    if (this.#take(/"/y) !== null) return this.#string();
    const word = this.#take(/true|false|null/y);
    if (word !== null) return word === "null" ? NIL : atom(word);
    return this.#number();
  }

  #number(): Term {
    const from = this.#at;
    if (this.#take(/-?(?:0|[1-9]\d*)/y) === null) {
      this.#take(/-/y);
      this.#fail();
    }
    const isFloat = /[.eE]/.test(this.#text[this.#at] ?? "");
    if (this.#take(/\./y) !== null && this.#take(/\d+/y) === null) this.#fail();
    if (this.#take(/[eE]/y) !== null) {
      this.#take(/[+-]/y);
      if (this.#take(/\d+/y) === null) this.#fail();
    }
    const literal = this.#text.slice(from, this.#at);
    const value = Number(literal);
    if (isFloat ? !Number.isFinite(value) : literal.length > MAX_DIGITS) {
      this.#at = from;
      this.#fail(literal);
    }
    return isFloat ? value : BigInt(literal);
  }

  #array(): Term {
    const items: Term[] = [];
    if (this.#take(/[ \n\t\r]*\]/y) !== null) return list(items);
    do items.push(this.#value());
    while (this.#take(/[ \n\t\r]*,/y) !== null);
    this.#expect(/\]/y);
    return list(items);
  }

  #object(): Term {
    const pairs: [Term, Term][] = [];
    if (this.#take(/[ \n\t\r]*\}/y) !== null) return mapOf(pairs);
    do {
      this.#expect(/"/y);
      const key = this.#key(this.#string());
      this.#expect(/:/y);
      pairs.push([key, this.#value()]);
    } while (this.#take(/[ \n\t\r]*,/y) !== null);
    this.#expect(/\}/y);
    // Of equal keys the first counts.
    return mapOf(pairs.reverse());
  }

  #expect(pattern: RegExp): void {
    this.#take(/[ \n\t\r]*/y);
    if (this.#take(pattern) === null) this.#fail();
  }

  /** A text; its opening quote is taken already. */
  #string(): string {
    const from = this.#at;
    this.#take(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them
      /(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u(?![dD][89a-fA-F])[\da-fA-F]{4}))*/y,
    );
    const literal = this.#text.slice(from, this.#at);
    if (this.#take(/"/y) === null) this.#fail();
    return JSON.parse(`"${literal}"`);
  }
}

/** How the option `keys` makes a key of a name. */
function keyMaker(options?: Term): (name: string) => Term {
  const keys = option(options, "keys");
  if (keys === atom("atoms")) return atom;
  if (keys !== atom("atoms!")) return (name) => name;
  return (name) => {
    if (!atomExists(name)) throw badArgument(1, "not an already existing atom");
    return atom(name);
  };
}

function decoded(cx: Context, text: Term, options?: Term): Term {
  const data = asText(CONVERSION.now.iodata(text));
  cx.spend(data.length >> 4);
  return new Decoder(cx, data, keyMaker(options)).document();
}

/** `{:ok, value}`, or `{:error, exception}` of an exception that the function of this name returns. */
function attempted(make: () => Term, isExpected: (error: Term) => boolean): Term {
  try {
    return tuple(OK, make());
  } catch (thrown) {
    if (thrown instanceof Thrown && isExpected(thrown.value)) return tuple(ERROR, thrown.value);
    throw thrown;
  }
}

function isEncodeError(error: Term): boolean {
  if (isStruct(error, "Jason.EncodeError")) return true;
  return (
    isStruct(error, "Protocol.UndefinedError") && field(error, "protocol") === atom("Elixir.Jason.Encoder")
  );
}

export const JASON = libraryModule("Jason", {
  "decode/1,2": (cx, text, options) =>
    attempted(
      () => decoded(cx, text, options),
      (error) => isStruct(error, "Jason.DecodeError"),
    ),
  "decode!/1,2": (cx, text, options) => decoded(cx, text, options),
  "encode/1,2": (cx, term, options) => attempted(() => encoded(cx, term, options), isEncodeError),
  "encode!/1,2": (cx, term, options) => encoded(cx, term, options),
  "encode_to_iodata/1,2": (cx, term, options) => attempted(() => encoded(cx, term, options), isEncodeError),
  "encode_to_iodata!/1,2": (cx, term, options) => encoded(cx, term, options),
});

function decodeMessage(error: Term): string {
  if (!(error instanceof MapTerm)) return "";
  const [data, position, token] = ["data", "position", "token"].map((name) => field(error, name));
  if (typeof token === "string") return `unexpected sequence at position ${position}: ${inspect(token)}`;
  const bytes = new TextEncoder().encode(String(data));
  const byte = bytes[Number(position)];
  if (byte === undefined) return `unexpected end of input at position ${position}`;
  const shown = byte >= 0x20 && byte < 0x7f ? ` (${inspect(String.fromCharCode(byte))})` : "";
  return `unexpected byte at position ${position}: 0x${byte.toString(16).toUpperCase()}${shown}`;
}

export const JASON_ERRORS: readonly NativeModule[] = [
  nativeModule(
    "Jason.DecodeError",
    { "message/1": (_cx, error) => decodeMessage(error) },
    { struct: { __exception__: TRUE, position: NIL, token: NIL, data: NIL } },
  ),
  nativeModule(
    "Jason.EncodeError",
    { "message/1": (_cx, error) => (error instanceof MapTerm ? field(error, "message") : null) ?? NIL },
    { struct: { __exception__: TRUE, message: NIL } },
  ),
];
