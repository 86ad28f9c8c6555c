import { concatenate } from "../bits.ts";
import { byteSize } from "../bitstring.ts";
import type { Context } from "../context.ts";
import { argumentError } from "../exception.ts";
import type { Routine } from "../host.ts";
import { atomMap, field, isStruct, mapOf } from "../map.ts";
import {
  Atom,
  atom,
  type Bits,
  bool,
  ERROR,
  Fun,
  list,
  MapTerm,
  moduleAtom,
  NIL,
  OK,
  type Term,
  tuple,
} from "../term.ts";
import { CONVERSION } from "../text.ts";
import { Thrown } from "../thrown.ts";
import { asItems, asText, libraryModule, noClause, option } from "./arguments.ts";
import { build } from "./iteration.ts";
import { compileRegex, regularExpression } from "./regex-source.ts";
import { counted, type Match, split } from "./text-search.ts";

function asRegex(term: Term): MapTerm {
  if (!isStruct(term, "Regex")) throw noClause();
  return term;
}

function* allMatches(text: string, regex: Term): Iterable<Match> {
  for (const groups of text.matchAll(regularExpression(asRegex(regex)))) {
    yield { from: groups.index, to: groups.index + groups[0].length, groups };
  }
}

function firstMatch(cx: Context, text: Term, regex: Term): Match | undefined {
  return counted(cx, allMatches(asText(text), regex), 1)[0];
}

