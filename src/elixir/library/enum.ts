import { add, multiply } from "../arithmetic.ts";
import { concatenate } from "../bits.ts";
import type { Context } from "../context.ts";
import { collectInto, rangeOf } from "../enumerable.ts";
import { argumentError, noMatch, raised } from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspect } from "../inspect.ts";
import { isStruct, mapHas, mapOf } from "../map.ts";
import { same } from "../order.ts";
import {
  Atom,
  atom,
  type Bits,
  bool,
  EMPTY,
  ERROR,
  Fun,
  isBinary,
  isList,
  NIL,
  OK,
  type Term,
  Tuple,
  truthy,
  tuple,
} from "../term.ts";
import { toText } from "../text.ts";
import { asFunction } from "./argument-kinds.ts";
import { asCount, asIndex, libraryModule, noClause, pairOf } from "./arguments.ts";
import { bestOf, emptyError, leastAndGreatest } from "./extremes.ts";
import { chunksBy, dedup, frequencies, grouped, uniqueBy } from "./grouping.ts";
import {
  asSet,
  build,
  holds,
  itemsOf,
  type Keyed,
  mapped,
  open,
  rangeSize,
  sliced,
  sliceOf,
  until,
} from "./iteration.ts";
import { orderOf, sorted } from "./ordering.ts";

const HALT = atom("halt");
const CONT = atom("cont");
const ASC = atom("asc");
const DESC = atom("desc");

const itself = (items: readonly Term[]): Keyed[] => items.map((item) => ({ item, key: item }));
const itemOf = ({ item }: Keyed): Term => item;
const keyOf = ({ key }: Keyed): Term => key;
const holding = ({ key }: Keyed): boolean => truthy(key);
const failing = ({ key }: Keyed): boolean => !truthy(key);

/** The first items; of an endless stream no more are made. */
function* firstItems(cx: Context, term: Term, count: number): Routine<Term[]> {
  const items: Term[] = [];
  if (count === 0) return items;
  yield* until(cx, term, function* (item) {
    cx.allocate(2);
    return items.push(item) === count ? true : undefined;
  });
  return items;
}

function* itemAt(cx: Context, term: Term, index: number): Routine<Term | undefined> {
  const range = rangeOf(term);
  if (range !== null) {
    const at = index < 0 ? Number(rangeSize(range)) + index : index;
    return at >= 0 && at < rangeSize(range) ? range.first + BigInt(at) * range.step : undefined;
  }
  if (index < 0) return (yield* itemsOf(cx, term)).at(index);
  return yield* until(cx, term, function* (item, at) {
    return at === index ? item : undefined;
  });
}

/** Items up to the first of which the function says no, and those from there on. */
function* splitWhile(cx: Context, term: Term, fun: Term): Routine<[Term[], Term[]]> {
  const items = yield* itemsOf(cx, term);
  let count = 0;
  for (const item of items) {
    if (!(yield* holds(cx, fun, item))) break;
    count += 1;
  }
  return [items.slice(0, count), items.slice(count)];
}

/** A negative count counts from the end. */
function splitIndex(items: readonly Term[], count: number): number {
  return count < 0 ? Math.max(items.length + count, 0) : count;
}

/** `join`, of items that are text or become it. */
function join(cx: Context, items: readonly Term[], joiner: Term): Term {
  if (!isBinary(joiner)) throw noClause();
  let result: string | Bits = "";
  for (const [index, item] of items.entries()) {
    if (index > 0) result = concatenate(result, joiner);
    result = concatenate(result, toText(cx, item));
  }
  cx.allocate(2 + (typeof result === "string" ? result.length >> 3 : result.bytes.length >> 3));
  return result;
}

function between(items: readonly Term[], separator: Term): Term[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}

/** Item by item through several enumerables, as long as the shortest has any. */
export function* zipped(cx: Context, terms: readonly Term[]): Routine<Term[][]> {
  const sources = terms.map((term) => open(cx, term));
  const rows: Term[][] = [];
  while (sources.length > 0) {
    const row: Term[] = [];
    for (const next of sources) {
      const item = yield* next();
      if (item === undefined) return rows;
      row.push(item);
    }
    cx.spend(1);
    cx.allocate(row.length + 3);
    rows.push(row);
  }
  return rows;
}

