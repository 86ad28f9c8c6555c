import { inspectFloat } from "../protocol/float-text.ts";
import { bytesOf } from "./bits.ts";
import { type InspectOptions, inspectIdentity } from "./inspect.ts";
import { isStruct, mapGet, structName } from "./map.ts";
import {
  Atom,
  atom,
  Bits,
  Cons,
  Empty,
  listItems,
  MapTerm,
  NIL,
  PidTerm,
  RefTerm,
  type Term,
  Tuple,
} from "./term.ts";

/** `inspect/2` as Elixir 1.14 prints it, on one line. */
export function inspect(term: Term, options: InspectOptions): string {
  switch (typeof term) {
    case "bigint":
      return integerText(term, options.base);
    case "number":
      return inspectFloat(term);
    case "string":
      return binaryText(term, options);
  }
  if (term instanceof Atom) return inspectAtom(term);
  if (term instanceof Cons) return listText(term, options);
  if (term instanceof Empty) return "[]";
  if (term instanceof Tuple) return `{${itemTexts(term.items, options).join(", ")}}`;
  if (term instanceof MapTerm) return mapText(term, options);
  if (term instanceof Bits) return binaryText(term, options);
  if (term instanceof PidTerm || term instanceof RefTerm) return inspectIdentity(term);
  return term.text;
}

/** An atom as source code writes it: `:ok`, `nil`, `Foo.Bar`, `:"two words"`. */
export function inspectAtom({ name }: Atom): string {
  if (name === "nil" || name === "true" || name === "false") return name;
  if (ALIAS.test(name)) return name === "Elixir" || name.startsWith("Elixir.Elixir") ? name : name.slice(7);
  return PLAIN_ATOM.test(name) ? `:${name}` : `:"${escaped(name, '"')}"`;
}

/** A keyword's key: `name:`, `"two words":`. */
export function inspectKey({ name }: Atom): string {
  return PLAIN_KEY.test(name) && !ALIAS.test(name) ? `${name}:` : `"${escaped(name, '"')}":`;
}

/** The name of a function as it stands after the dot of a call. */
export function inspectFunctionName(name: string): string {
  return CALLABLE.test(name) ? name : `"${escaped(name, '"')}"`;
}

const ALIAS = /^Elixir(\.[A-Z][A-Za-z0-9_]*)*$/;
const OPERATOR =
  "[-+*/<>!=|&^~@.]|%\\{\\}|%|\\{\\}|<<>>|\\.\\.\\.|\\.\\.|\\.\\.//|->|<-|==|!=|===|!==|=~|<=|>=|&&|&&&|\\|\\||\\|\\|\\||<>|\\+\\+|--|\\+\\+\\+|---|\\|>|<<<|>>>|<<~|~>>|<~|~>|<~>|\\*\\*|\\\\\\\\|//";
const WORD = "[\\p{ID_Start}_][\\p{ID_Continue}@]*[?!]?";
const PLAIN_ATOM = new RegExp(`^(${WORD}|${OPERATOR}|::)$`, "u");
const PLAIN_KEY = new RegExp(`^(${WORD}|${OPERATOR})$`, "u");
const CALLABLE = new RegExp(
  `^([\\p{Ll}\\p{Lo}_][\\p{ID_Continue}]*[?!]?|(?!%|\\{|\\.|->|<<>>)(${OPERATOR}))$`,
  "u",
);

function integerText(value: bigint, base: 2 | 8 | 10 | 16): string {
  if (base === 10) return value.toString();
  const prefix = { 2: "0b", 8: "0o", 16: "0x" }[base];
  const digits = (value < 0n ? -value : value).toString(base).toUpperCase();
  return `${value < 0n ? "-" : ""}${prefix}${digits}`;
}