/** The names of the groups, sorted; the n-th name's group. */
function groupNames(regex: MapTerm): { readonly name: string; readonly group: number }[] {
  const names: { name: string; group: number }[] = [];
  let group = 0;
  for (const [all, name] of regularExpression(regex).source.matchAll(
    /\\.|\[(?:\\.|[^\]])*\]|\((?!\?)|\(\?<(\w+)>/gs,
  )) {
    if (all[0] !== "(") continue;
    group += 1;
    if (name !== undefined) names.push({ name, group });
  }
  return names.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The groups that the option `capture` asks for, as numbers. */
function wantedGroups(regex: MapTerm, match: Match, capture: Term | undefined): number[] {
  // Groups at the end that took no part are left out, and those before them are empty.
  const count = match.groups.findLastIndex((group) => group !== undefined) + 1;
  const all = Array.from({ length: count }, (_, index) => index);
  const names = () => groupNames(regex);
  switch (capture instanceof Atom ? capture.name : capture === undefined ? "all" : "") {
    case "all":
      return all;
    case "first":
      return [0];
    case "all_but_first":
      return all.slice(1);
    case "none":
      return [];
    case "all_names":
      return names().map(({ group }) => group);
  }
  return asItems(capture ?? NIL).map((wanted) => {
    if (typeof wanted === "bigint") return Number(wanted);
    const name = wanted instanceof Atom ? wanted.name : asText(wanted);
    return names().find((other) => other.name === name)?.group ?? -1;
  });
}

/** What a match gives, as texts or as places in bytes. */
function captures(cx: Context, text: string, regex: MapTerm, match: Match, options?: Term): Term {
  const groups = wantedGroups(regex, match, option(options, "capture"));
  if (option(options, "return") !== atom("index")) {
    return build(
      cx,
      groups.map((group) => match.groups[group] ?? ""),
    );
  }
  return build(
    cx,
    groups.map((group) => {
      const found = match.groups[group];
      if (found === undefined) return tuple(-1n, 0n);
      // JavaScript says where the whole match is; a group is looked for inside it.
      const at = group === 0 ? match.from : text.indexOf(found, match.from);
      return tuple(BigInt(byteSize(text.slice(0, at))), BigInt(byteSize(found)));
    }),
  );
}

/** The replacement with `\1` and `\g{1}` filled in. */
function filled(replacement: string, { groups }: Match): string {
  return replacement.replace(
    /\\(?:(\d)|g\{(\d+)\}|\\)/g,
    (all, digit?: string, number: string | undefined = digit) =>
      number === undefined ? all.slice(1) : (groups[Number(number)] ?? ""),
  );
}

/** `Regex.replace/4` */
function* replaceMatches(
  cx: Context,
  text: string,
  regex: Term,
  replacement: Term,
  options?: Term,
): Routine<Term> {
  const once = option(options, "global") === atom("false");
  let result: string | Bits = "";
  let from = 0;
  for (const match of counted(cx, allMatches(text, regex), once ? 1 : undefined)) {
    let by: string | Bits;
    if (replacement instanceof Fun) {
      const args = Array.from({ length: replacement.code.arity }, (_, group) => match.groups[group] ?? "");
      by = CONVERSION.now.iodata(yield* cx.call(replacement, args));
    } else by = filled(asText(replacement), match);
    result = concatenate(concatenate(result, text.slice(from, match.from)), by);
    from = match.to;
  }
  cx.allocate(2 + (text.length >> 3));
  return concatenate(result, text.slice(from));
}

function makeRegex(source: Term, options: Term): MapTerm {
  const opts = typeof options === "string" ? options : asItems(options).map(modifierOf).join("");
  compileRegex(asText(source), opts);
  return atomMap({ __struct__: moduleAtom("Regex"), source, opts, re_pattern: NIL, re_version: "" });
}

function exceptionText({ value }: Thrown): string {
  return value instanceof MapTerm ? String(field(value, "message")) : "";
}

const MODIFIERS: { readonly [name: string]: string } = {
  caseless: "i",
  unicode: "u",
  multiline: "m",
  dotall: "s",
  extended: "x",
  ungreedy: "U",
};

function modifierOf(option: Term): string {
  const modifier = option instanceof Atom ? MODIFIERS[option.name] : undefined;
  if (modifier === undefined) throw noClause();
  return modifier;
}

export const REGEX = libraryModule(
  "Regex",
  {
    "compile/1,2": (_cx, source, options = "") => {
      try {
        return tuple(OK, makeRegex(source, options));
      } catch (thrown) {
        if (!(thrown instanceof Thrown)) throw thrown;
        const [, reason = "", position] = /^(.*) at position (\d+)$/.exec(exceptionText(thrown)) ?? [];
        return tuple(
          ERROR,
          tuple(list(Array.from(reason, (char) => BigInt(char.charCodeAt(0)))), BigInt(position ?? 0)),
        );
      }
    },
    "compile!/1,2": (_cx, source, options = "") => makeRegex(source, options),
    "escape/1": (_cx, text) => asText(text).replace(/[.^$*+?()[{\\|\]}#\s-]/g, (char) => `\\${char}`),
    "match?/2": (cx, regex, text) => bool(firstMatch(cx, text, regex) !== undefined),
    "named_captures/2,3": (cx, regex, text) => {
      const match = firstMatch(cx, text, regex);
      if (match === undefined) return NIL;
      return mapOf(groupNames(asRegex(regex)).map(({ name, group }) => [name, match.groups[group] ?? ""]));
    },
    "names/1": (cx, regex) =>
      build(
        cx,
        groupNames(asRegex(regex)).map(({ name }) => name),
      ),
    "opts/1": (_cx, regex) => field(asRegex(regex), "opts") ?? "",
    "regex?/1": (_cx, term) => bool(isStruct(term, "Regex")),
    *"replace/3,4"(cx, regex, text, replacement, options) {
      return yield* replaceMatches(cx, asText(text), asRegex(regex), replacement, options);
    },
    "run/2,3": (cx, regex, text, options) => {
      const match = firstMatch(cx, text, regex);
      return match === undefined ? NIL : captures(cx, asText(text), asRegex(regex), match, options);
    },
    "scan/2,3": (cx, regex, text, options) =>
      build(
        cx,
        counted(cx, allMatches(asText(text), regex)).map((match) =>
          captures(cx, asText(text), asRegex(regex), match, options),
        ),
      ),
    "source/1": (_cx, regex) => field(asRegex(regex), "source") ?? "",
    "split/2,3": (cx, regex, text, options) => {
      if (option(options, "on") !== undefined)
        throw argumentError("Regex.split: the option :on is not supported here");
      return split(cx, asText(text), allMatches(asText(text), regex), options);
    },
  },
  { struct: { opts: "", re_pattern: NIL, re_version: "", source: NIL } },
);
