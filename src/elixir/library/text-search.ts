import type { Context } from "../context.ts";
import { badArgument } from "../exception.ts";
import { list, listItems, type Term, TRUE } from "../term.ts";
import { option } from "./arguments.ts";
import { graphemesOf } from "./graphemes.ts";

/** A place in a text where a pattern fits. */
export type Match = {
  readonly from: number;
  readonly to: number;
  /** All of it, and then its groups. */
  readonly groups: readonly (string | undefined)[];
};

/** The texts that a pattern of String's functions looks for; null when it is no such pattern. */
export function patternTexts(pattern: Term): string[] | null {
  if (typeof pattern === "string") return [pattern];
  const texts = listItems(pattern);
  return texts?.every((text): text is string => typeof text === "string") === true ? texts : null;
}

/** The first matches, `limit` of them at most, counted. */
export function counted(cx: Context, matches: Iterable<Match>, limit = Number.POSITIVE_INFINITY): Match[] {
  const found: Match[] = [];
  for (const match of matches) {
    if (found.length >= limit) break;
    cx.spend(2);
    found.push(match);
  }
  return found;
}

/** Where a text, or one of a list of them, is found, from left to right. */
export function* textMatches(text: string, pattern: Term): Iterable<Match> {
  const texts = patternTexts(pattern);
  if (texts === null) throw badArgument(2, "not a valid pattern");
  if (pattern === "") {
    // Nothing fits before each character and at the end.
    let from = 0;
    for (const grapheme of [...graphemesOf(text), ""]) {
      yield { from, to: from, groups: [""] };
      from += grapheme.length;
    }
    return;
  }
  if (texts.includes("")) throw badArgument(2, "not a valid pattern");
  // Of several that fit in one place the longest is taken.
  texts.sort((a, b) => b.length - a.length);
  for (let from = 0; from < text.length; ) {
    let first: Match | null = null;
    for (const wanted of texts) {
      const at = text.indexOf(wanted, from);
      if (at >= 0 && (first === null || at < first.from)) {
        first = { from: at, to: at + wanted.length, groups: [wanted] };
      }
    }
    if (first === null) return;
    yield first;
    from = first.to;
  }
}

/** The pieces between the matches; options as of `String.split/3` and `Regex.split/3`. */
export function split(cx: Context, text: string, matches: Iterable<Match>, options?: Term): Term {
  const parts = option(options, "parts");
  const isTrimmed = option(options, "trim") === TRUE;
  const withCaptures = option(options, "include_captures") === TRUE;
  const most = typeof parts === "bigint" && parts > 0n ? Number(parts) : Number.POSITIVE_INFINITY;
  const pieces: string[] = [];
  let count = 1;
  let from = 0;
  for (const match of counted(cx, matches)) {
    if (count >= most) break;
    if (!isTrimmed || match.from > from) {
      pieces.push(text.slice(from, match.from));
      count += 1;
    }
    if (withCaptures) pieces.push(text.slice(match.from, match.to));
    from = match.to;
  }
  const rest = text.slice(from);
  if (!isTrimmed || rest !== "") pieces.push(rest);
  cx.allocate(pieces.length * 4);
  return list(pieces);
}
