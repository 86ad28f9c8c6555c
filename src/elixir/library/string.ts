import { concatenate } from "../bits.ts";
import type { Context } from "../context.ts";
import { argumentError, badArgument } from "../exception.ts";
import type { Routine } from "../host.ts";
import { isPrintable } from "../inspect.ts";
import { isStruct } from "../map.ts";
import { likeness } from "../nearest.ts";
import {
  Atom,
  atom,
  atomExists,
  type Bits,
  bool,
  EMPTY,
  Fun,
  isBinary,
  NIL,
  type Term,
  tuple,
} from "../term.ts";
import { reserve } from "./argument-kinds.ts";
import { asCount, asIndex, asItems, asText, libraryModule, noClause, option } from "./arguments.ts";
import { codePoints } from "./code-points.ts";
import { graphemesOf } from "./graphemes.ts";
import { build, sliced, sliceOf } from "./iteration.ts";
import { floatOf } from "./number-reader.ts";
import { binaryText } from "./string-basics.ts";
import { counted, patternTexts, split, textMatches } from "./text-search.ts";

/** A text that was built, counted. */
function made(cx: Context, text: string): string {
  cx.allocate(2 + (text.length >> 3));
  return text;
}

function splitGraphemes(cx: Context, text: Term): readonly string[] {
  const graphemes = graphemesOf(asText(text));
  cx.spend(graphemes.length >> 3);
  return graphemes;
}

const ASCII = atom("ascii");
const DEFAULT = atom("default");

/** Letter by letter: the end of a word changes nothing, as in Elixir. */
function lower(text: string, mode: Term = DEFAULT): string {
  if (mode === ASCII) return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (mode !== DEFAULT) throw noClause();
  return Array.from(text, (letter) => letter.toLowerCase()).join("");
}

function upper(text: string, mode: Term = DEFAULT): string {
  if (mode === ASCII) return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  if (mode !== DEFAULT) throw noClause();
  return text.toUpperCase();
}

function capitalized(text: string, mode?: Term): string {
  const [first = "", ...rest] = text;
  // A letter that becomes two, such as ß, has only the first of them large.
  const [large = "", ...small] = upper(first, mode);
  return large + lower(small.join("") + rest.join(""), mode);
}

const LEADING_SPACE = /^\p{White_Space}+/u;
const TRAILING_SPACE = /\p{White_Space}+$/u;
/** What `split/1` splits at: space, but none that forbids a break. */
const BREAK = /[^\P{White_Space}\u00a0\u2007\u202f]+/u;

/** The text without as many `part` as stand at its beginning, and how many those were. */
function withoutLeading(text: string, part: string): readonly [string, number] {
  if (part === "") throw argumentError("cannot use an empty string as the match to replace");
  let count = 0;
  while (text.startsWith(part, count * part.length)) count += 1;
  return [text.slice(count * part.length), count];
}

function withoutTrailing(text: string, part: string): readonly [string, number] {
  if (part === "") throw argumentError("cannot use an empty string as the match to replace");
  let count = 0;
  while (text.length >= (count + 1) * part.length && text.endsWith(part, text.length - count * part.length)) {
    count += 1;
  }
  return [text.slice(0, text.length - count * part.length), count];
}

/** What has to stand beside the text until it is that long. */
function padding(cx: Context, text: Term, count: Term, filler: Term): string {
  const size = asCount(count) - splitGraphemes(cx, text).length;
  const parts = typeof filler === "string" ? graphemesOf(filler) : asItems(filler).map(asText);
  if (parts.length === 0) throw noClause();
  if (size <= 0) return "";
  reserve(cx, size);
  return Array.from({ length: size }, (_, index) => parts[index % parts.length]).join("");
}

/** The texts of which one is to be found at an end. */
function alternatives(term: Term): string[] {
  const texts = patternTexts(term);
  if (texts === null) throw noClause();
  return texts;
}

