import { badArgument, functionClauseIn, keyError } from "../exception.ts";
import { inspect } from "../inspect.ts";
import { same } from "../order.ts";
import {
  atom,
  bool,
  Cons,
  EMPTY,
  isList,
  list,
  listItems,
  moduleAtom,
  NIL,
  type Term,
  Tuple,
  tuple,
} from "../term.ts";
import { CONVERSION } from "../text.ts";
import { asTuple, checkDepth, reserve } from "./argument-kinds.ts";
import { asIndex, asItems, libraryModule, noClause } from "./arguments.ts";
import { codePoints } from "./code-points.ts";
import { build } from "./iteration.ts";
import { floatOf, integerOf } from "./number-reader.ts";
import { orderOf, sorted } from "./ordering.ts";

/** Some functions are the BEAM's own, and say so when they fail. */
const LISTS = atom("lists");
const ENUM = moduleAtom("Enum");

/** Where an index points; it counts from the end when it is negative. */
function position(items: readonly Term[], index: Term): number {
  const at = asIndex(index);
  return at < 0 ? at + items.length : at;
}

function isInside(items: readonly Term[], index: number): boolean {
  return index >= 0 && index < items.length;
}

/** Where the first tuple is that has the key in this place; -1 when there is none. */
function keyIndex(items: readonly Term[], key: Term, place: Term): number {
  const at = asIndex(place);
  if (at < 0) throw badArgument(2, "out of range");
  return items.findIndex((item) => {
    const part = item instanceof Tuple ? item.items[at] : undefined;
    return part !== undefined && same(part, key);
  });
}

function flattened(term: Term, into: Term[], depth = 0): Term[] {
  checkDepth(depth);
  for (const item of asItems(term)) {
    if (isList(item)) flattened(item, into, depth + 1);
    else into.push(item);
  }
  return into;
}

function textOf(term: Term): string {
  if (!isList(term)) throw badArgument(1, "not a list");
  const text = CONVERSION.now.chardata(term);
  return typeof text === "string" ? text : "";
}

