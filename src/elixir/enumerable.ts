import { concatenate } from "./bits.ts";
import type { Context } from "./context.ts";
import { argumentError, protocolUndefined } from "./exception.ts";
import type { Routine } from "./host.ts";
import { field, isStruct, mapOf, mapPut, structName } from "./map.ts";
import {
  atom,
  type Bits,
  Cons,
  EMPTY,
  isBinary,
  isList,
  list,
  listItems,
  MapTerm,
  moduleAtom,
  type Term,
  Tuple,
} from "./term.ts";

/** The first and last number of a range and its step; null when the term is no range. */
export function rangeOf(term: Term): { first: bigint; last: bigint; step: bigint } | null {
  if (!isStruct(term, "Range")) return null;
  const [first, last, step] = [field(term, "first"), field(term, "last"), field(term, "step")];
  if (typeof first !== "bigint" || typeof last !== "bigint" || typeof step !== "bigint") return null;
  return { first, last, step };
}

/**
 * The elements of a list, a map (as pairs), a range or a MapSet, one by one and counted as work; null when
 * it is anything else.
 */
export function elements(cx: Context, term: Term): Iterable<Term> | null {
  if (isList(term)) return listElements(cx, term);
  const range = rangeOf(term);
  if (range !== null) return rangeElements(cx, range);
  if (!(term instanceof MapTerm)) return null;
  if (isStruct(term, "MapSet")) {
    const map = field(term, "map");
    return map instanceof MapTerm ? map.keys : null;
  }
  if (structName(term) !== null) return null;
  return term.keys.map((key, index) => new Tuple([key, term.values[index] as Term])); // as many values as keys
}

function* listElements(cx: Context, term: Term): Iterable<Term> {
  let rest = term;
  for (; rest instanceof Cons; rest = rest.tail) {
    cx.spend(1);
    yield rest.head;
  }
  if (rest !== EMPTY) throw argumentError("argument error");
}

function* rangeElements(
  cx: Context,
  { first, last, step }: { first: bigint; last: bigint; step: bigint },
): Iterable<Term> {
  for (let value = first; step > 0n ? value <= last : step < 0n && value >= last; value += step) {
    cx.spend(1);
    yield value;
  }
}

/** The elements of anything enumerable: what is not built in, `Enum.to_list/1` knows. */
export function* allElements(cx: Context, term: Term): Routine<Iterable<Term>> {
  const found = elements(cx, term);
  if (found !== null) return found;
  const made = yield* cx.apply(moduleAtom("Enum"), "to_list", [term]);
  const items = listItems(made);
  if (items === null) throw protocolUndefined("Enumerable", term);
  return items;
}

/** `Enum.into/2` of items that are there: into a list, a map, a MapSet or a binary. */
export function collectInto(cx: Context, items: readonly Term[], into: Term): Term {
  cx.allocate(items.length * 2);
  if (into === EMPTY) return list(items);
  if (isList(into)) return list([...(listItems(into) ?? []), ...items]);
  if (isBinary(into))
    return items.reduce<string | Bits>((all, item) => concatenate(all, binaryItem(item)), into);
  if (isStruct(into, "MapSet")) {
    const map = field(into, "map");
    const pairs = items.map((item) => [item, EMPTY] as const);
    return mapPut(into, MAP_KEY, merged(map instanceof MapTerm ? map : null, pairs));
  }
  if (into instanceof MapTerm && structName(into) === null) {
    return merged(into, items.map(pairItem));
  }
  throw protocolUndefined("Collectable", into);
}

const MAP_KEY = atom("map");

function merged(map: MapTerm | null, pairs: readonly (readonly [Term, Term])[]): MapTerm {
  const old = map === null ? [] : map.keys.map((key, index) => [key, map.values[index] as Term] as const); // as many values as keys
  return mapOf([...old, ...pairs]);
}

function pairItem(item: Term): readonly [Term, Term] {
  const [key, value] = item instanceof Tuple && item.items.length === 2 ? item.items : [];
  if (key === undefined || value === undefined) throw argumentError("argument error");
  return [key, value];
}

function binaryItem(item: Term): string | Bits {
  if (isBinary(item)) return item;
  throw argumentError("argument error");
}