/** What takes a regex in place of a text, the module Regex does. */
const REGEX = atom("Elixir.Regex");

function splitAt(cx: Context, text: string, pattern: Term, options?: Term): Term {
  if (!isStruct(pattern, "Regex")) return split(cx, text, textMatches(text, pattern), options);
  return cx.runNow(cx.apply(REGEX, "split", [pattern, text, options ?? EMPTY]));
}

function* replaced(
  cx: Context,
  text: string,
  pattern: Term,
  replacement: Term,
  options?: Term,
): Routine<Term> {
  if (isStruct(pattern, "Regex")) {
    return yield* cx.apply(REGEX, "replace", [pattern, text, replacement, options ?? EMPTY]);
  }
  const once = option(options, "global") === atom("false");
  if (!isBinary(replacement) && !(replacement instanceof Fun)) throw noClause();
  let result: string | Bits = "";
  let from = 0;
  for (const match of counted(cx, textMatches(text, pattern), once ? 1 : undefined)) {
    const by =
      replacement instanceof Fun ? yield* cx.call(replacement, [match.groups[0] ?? ""]) : replacement;
    if (!isBinary(by)) throw noClause();
    result = concatenate(concatenate(result, text.slice(from, match.from)), by);
    from = match.to;
  }
  result = concatenate(result, text.slice(from));
  return typeof result === "string" ? made(cx, result) : result;
}