function* zipWith(
  cx: Context,
  terms: readonly Term[],
  combine: (row: Term[]) => Routine<Term>,
): Routine<Term> {
  const results: Term[] = [];
  for (const row of yield* zipped(cx, terms)) results.push(yield* combine(row));
  return build(cx, results);
}

function isMember(term: Term, item: Term): boolean | null {
  const range = rangeOf(term);
  if (range !== null) {
    const { first, last, step } = range;
    if (typeof item !== "bigint" || step === 0n || (item - first) % step !== 0n) return false;
    return step > 0n ? item >= first && item <= last : item <= first && item >= last;
  }
  if (isStruct(term, "MapSet")) return mapHas(asSet(term), item);
  return null;
}

/** What a function of `map_reduce` and its like must return. */
function stepOf(term: Term): readonly [Term, Term] {
  const pair = pairOf(term);
  if (pair === null) throw noMatch("MatchError", term);
  return pair;
}

function shuffled(cx: Context, items: readonly Term[]): Term[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = cx.host.random(last);
    [result[last], result[other]] = [result[other] ?? NIL, result[last] ?? NIL];
  }
  return result;
}

export const ENUM = libraryModule("Enum", {
  *"all?/1|2"(cx, term, fun) {
    const failed = yield* until(cx, term, function* (item) {
      return (fun === undefined ? truthy(item) : yield* holds(cx, fun, item)) ? undefined : true;
    });
    return bool(failed !== true);
  },
  *"any?/1|2"(cx, term, fun) {
    const found = yield* until(cx, term, function* (item) {
      return (fun === undefined ? truthy(item) : yield* holds(cx, fun, item)) ? true : undefined;
    });
    return bool(found === true);
  },
  *"at/2,3"(cx, term, index, fallback = NIL) {
    return (yield* itemAt(cx, term, asIndex(index))) ?? fallback;
  },
  *"chunk_by/2"(cx, term, fun) {
    return chunksBy(cx, yield* mapped(cx, term, fun));
  },
  *"chunk_every/2,3,4"(cx, term, count, step = count, leftover = EMPTY) {
    const [size, stride] = [asCount(count), asCount(step)];
    if (size === 0 || stride === 0) throw noClause();
    const items = yield* itemsOf(cx, term);
    const chunks: Term[] = [];
    for (let from = 0; from < items.length; from += stride) {
      const chunk = items.slice(from, from + size);
      const missing = size - chunk.length;
      if (missing > 0 && leftover instanceof Atom) break;
      chunks.push(build(cx, missing > 0 ? [...chunk, ...(yield* firstItems(cx, leftover, missing))] : chunk));
      // The first that is not full is the last.
      if (missing > 0) break;
    }
    return build(cx, chunks);
  },
  *"chunk_while/4"(cx, term, initial, fun, after) {
    const chunks: Term[] = [];
    let acc = initial;
    const take = (result: Term): boolean => {
      const parts = result instanceof Tuple ? result.items : [];
      acc = parts.at(-1) ?? NIL;
      if (parts.length === 3) chunks.push(parts[1] ?? NIL);
      return parts[0] === HALT;
    };
    yield* until(cx, term, function* (item) {
      return take(yield* cx.call(fun, [item, acc])) ? true : undefined;
    });
    take(yield* cx.call(after, [acc]));
    return build(cx, chunks);
  },
  *"concat/1|2"(cx, first, second) {
    const items: Term[] = [];
    for (const part of second === undefined ? yield* itemsOf(cx, first) : [first, second]) {
      for (const item of yield* itemsOf(cx, part)) items.push(item);
    }
    return build(cx, items);
  },
  *"count/1|2"(cx, term, fun) {
    if (fun !== undefined) return BigInt((yield* mapped(cx, term, fun)).filter(holding).length);
    const range = rangeOf(term);
    return range === null ? BigInt((yield* itemsOf(cx, term)).length) : rangeSize(range);
  },
  *"count_until/2|3"(cx, term, last, limit) {
    let count = 0;
    const most = asCount(limit ?? last);
    yield* until(cx, term, function* (item) {
      if (limit === undefined || (yield* holds(cx, last, item))) count += 1;
      return count === most ? true : undefined;
    });
    return BigInt(count);
  },
  *"dedup/1"(cx, term) {
    return build(cx, dedup(itself(yield* itemsOf(cx, term))));
  },
  *"dedup_by/2"(cx, term, fun) {
    return build(cx, dedup(yield* mapped(cx, term, fun)));
  },
  *"drop/2"(cx, term, count) {
    const items = yield* itemsOf(cx, term);
    const index = asIndex(count);
    return build(cx, index < 0 ? items.slice(0, index) : items.slice(index));
  },
  *"drop_every/2"(cx, term, count) {
    const nth = asCount(count);
    return build(
      cx,
      (yield* itemsOf(cx, term)).filter((_, index) => nth === 0 || index % nth !== 0),
    );
  },
  *"drop_while/2"(cx, term, fun) {
    return build(cx, (yield* splitWhile(cx, term, fun))[1]);
  },
  *"each/2"(cx, term, fun) {
    yield* mapped(cx, term, fun);
    return OK;
  },
  *"empty?/1"(cx, term) {
    return bool((yield* firstItems(cx, term, 1)).length === 0);
  },
  *"fetch/2"(cx, term, index) {
    const item = yield* itemAt(cx, term, asIndex(index));
    return item === undefined ? ERROR : tuple(OK, item);
  },
  *"fetch!/2"(cx, term, index) {
    const item = yield* itemAt(cx, term, asIndex(index));
    if (item === undefined) throw raised("Enum.OutOfBoundsError", { message: "out of bounds error" });
    return item;
  },
  *"filter/2"(cx, term, fun) {
    return build(cx, (yield* mapped(cx, term, fun)).filter(holding).map(itemOf));
  },
  *"find/2,3"(cx, term, fallback, fun = fallback) {
    const found = yield* until(cx, term, function* (item) {
      return (yield* holds(cx, fun, item)) ? item : undefined;
    });
    return found ?? (fun === fallback ? NIL : fallback);
  },
  *"find_index/2"(cx, term, fun) {
    const found = yield* until(cx, term, function* (item, index) {
      return (yield* holds(cx, fun, item)) ? BigInt(index) : undefined;
    });
    return found ?? NIL;
  },
  *"find_value/2,3"(cx, term, fallback, fun = fallback) {
    const found = yield* until(cx, term, function* (item) {
      const value = yield* cx.call(fun, [item]);
      return truthy(value) ? value : undefined;
    });
    return found ?? (fun === fallback ? NIL : fallback);
  },
  *"flat_map/2"(cx, term, fun) {
    const items: Term[] = [];
    yield* until(cx, term, function* (item) {
      for (const inner of yield* itemsOf(cx, yield* cx.call(fun, [item]))) items.push(inner);
      return undefined;
    });
    return build(cx, items);
  },
  *"flat_map_reduce/3"(cx, term, initial, fun) {
    const items: Term[] = [];
    let acc = initial;
    yield* until(cx, term, function* (item) {
      const [made, next] = stepOf(yield* cx.call(fun, [item, acc]));
      acc = next;
      if (made === HALT) return true;
      for (const inner of yield* itemsOf(cx, made)) items.push(inner);
      return undefined;
    });
    return tuple(build(cx, items), acc);
  },
  *"frequencies/1"(cx, term) {
    return frequencies(itself(yield* itemsOf(cx, term)));
  },
  *"frequencies_by/2"(cx, term, fun) {
    return frequencies(yield* mapped(cx, term, fun));
  },
  *"group_by/2,3"(cx, term, fun, valueFun) {
    const values: Term[] = [];
    const pairs: Keyed[] = [];
    yield* until(cx, term, function* (item) {
      pairs.push({ item, key: yield* cx.call(fun, [item]) });
      values.push(valueFun === undefined ? item : yield* cx.call(valueFun, [item]));
      return undefined;
    });
    return mapOf(
      grouped(pairs, (index) => values[index] ?? NIL).map(([key, group]) => [key, build(cx, group)]),
    );
  },
  *"intersperse/2"(cx, term, separator) {
    return build(cx, between(yield* itemsOf(cx, term), separator));
  },
  *"into/2|3"(cx, term, into, fun) {
    const items = fun === undefined ? yield* itemsOf(cx, term) : (yield* mapped(cx, term, fun)).map(keyOf);
    return collectInto(cx, items, into);
  },
  *"join/1,2"(cx, term, joiner = "") {
    return join(cx, yield* itemsOf(cx, term), joiner);
  },
  *"map/2"(cx, term, fun) {
    return build(cx, (yield* mapped(cx, term, fun)).map(keyOf));
  },
  *"map_every/3"(cx, term, count, fun) {
    const nth = asCount(count);
    const items = [...(yield* itemsOf(cx, term))];
    for (const [index, item] of items.entries()) {
      if (nth > 0 && index % nth === 0) items[index] = yield* cx.call(fun, [item]);
    }
    return build(cx, items);
  },
  *"map_intersperse/3"(cx, term, separator, fun) {
    return build(cx, between((yield* mapped(cx, term, fun)).map(keyOf), separator));
  },
  *"map_join/2,3"(cx, term, joiner, fun) {
    const pairs = yield* mapped(cx, term, fun ?? joiner);
    return join(cx, pairs.map(keyOf), fun === undefined ? "" : joiner);
  },
  *"map_reduce/3"(cx, term, initial, fun) {
    const items: Term[] = [];
    let acc = initial;
    yield* until(cx, term, function* (item) {
      const [made, next] = stepOf(yield* cx.call(fun, [item, acc]));
      items.push(made);
      acc = next;
      return undefined;
    });
    return tuple(build(cx, items), acc);
  },
  *"max/1,2,3"(cx, term, ...extra) {
    return yield* bestOf(cx, itself(yield* itemsOf(cx, term)), DESC, extra);
  },
  *"min/1,2,3"(cx, term, ...extra) {
    return yield* bestOf(cx, itself(yield* itemsOf(cx, term)), ASC, extra);
  },
  *"max_by/2,3,4"(cx, term, fun, ...extra) {
    return yield* bestOf(cx, yield* mapped(cx, term, fun), DESC, extra);
  },
  *"min_by/2,3,4"(cx, term, fun, ...extra) {
    return yield* bestOf(cx, yield* mapped(cx, term, fun), ASC, extra);
  },
  *"min_max/1,2"(cx, term, fallback) {
    return yield* leastAndGreatest(cx, itself(yield* itemsOf(cx, term)), ASC, fallback);
  },
  *"min_max_by/2,3,4"(cx, term, fun, order, fallback) {
    const isFallback = order instanceof Fun && order.code.arity === 0;
    const pairs = yield* mapped(cx, term, fun);
    return yield* leastAndGreatest(
      cx,
      pairs,
      isFallback ? ASC : (order ?? ASC),
      isFallback ? order : fallback,
    );
  },
  *"member?/2"(cx, term, item) {
    const known = isMember(term, item);
    if (known !== null) return bool(known);
    const found = yield* until(cx, term, function* (other) {
      return same(other, item) ? true : undefined;
    });
    return bool(found === true);
  },
  *"product/1"(cx, term) {
    return (yield* itemsOf(cx, term)).reduce((product, item) => multiply(cx, product, item), 1n);
  },
  *"random/1"(cx, term) {
    const range = rangeOf(term);
    const size = range === null ? (yield* itemsOf(cx, term)).length : Number(rangeSize(range));
    if (size === 0) throw emptyError();
    return (yield* itemAt(cx, term, cx.host.random(size - 1))) ?? NIL;
  },
  *"reduce/2|3"(cx, term, initial, fun) {
    let acc: Term | undefined = fun === undefined ? undefined : initial;
    const reducer = fun ?? initial;
    yield* until(cx, term, function* (item) {
      acc = acc === undefined ? item : yield* cx.call(reducer, [item, acc]);
      return undefined;
    });
    if (acc === undefined) throw emptyError();
    return acc;
  },
  *"reduce_while/3"(cx, term, initial, fun) {
    let acc = initial;
    yield* until(cx, term, function* (item) {
      const result = yield* cx.call(fun, [item, acc]);
      const [how, next] = pairOf(result) ?? [];
      if (next === undefined || (how !== CONT && how !== HALT)) throw noMatch("CaseClauseError", result);
      acc = next;
      return how === HALT ? true : undefined;
    });
    return acc;
  },
  *"reject/2"(cx, term, fun) {
    return build(cx, (yield* mapped(cx, term, fun)).filter(failing).map(itemOf));
  },
  *"reverse/1|2"(cx, term, tail = EMPTY) {
    const items = [...(yield* itemsOf(cx, term))].reverse();
    return build(cx, items, build(cx, yield* itemsOf(cx, tail)));
  },
  *"reverse_slice/3"(cx, term, start, count) {
    const items = yield* itemsOf(cx, term);
    const [from, size] = [asCount(start), asCount(count)];
    return build(cx, [
      ...items.slice(0, from),
      ...items.slice(from, from + size).reverse(),
      ...items.slice(from + size),
    ]);
  },
  *"scan/2|3"(cx, term, initial, fun) {
    const results: Term[] = [];
    let acc: Term | undefined = fun === undefined ? undefined : initial;
    const reducer = fun ?? initial;
    yield* until(cx, term, function* (item) {
      acc = acc === undefined ? item : yield* cx.call(reducer, [item, acc]);
      results.push(acc);
      return undefined;
    });
    return build(cx, results);
  },
  *"shuffle/1"(cx, term) {
    return build(cx, shuffled(cx, yield* itemsOf(cx, term)));
  },
  *"slice/2|3"(cx, term, start, count) {
    const items =
      typeof start === "bigint" && start >= 0n && typeof count === "bigint" && count > 0n
        ? yield* firstItems(cx, term, Number(start + count))
        : yield* itemsOf(cx, term);
    return build(cx, sliced(items, sliceOf(items.length, start, count)));
  },
  *"slide/3"(cx, term, moved, to) {
    const items = [...(yield* itemsOf(cx, term))];
    const position = (index: Term) => splitIndex(items, asIndex(index));
    const range = rangeOf(moved);
    const from = position(range === null ? moved : range.first);
    const last = position(range === null ? moved : range.last);
    const target = position(to);
    if (target > from && target <= last) {
      throw argumentError(
        `insertion index for slide must be outside the range being moved (tried to insert ${from}..${last} at ${inspect(to)})`,
      );
    }
    const taken = items.splice(from, last - from + 1);
    items.splice(target > from ? target - taken.length + 1 : target, 0, ...taken);
    return build(cx, items);
  },
  *"sort/1,2"(cx, term, order = ASC) {
    const items = itself(yield* itemsOf(cx, term));
    // As on the BEAM: sorted upwards and then turned, so that equals come out in turned order too.
    if (order === DESC) {
      return build(cx, (yield* sorted(cx, items, orderOf(cx, ASC))).map(itemOf).reverse());
    }
    return build(cx, (yield* sorted(cx, items, orderOf(cx, order))).map(itemOf));
  },
  *"sort_by/2,3"(cx, term, fun, order = ASC) {
    const pairs = yield* mapped(cx, term, fun);
    return build(cx, (yield* sorted(cx, pairs, orderOf(cx, order))).map(itemOf));
  },
  *"split/2"(cx, term, count) {
    const items = yield* itemsOf(cx, term);
    const index = splitIndex(items, asIndex(count));
    return tuple(build(cx, items.slice(0, index)), build(cx, items.slice(index)));
  },
  *"split_while/2"(cx, term, fun) {
    const [before, after] = yield* splitWhile(cx, term, fun);
    return tuple(build(cx, before), build(cx, after));
  },
  *"split_with/2"(cx, term, fun) {
    const pairs = yield* mapped(cx, term, fun);
    return tuple(build(cx, pairs.filter(holding).map(itemOf)), build(cx, pairs.filter(failing).map(itemOf)));
  },
  *"sum/1"(cx, term) {
    const range = rangeOf(term);
    if (range !== null) {
      const size = rangeSize(range);
      return (size * (2n * range.first + (size - 1n) * range.step)) / 2n;
    }
    return (yield* itemsOf(cx, term)).reduce((sum, item) => add(cx, sum, item), 0n);
  },
  *"take/2"(cx, term, count) {
    const index = asIndex(count);
    if (index < 0) return build(cx, (yield* itemsOf(cx, term)).slice(index));
    return build(cx, yield* firstItems(cx, term, index));
  },
  *"take_every/2"(cx, term, count) {
    const nth = asCount(count);
    return build(
      cx,
      (yield* itemsOf(cx, term)).filter((_, index) => nth > 0 && index % nth === 0),
    );
  },
  *"take_random/2"(cx, term, count) {
    return build(cx, shuffled(cx, yield* itemsOf(cx, term)).slice(0, asCount(count)));
  },
  *"take_while/2"(cx, term, fun) {
    const items: Term[] = [];
    yield* until(cx, term, function* (item) {
      if (!(yield* holds(cx, fun, item))) return true;
      items.push(item);
      return undefined;
    });
    return build(cx, items);
  },
  *"to_list/1"(cx, term) {
    return isList(term) ? term : build(cx, yield* itemsOf(cx, term));
  },
  *"uniq/1"(cx, term) {
    return build(cx, uniqueBy(itself(yield* itemsOf(cx, term))));
  },
  *"uniq_by/2"(cx, term, fun) {
    return build(cx, uniqueBy(yield* mapped(cx, term, fun)));
  },
  *"unzip/1"(cx, term) {
    const pairs = (yield* itemsOf(cx, term)).map((item) => {
      const pair = pairOf(item);
      if (pair === null) throw noClause();
      return pair;
    });
    return tuple(
      build(
        cx,
        pairs.map(([left]) => left),
      ),
      build(
        cx,
        pairs.map(([, right]) => right),
      ),
    );
  },
  *"with_index/1,2"(cx, term, offset = 0n) {
    const items = yield* itemsOf(cx, term);
    cx.allocate(items.length * 3);
    if (typeof offset === "bigint") {
      return build(
        cx,
        items.map((item, index) => tuple(item, offset + BigInt(index))),
      );
    }
    asFunction(offset, 2);
    const results: Term[] = [];
    for (const [index, item] of items.entries()) results.push(yield* cx.call(offset, [item, BigInt(index)]));
    return build(cx, results);
  },
  *"zip/1|2"(cx, first, second) {
    const terms = second === undefined ? yield* itemsOf(cx, first) : [first, second];
    return build(
      cx,
      (yield* zipped(cx, terms)).map((row) => new Tuple(row)),
    );
  },
  *"zip_with/2|3"(cx, first, second, fun) {
    if (fun !== undefined) return yield* zipWith(cx, [first, second], (row) => cx.call(fun, row));
    return yield* zipWith(cx, yield* itemsOf(cx, first), (row) => cx.call(second, [build(cx, row)]));
  },
  *"zip_reduce/3|4"(cx, first, second, third, fun) {
    const rows = yield* zipped(cx, fun === undefined ? yield* itemsOf(cx, first) : [first, second]);
    let acc = fun === undefined ? second : third;
    for (const row of rows) {
      acc =
        fun === undefined ? yield* cx.call(third, [build(cx, row), acc]) : yield* cx.call(fun, [...row, acc]);
    }
    return acc;
  },
});
