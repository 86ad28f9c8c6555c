import type { Context } from "../context.ts";
import { argumentError, noMatch } from "../exception.ts";
import { inspect } from "../inspect.ts";
import { mapHas, mapOf } from "../map.ts";
import { compare } from "../order.ts";
import { Atom, bool, ERROR, isList, list, listItems, NIL, OK, type Term, Tuple, tuple } from "../term.ts";
import { asAtom } from "./argument-kinds.ts";
import { asItems, libraryModule, pairOf } from "./arguments.ts";
import { type Dictionary, dictionaryFunctions, type Pair } from "./dictionary.ts";
import { build } from "./iteration.ts";

/** The pairs of a keyword list. */
export function keywordPairs(term: Term): Pair[] {
  return asItems(term).map((item) => {
    const pair = pairOf(item);
    if (pair !== null && pair[0] instanceof Atom) return pair;
    throw argumentError(
      `expected a keyword list, but an entry in the list is not a two-element tuple with an atom as its first element, got: ${inspect(item)}`,
    );
  });
}

function isKeyword(term: Term): boolean {
  return listItems(term)?.every((item) => pairOf(item)?.[0] instanceof Atom) ?? false;
}

function ofPairs(cx: Context, pairs: readonly Pair[]): Term {
  cx.allocate(pairs.length * 5);
  return list(pairs.map((pair) => new Tuple(pair)));
}

function without(term: Term, key: Term): Pair[] {
  asAtom(key);
  return keywordPairs(term).filter(([other]) => other !== key);
}

const indexOf = (pairs: readonly Pair[], key: Term): number => pairs.findIndex(([other]) => other === key);

const KEYWORDS: Dictionary = {
  is: isList,
  get(container, key) {
    asAtom(key);
    return asItems(container)
      .map(pairOf)
      .find((pair) => pair?.[0] === key)?.[1];
  },
  put: (cx, container, key, value) => ofPairs(cx, [[key, value], ...without(container, key)]),
  change(cx, container, key, value) {
    const rest = without(container, key);
    const index = indexOf(keywordPairs(container), key);
    return ofPairs(cx, rest.toSpliced(index < 0 ? rest.length : index, 0, [key, value]));
  },
  exchange(cx, container, key, value) {
    const pairs = keywordPairs(container);
    const index = indexOf(pairs, asAtom(key));
    if (value === null) return ofPairs(cx, index < 0 ? pairs : pairs.toSpliced(index, 1));
    return ofPairs(cx, index < 0 ? [[key, value], ...pairs] : pairs.with(index, [key, value]));
  },
  remove: (cx, container, key) => ofPairs(cx, without(container, key)),
  pairs: keywordPairs,
  of: ofPairs,
  from(cx, items) {
    const pairs = items.map((item) => {
      const pair = pairOf(item);
      if (pair === null) throw noMatch("MatchError", item);
      return pair;
    });
    const lastOf = new Map(pairs.map(([key], index) => [key, index]));
    return ofPairs(
      cx,
      pairs.filter(([key], index) => lastOf.get(key) === index),
    );
  },
};

/** `validate`: the keywords with the defaults of those that are missing, or the keys that are not allowed. */
function validated(
  cx: Context,
  keywords: Term,
  allowed: Term,
): { keys: Term[]; unknown: Term[]; term: Term } {
  const pairs = keywordPairs(keywords);
  const rules = asItems(allowed).map((rule): readonly [Term, Term | null] => pairOf(rule) ?? [rule, null]);
  const known = mapOf(rules.map(([key]) => [key, NIL]));
  const given = mapOf(pairs);
  const defaults = rules.filter((rule): rule is Pair => rule[1] !== null && !mapHas(given, rule[0]));
  return {
    keys: rules.map(([key]) => key),
    unknown: pairs.map(([key]) => key).filter((key) => !mapHas(known, key)),
    term: ofPairs(cx, [...defaults.reverse(), ...pairs]),
  };
}

export const KEYWORD = libraryModule("Keyword", {
  ...dictionaryFunctions(KEYWORDS),
  "delete_first/2": (cx, term, key) => KEYWORDS.exchange(cx, term, key, null),
  "equal?/2": (_cx, a, b) => {
    const ordered = (term: Term) => list(asItems(term).sort((x, y) => compare(x, y)));
    return bool(compare(ordered(a), ordered(b)) === 0);
  },
  "get_values/2": (cx, term, key) => valuesOf(cx, term, key),
  "keyword?/1": (_cx, term) => bool(isKeyword(term)),
  "pop_first/2,3": (cx, term, key, fallback = NIL) =>
    tuple(KEYWORDS.get(term, key) ?? fallback, KEYWORDS.exchange(cx, term, key, null)),
  "pop_values/2": (cx, term, key) => tuple(valuesOf(cx, term, key), KEYWORDS.remove(cx, term, key)),
  "to_list/1": (_cx, term) => {
    keywordPairs(term);
    return term;
  },
  "validate/2": (cx, term, allowed) => {
    const { unknown, term: result } = validated(cx, term, allowed);
    return unknown.length === 0 ? tuple(OK, result) : tuple(ERROR, list(unknown));
  },
  "validate!/2": (cx, term, allowed) => {
    const { keys, unknown, term: result } = validated(cx, term, allowed);
    if (unknown.length === 0) return result;
    throw argumentError(
      `unknown keys ${inspect(list(unknown))} in ${inspect(term)}, the allowed keys are: ${inspect(list(keys))}`,
    );
  },
});

function valuesOf(cx: Context, term: Term, key: Term): Term {
  return build(
    cx,
    keywordPairs(term)
      .filter(([other]) => other === asAtom(key))
      .map(([, value]) => value),
  );
}
