import type { FunctionCode } from "../code.ts";
import type { Context } from "../context.ts";
import { elements, rangeOf } from "../enumerable.ts";
import { argumentError, protocolUndefined } from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspect } from "../inspect.ts";
import { atomMap, field, isStruct, mapOf, structName } from "../map.ts";
import { nativeFun } from "../native.ts";
import {
  atom,
  Cons,
  EMPTY,
  Fun,
  isList,
  list,
  listItems,
  MapTerm,
  moduleAtom,
  type Term,
  Tuple,
  truthy,
  tuple,
} from "../term.ts";
import { reserve } from "./argument-kinds.ts";
import { noClause } from "./arguments.ts";

/** Gives the next item each time it is called; undefined when there is none left. */
export type Next = () => Routine<Term | undefined>;

/** What a stream runs: a function of two arguments, as on the BEAM, that native code opens instead. */
type StreamCode = FunctionCode & { readonly open: (cx: Context) => Next };

/** An enumerable whose items are made one by one as they are asked for. */
export function stream(open: (cx: Context) => Next): Fun {
  const code = nativeFun(2, () => {
    throw noClause();
  }).code as FunctionCode; // nativeFun makes nothing else
  const opened: StreamCode = { ...code, open };
  return new Fun(opened, "#Function<stream/2 in Stream>");
}

function streamCode(term: Term): StreamCode | null {
  return term instanceof Fun && "open" in term.code ? (term.code as StreamCode) : null; // only `stream` makes such code
}

/** The items of a list, map, set, range or a struct that says so. Null when they come one by one. */
function itemsAtHand(cx: Context, term: Term): readonly Term[] | null {
  if (isList(term)) {
    const items = listItems(term);
    if (items === null) throw noClause();
    cx.spend(items.length);
    return items;
  }
  if (streamCode(term) !== null) return null;
  const range = rangeOf(term);
  if (range !== null) reserve(cx, Number(rangeSize(range)) * 2);
  const found = elements(cx, term);
  if (found === null) return reducedItems(cx, term);
  const items: Term[] = [];
  for (const item of found) {
    cx.allocate(2);
    items.push(item);
  }
  return items;
}

const CONT = atom("cont");

/** The items of a struct whose module implements Enumerable in Elixir. */
function reducedItems(cx: Context, term: Term): readonly Term[] {
  const struct = structName(term);
  const module = struct === null ? null : cx.program.implementation("Enumerable", struct);
  if (module === null) throw protocolUndefined("Enumerable", term);
  const collect = nativeFun(2, (_cx, item, items) => tuple(CONT, new Cons(item, items)));
  const result = cx.runNow(cx.apply(module, "reduce", [term, tuple(CONT, EMPTY), collect]));
  const items = result instanceof Tuple ? result.items[1] : undefined;
  return (listItems(items ?? EMPTY) ?? []).reverse();
}

/** Goes through any enumerable one by one. */
export function open(cx: Context, term: Term): Next {
  const opened = streamCode(term)?.open(cx);
  if (opened !== undefined) return opened;
  const found = rangeOf(term) === null ? itemsAtHand(cx, term) : elements(cx, term);
  const items = (found ?? [])[Symbol.iterator]();
  return function* () {
    return items.next().value;
  };
}

/** Shows one item after the other to `visit` until that returns something; what it returned. */
export function* until<Result>(
  cx: Context,
  term: Term,
  visit: (item: Term, index: number) => Routine<Result | undefined>,
): Routine<Result | undefined> {
  const next = open(cx, term);
  for (let index = 0; ; index += 1) {
    const item = yield* next();
    if (item === undefined) return undefined;
    cx.spend(1);
    const result = yield* visit(item, index);
    if (result !== undefined) return result;
  }
}

/** All items of any enumerable. */
export function* itemsOf(cx: Context, term: Term): Routine<readonly Term[]> {
  const known = itemsAtHand(cx, term);
  if (known !== null) return known;
  const items: Term[] = [];
  yield* until(cx, term, function* (item) {
    cx.allocate(2);
    items.push(item);
    return undefined;
  });
  return items;
}

/** An item with what was said of it. */
export type Keyed = { readonly item: Term; readonly key: Term };

/** All items, each with what the function says of it. */
export function* mapped(cx: Context, term: Term, fun: Term): Routine<Keyed[]> {
  const pairs: Keyed[] = [];
  const known = itemsAtHand(cx, term);
  if (known !== null) {
    for (const item of known) pairs.push({ item, key: yield* cx.call(fun, [item]) });
  } else {
    // Not first all items and then all calls: what a stream does along the way comes in between.
    yield* until(cx, term, function* (item) {
      cx.allocate(2);
      pairs.push({ item, key: yield* cx.call(fun, [item]) });
      return undefined;
    });
  }
  return pairs;
}

/** Whether the function says yes. */
export function* holds(cx: Context, fun: Term, item: Term): Routine<boolean> {
  return truthy(yield* cx.call(fun, [item]));
}

/** The list of these terms, counted. */
export function build(cx: Context, items: readonly Term[], tail: Term = EMPTY): Term {
  cx.allocate(items.length * 2);
  return list(items, tail);
}

/** How many items a range has. */
export function rangeSize({ first, last, step }: NonNullable<ReturnType<typeof rangeOf>>): bigint {
  // No range is made so, but a map may claim to be one.
  if (step === 0n) return 0n;
  const steps = (last - first) / step;
  return (last - first) * step >= 0n ? steps + 1n : 0n;
}

/** Where a slice begins and ends (exclusive) in something of this size, and how far apart its items are. */
export type Slice = { readonly from: number; readonly to: number; readonly step: number };

/** What `start, count` or a range means as a slice, as `Enum.slice` and `String.slice` count. */
export function sliceOf(size: number, start: Term, count: Term | undefined): Slice {
  const index = (position: bigint) => Number(position < 0n ? position + BigInt(size) : position);
  if (count !== undefined) {
    if (typeof start !== "bigint" || typeof count !== "bigint" || count < 0n) throw noClause();
    const from = Math.max(index(start), 0);
    return { from, to: Math.min(from + Number(count), size), step: 1 };
  }
  const range = rangeOf(start);
  if (range === null) throw noClause();
  const from = Math.max(index(range.first), 0);
  const to = Math.min(index(range.last) + 1, size);
  // `1..-1` counts down, but here it means what `1..-1//1` says.
  const step = range.step === -1n ? 1 : Number(range.step);
  if (step < 1) {
    throw argumentError(`slice/2 does not accept ranges with negative steps, got: ${inspect(start)}`);
  }
  return { from, to, step };
}

export function sliced<Item>(items: readonly Item[], { from, to, step }: Slice): Item[] {
  return items.slice(from, Math.max(from, to)).filter((_, index) => index % step === 0);
}

/** The map whose keys are the members of a set. */
export function asSet(term: Term): MapTerm {
  const map = isStruct(term, "MapSet") ? field(term, "map") : undefined;
  if (!(map instanceof MapTerm)) throw noClause();
  return map;
}

/** The set whose members are the keys of the map. */
export function setWith(map: MapTerm): MapTerm {
  return atomMap({ __struct__: moduleAtom("MapSet"), map, version: 2n });
}

/** `MapSet.new(items)` */
export function setOf(cx: Context, items: readonly Term[]): MapTerm {
  cx.allocate(items.length * 2);
  return setWith(mapOf(items.map((item) => [item, EMPTY])));
}