export const LIST = libraryModule("List", {
  "ascii_printable?/1,2": (_cx, term, limit) =>
    bool(
      asItems(term)
        .slice(0, typeof limit === "bigint" ? Number(limit) : undefined)
        .every(
          (item) =>
            typeof item === "bigint" &&
            (item >= 32n ? item <= 126n : (item >= 7n && item <= 13n) || item === 27n),
        ),
    ),
  "delete/2": (cx, term, item) => {
    const items = asItems(term);
    const index = items.findIndex((other) => same(other, item));
    return index < 0 ? term : build(cx, items.toSpliced(index, 1));
  },
  "delete_at/2": (cx, term, index) => {
    const items = asItems(term);
    const at = position(items, index);
    return isInside(items, at) ? build(cx, items.toSpliced(at, 1)) : term;
  },
  "duplicate/2": (cx, item, count) => {
    const size = asIndex(count);
    if (size < 0) throw functionClauseIn(LISTS, "duplicate", 2);
    reserve(cx, size * 2);
    return list(Array<Term>(size).fill(item));
  },
  "first/1,2": (_cx, term, fallback = NIL) => asItems(term)[0] ?? fallback,
  "last/1,2": (_cx, term, fallback = NIL) => asItems(term).at(-1) ?? fallback,
  "flatten/1,2": (cx, term, tail = EMPTY) => {
    if (!isList(term)) throw functionClauseIn(LISTS, "flatten", tail === EMPTY ? 1 : 2);
    if (!isList(tail)) throw functionClauseIn(LISTS, "flatten", 2);
    return build(cx, flattened(term, []), tail);
  },
  *"foldl/3"(cx, term, initial, fun) {
    let acc = initial;
    for (const item of asItems(term)) acc = yield* cx.call(fun, [item, acc]);
    return acc;
  },
  *"foldr/3"(cx, term, initial, fun) {
    let acc = initial;
    for (const item of asItems(term).reverse()) acc = yield* cx.call(fun, [item, acc]);
    return acc;
  },
  "improper?/1": (_cx, term) => {
    if (!isList(term)) throw noClause();
    return bool(listItems(term) === null);
  },
  "insert_at/3": (cx, term, index, item) => {
    const items = asItems(term);
    const at = asIndex(index);
    return build(cx, items.toSpliced(at < 0 ? Math.max(at + items.length + 1, 0) : at, 0, item));
  },
  "keydelete/3": (cx, term, key, place) => {
    const items = asItems(term);
    const index = keyIndex(items, key, place);
    return index < 0 ? term : build(cx, items.toSpliced(index, 1));
  },
  "keyfind/3,4": (_cx, term, key, place, fallback = NIL) => {
    const items = asItems(term);
    return items[keyIndex(items, key, place)] ?? fallback;
  },
  "keyfind!/3": (_cx, term, key, place) => {
    const items = asItems(term);
    const found = items[keyIndex(items, key, place)];
    if (found !== undefined) return found;
    throw keyError(
      key,
      term,
      `key ${inspect(key)} at position ${inspect(place)} not found in: ${inspect(term)}`,
    );
  },
  "keymember?/3": (_cx, term, key, place) => bool(keyIndex(asItems(term), key, place) >= 0),
  "keyreplace/4": (cx, term, key, place, item) => {
    const items = asItems(term);
    const index = keyIndex(items, key, place);
    return index < 0 ? term : build(cx, items.with(index, item));
  },
  *"keysort/2,3"(cx, term, place, order = atom("asc")) {
    const items = asItems(term).map((item) => ({ item, key: asTuple(item)[asIndex(place)] ?? NIL }));
    return build(
      cx,
      (yield* sorted(cx, items, orderOf(cx, order))).map(({ item }) => item),
    );
  },
  "keystore/4": (cx, term, key, place, item) => {
    const items = asItems(term);
    const index = keyIndex(items, key, place);
    return build(cx, index < 0 ? [...items, item] : items.with(index, item));
  },
  "keytake/3": (cx, term, key, place) => {
    const items = asItems(term);
    const index = keyIndex(items, key, place);
    return index < 0 ? NIL : tuple(items[index] ?? NIL, build(cx, items.toSpliced(index, 1)));
  },
  "pop_at/2,3": (cx, term, index, fallback = NIL) => {
    const items = asItems(term);
    const at = position(items, index);
    if (!isInside(items, at)) return tuple(fallback, term);
    return tuple(items[at] ?? NIL, build(cx, items.toSpliced(at, 1)));
  },
  "replace_at/3": (cx, term, index, item) => {
    const items = asItems(term);
    const at = position(items, index);
    return isInside(items, at) ? build(cx, items.with(at, item)) : term;
  },
  "starts_with?/2": (_cx, term, prefix) => {
    const items = asItems(term);
    return bool(
      asItems(prefix).every((item, index) => {
        const other = items[index];
        return other !== undefined && same(other, item);
      }),
    );
  },
  "to_atom/1": (_cx, term) => atom(textOf(term)),
  "to_charlist/1": (cx, term) => {
    if (!isList(term)) throw noClause();
    return build(cx, codePoints(textOf(term)));
  },
  "to_float/1": (_cx, term) => floatOf(textOf(term)),
  "to_integer/1,2": (_cx, term, base = 10n) => integerOf(textOf(term), asIndex(base)),
  "to_string/1": (_cx, term) => {
    if (!isList(term)) throw noClause();
    return CONVERSION.now.chardata(term);
  },
  "to_tuple/1": (_cx, term) => {
    const items = listItems(term);
    if (items === null) throw badArgument(1, "not a list");
    return new Tuple(items);
  },
  *"update_at/3"(cx, term, index, fun) {
    const items = asItems(term);
    const at = position(items, index);
    const item = items[at];
    return item === undefined ? term : build(cx, items.with(at, yield* cx.call(fun, [item])));
  },
  "wrap/1": (_cx, term) => (term === NIL ? EMPTY : isList(term) ? term : new Cons(term, EMPTY)),
  *"zip/1"(cx, terms) {
    return yield* cx.apply(ENUM, "zip", [list(asItems(terms))]);
  },
});