/** What `String` has besides string-basics.ts. */
export const STRING_REST = libraryModule("String", {
  "at/2": (cx, text, index) => splitGraphemes(cx, text).at(asIndex(index)) ?? NIL,
  "capitalize/1,2": (cx, text, mode) => made(cx, capitalized(asText(text), mode)),
  "codepoints/1": (cx, text) => build(cx, [...asText(text)]),
  "contains?/2": (cx, text, pattern) => bool(counted(cx, textMatches(asText(text), pattern), 1).length > 0),
  "downcase/1,2": (cx, text, mode) => made(cx, lower(asText(text), mode)),
  "duplicate/2": (cx, text, count) => {
    const times = asIndex(count);
    if (times < 0) throw badArgument(2, "out of range");
    const part = binaryText(text);
    reserve(cx, Math.ceil((part.length * times) / 8));
    return part.repeat(times);
  },
  "ends_with?/2": (_cx, text, ends) => {
    const whole = asText(text);
    return bool(alternatives(ends).some((end) => whole.endsWith(end)));
  },
  "equivalent?/2": (_cx, a, b) => bool(asText(a).normalize("NFD") === asText(b).normalize("NFD")),
  "first/1": (cx, text) => splitGraphemes(cx, text)[0] ?? NIL,
  "graphemes/1": (cx, text) => build(cx, splitGraphemes(cx, text)),
  "jaro_distance/2": (_cx, a, b) => likeness(asText(a), asText(b)),
  "last/1": (cx, text) => splitGraphemes(cx, text).at(-1) ?? NIL,
  "length/1": (cx, text) => BigInt(splitGraphemes(cx, text).length),
  "match?/2": (cx, text, regex) => {
    if (!isStruct(regex, "Regex")) throw noClause();
    return cx.runNow(cx.apply(REGEX, "match?", [regex, text]));
  },
  "next_codepoint/1": (_cx, text) => {
    const [first] = asText(text);
    return first === undefined ? NIL : tuple(first, asText(text).slice(first.length));
  },
  "next_grapheme/1": (cx, text) => {
    const [first] = splitGraphemes(cx, text);
    return first === undefined ? NIL : tuple(first, asText(text).slice(first.length));
  },
  "normalize/2": (cx, text, form) => {
    const name = form instanceof Atom ? form.name.toUpperCase() : "";
    if (!/^NFK?[CD]$/.test(name)) throw noClause();
    return made(cx, asText(text).normalize(name));
  },
  "pad_leading/2,3": (cx, text, count, filler = " ") => padding(cx, text, count, filler) + asText(text),
  "pad_trailing/2,3": (cx, text, count, filler = " ") => asText(text) + padding(cx, text, count, filler),
  "printable?/1,2": (_cx, text, limit) => {
    if (!isBinary(text)) throw noClause();
    const most = typeof limit === "bigint" ? Number(limit) : undefined;
    return bool(typeof text === "string" && isPrintable(text, most));
  },
  *"replace/3,4"(cx, text, pattern, replacement, options) {
    return yield* replaced(cx, asText(text), pattern, replacement, options);
  },
  "replace_leading/3": (cx, text, part, by) => {
    const [rest, count] = withoutLeading(asText(text), asText(part));
    return made(cx, asText(by).repeat(count) + rest);
  },
  "replace_prefix/3": (cx, text, part, by) => {
    const [whole, prefix] = [asText(text), asText(part)];
    return whole.startsWith(prefix) ? made(cx, asText(by) + whole.slice(prefix.length)) : text;
  },
  "replace_suffix/3": (cx, text, part, by) => {
    const [whole, suffix] = [asText(text), asText(part)];
    return whole.endsWith(suffix)
      ? made(cx, whole.slice(0, whole.length - suffix.length) + asText(by))
      : text;
  },
  "replace_trailing/3": (cx, text, part, by) => {
    const [rest, count] = withoutTrailing(asText(text), asText(part));
    return made(cx, rest + asText(by).repeat(count));
  },
  "reverse/1": (cx, text) => made(cx, [...splitGraphemes(cx, text)].reverse().join("")),
  "slice/2|3": (cx, text, start, count) => {
    const graphemes = splitGraphemes(cx, text);
    return made(cx, sliced(graphemes, sliceOf(graphemes.length, start, count)).join(""));
  },
  "split/1|2,3": (cx, text, pattern, options) => {
    if (pattern !== undefined) return splitAt(cx, asText(text), pattern, options);
    return build(
      cx,
      binaryText(text)
        .split(BREAK)
        .filter((word) => word !== ""),
    );
  },
  "split_at/2": (cx, text, index) => {
    const graphemes = splitGraphemes(cx, text);
    const at = asIndex(index) < 0 ? Math.max(graphemes.length + asIndex(index), 0) : asIndex(index);
    return tuple(graphemes.slice(0, at).join(""), graphemes.slice(at).join(""));
  },
  "splitter/2,3": (cx, text, pattern, options) => splitAt(cx, asText(text), pattern, options),
  "starts_with?/2": (_cx, text, starts) => {
    const whole = asText(text);
    return bool(alternatives(starts).some((start) => whole.startsWith(start)));
  },
  "to_atom/1": (_cx, text) => atom(binaryText(text)),
  "to_charlist/1": (cx, text) => build(cx, codePoints(asText(text))),
  "to_existing_atom/1": (_cx, text) => {
    if (atomExists(binaryText(text))) return atom(binaryText(text));
    throw badArgument(1, "not an already existing atom");
  },
  "to_float/1": (_cx, text) => floatOf(binaryText(text)),
  "trim/1": (_cx, text) => asText(text).replace(LEADING_SPACE, "").replace(TRAILING_SPACE, ""),
  "trim/2": (_cx, text, part) =>
    withoutTrailing(withoutLeading(asText(text), asText(part))[0], asText(part))[0],
  "trim_leading/1": (_cx, text) => asText(text).replace(LEADING_SPACE, ""),
  "trim_leading/2": (_cx, text, part) => withoutLeading(asText(text), asText(part))[0],
  "trim_trailing/1": (_cx, text) => asText(text).replace(TRAILING_SPACE, ""),
  "trim_trailing/2": (_cx, text, part) => withoutTrailing(asText(text), asText(part))[0],
  "upcase/1,2": (cx, text, mode) => made(cx, upper(asText(text), mode)),
  "valid?/1": (_cx, text) => bool(typeof text === "string"),
});