function binaryText(term: string | Bits, options: InspectOptions): string {
  const { binaries, base, printableLimit } = options;
  const asText =
    base === 10 &&
    (binaries === "as_strings" ||
      (binaries === "infer" && typeof term === "string" && isPrintable(term, printableLimit)));
  if (asText && (typeof term === "string" || term.bitSize % 8 === 0)) {
    return quoted(term, '"', printableLimit);
  }
  const bytes = bytesOf(term);
  const bits = typeof term === "string" ? 0 : term.bitSize % 8;
  const shown: string[] = [];
  for (const [index, byte] of bytes.entries()) {
    if (index === options.limit) {
      shown.push("...");
      break;
    }
    const partial = bits !== 0 && index === bytes.length - 1;
    const value = integerText(BigInt(partial ? byte >> (8 - bits) : byte), base);
    shown.push(partial ? `${value}::size(${bits})` : value);
  }
  return `<<${shown.join(", ")}>>`;
}

function listText(term: Cons, options: InspectOptions): string {
  const { charlists } = options;
  const items = listItems(term);
  if (items === null) return improperText(term, options);
  if (charlists === "as_charlists" || (charlists === "infer" && isCharlist(items))) {
    return quoted(String.fromCodePoint(...items.map(Number)), "'", options.printableLimit);
  }
  return `[${(isKeyword(items) ? keywordTexts(items, options) : itemTexts(items, options)).join(", ")}]`;
}

// As the items of a proper list, but what stands after the bar costs no item of its own.
function improperText(term: Cons, options: InspectOptions): string {
  const texts: string[] = [];
  let rest: Term = term;
  let { limit } = options;
  for (; rest instanceof Cons; rest = rest.tail) {
    if (limit <= 0) return `[${[...texts, "..."].join(", ")}]`;
    limit -= 1;
    texts.push(inspect(rest.head, { ...options, limit }));
  }
  return `[${texts.join(", ")} | ${inspect(rest, { ...options, limit })}]`;
}

function mapText(term: MapTerm, options: InspectOptions): string {
  const module = options.structs ? structName(term) : null;
  const struct = module === null ? null : structText(term, module, options);
  if (struct !== null) return struct;
  const pairs = term.keys.map((key, index) => new Tuple([key, term.values[index] as Term])); // as many values as keys
  if (isKeyword(pairs)) return `%{${keywordTexts(pairs, options).join(", ")}}`;
  const texts = each(
    pairs,
    options,
    ({ items: [key, value] }, inner) =>
      // Every pair was made of two items just above.
      `${inspect(key as Term, inner)} => ${inspect(value as Term, inner)}`,
  );
  return `%{${texts.join(", ")}}`;
}

function structText(term: MapTerm, module: Atom, options: InspectOptions): string | null {
  const custom = options.program.custom(term, options) ?? builtInText(term, options);
  if (custom !== null) return custom;
  const shown = structFields(term, module, options);
  if (shown === null) return null;
  const texts = keywordTexts(shown.pairs, options);
  const name = inspectAtom(module);
  return shown.isWhole ? `%${name}{${texts.join(", ")}}` : `#${name}<${[...texts, "..."].join(", ")}>`;
}

/** The fields of a struct that are shown; null for a map that only claims to be one, which is shown as a map. */
export function structFields(
  term: MapTerm,
  module: Atom,
  { program }: InspectOptions,
): { readonly pairs: readonly Term[]; readonly isWhole: boolean } | null {
  const fields = program.fieldsOf(module);
  if (fields === null || fields.length + 1 !== term.keys.length) return null;
  const isHidden = program.hiddenOf(module);
  const pairs: Term[] = [];
  let isWhole = true;
  for (const name of fields) {
    const value = mapGet(term, atom(name));
    if (value === undefined) return null;
    if (isHidden(name)) isWhole = false;
    else if (name !== "__exception__") pairs.push(new Tuple([atom(name), value]));
  }
  return { pairs, isWhole };
}

export function builtInText(term: MapTerm, options: InspectOptions): string | null {
  const part = (name: string): Term => mapGet(term, atom(name)) ?? NIL;
  if (isStruct(term, "Range")) {
    const [first, last, step] = [part("first"), part("last"), part("step")];
    const shown = `${inspect(first, options)}..${inspect(last, options)}`;
    return step === 1n && last >= first ? shown : `${shown}//${inspect(step, options)}`;
  }
  if (isStruct(term, "MapSet")) {
    const map = part("map");
    return map instanceof MapTerm ? `MapSet.new([${itemTexts(map.keys, options).join(", ")}])` : null;
  }
  if (isStruct(term, "Regex")) {
    const [source, flags] = [part("source"), part("opts")];
    if (typeof source !== "string" || typeof flags !== "string") return null;
    return `~r/${source.replace(/\\\/|\//g, "\\/")}/${flags}`;
  }
  return null;
}

function itemTexts(items: readonly Term[], options: InspectOptions): string[] {
  return each(items, options, inspect);
}

function keywordTexts(pairs: readonly Term[], options: InspectOptions): string[] {
  return each(pairs, options, (pair, inner) => {
    const [key, value] = (pair as Tuple).items; // isKeyword has seen that it is a pair with an atom
    return `${inspectKey(key as Atom)} ${inspect(value as Term, inner)}`;
  });
}

/** As Inspect.Algebra.container_doc: each item leaves one item less to those that come after it and to its own. */
export function each<Item, Doc>(
  items: readonly Item[],
  options: InspectOptions,
  doc: (item: Item, options: InspectOptions) => Doc,
): (Doc | "...")[] {
  const docs: (Doc | "...")[] = [];
  let { limit } = options;
  for (const item of items) {
    if (limit <= 0) return [...docs, "..."];
    limit -= 1;
    docs.push(doc(item, { ...options, limit }));
  }
  return docs;
}

export function isKeyword(items: readonly Term[]): boolean {
  return (
    items.length > 0 &&
    items.every((item) => {
      const key = item instanceof Tuple && item.items.length === 2 ? item.items[0] : null;
      return key instanceof Atom && !key.name.startsWith("Elixir.");
    })
  );
}

/** `List.ascii_printable?/1` of a list that is not empty. */
export function isCharlist(items: readonly Term[]): boolean {
  return items.every(
    (item) =>
      typeof item === "bigint" &&
      ((item >= 32n && item <= 126n) || (item >= 7n && item <= 13n) || item === 27n),
  );
}

/** `String.printable?/2` */
export function isPrintable(text: string, limit = Number.POSITIVE_INFINITY): boolean {
  let seen = 0;
  for (const char of text) {
    if (seen >= limit) return true;
    seen += 1;
    const code = char.codePointAt(0) ?? 0;
    if (code in ESCAPES || code === 34) continue;
    if ((code < 0x20 || (code > 0x7e && code < 0xa0) || (code & 0xfffe) === 0xfffe) && code < 0x10000)
      return false;
  }
  return true;
}

const ESCAPES: { readonly [code: number]: string } = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  27: "\\e",
  92: "\\\\",
  127: "\\d",
};

function quoted(term: string | Bits, quote: string, limit: number): string {
  const text = typeof term === "string" ? term : null;
  if (text === null) {
    const bytes = [...bytesOf(term)];
    return `${quote}${bytes.map((byte) => (byte < 0x80 ? escaped(String.fromCharCode(byte), quote) : `\\x${hex(byte, 2)}`)).join("")}${quote}`;
  }
  if (text.length <= limit) return `${quote}${escaped(text, quote)}${quote}`;
  const chars = [...text];
  const rest = chars.length > limit ? " <> ..." : "";
  const more = quote === "'" ? rest.replace("<>", "++") : rest;
  return `${quote}${escaped(chars.slice(0, limit).join(""), quote)}${quote}${more}`;
}

/** The text with what cannot stand in a literal of this quote escaped as Elixir does. */
export function escaped(text: string, quote: string): string {
  let result = "";
  let index = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === quote) result += `\\${quote}`;
    else if (char === "#" && text[index + 1] === "{") result += "\\#";
    else result += ESCAPES[code] ?? escapedChar(code, char);
    index += char.length;
  }
  return result;
}

function escapedChar(code: number, char: string): string {
  if (code === 0) return "\\0";
  if (code === 0xfeff) return "\\uFEFF";
  if (code < 0x20 || (code > 0x7e && code < 0xa0)) return `\\x${hex(code, 2)}`;
  return code === 0xfffe || code === 0xffff ? `\\x{${hex(code, 4)}}` : char;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
