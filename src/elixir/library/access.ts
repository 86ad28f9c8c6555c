import { accessGet } from "../access.ts";
import type { Context } from "../context.ts";
import {
  argumentError,
  badArgument,
  functionClause,
  keyError,
  raised,
  undefinedFunction,
} from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspect } from "../inspect.ts";
import { mapDelete, mapGet, mapPut, structName } from "../map.ts";
import { nativeFun } from "../native.ts";
import {
  atom,
  ERROR,
  type Fun,
  isList,
  listItems,
  MapTerm,
  NIL,
  OK,
  type Term,
  Tuple,
  tuple,
} from "../term.ts";
import { asFunction, asMap } from "./argument-kinds.ts";
import { asCount, asIndex, libraryModule, noClause, pairOf } from "./arguments.ts";
import { build, holds, sliced, sliceOf } from "./iteration.ts";

const GET = atom("get");
const POP = atom("pop");

/** What happens to an item that was found: what is let out, and what comes in its place; null takes it out. */
type Change = (item: Term) => Routine<readonly [Term, Term | null]>;

/** Finds its items in the data and has them changed: what they let out, and the data that comes of it. */
type Way = (cx: Context, data: Term, change: Change, reads: boolean) => Routine<readonly [Term, Term]>;

/**
 * The function of three arguments that `get_in` and its like take for a key. Reading goes the same way as
 * changing and leaves all as it is.
 */
function accessor(way: Way): Fun {
  return nativeFun(3, function* (cx, operation, data, next) {
    const reads = operation === GET;
    const change: Change = function* (item) {
      const result = yield* cx.call(next, [item]);
      if (reads) return [result, item];
      if (result === POP) return [item, null];
      const pair = pairOf(result);
      if (pair === null) throw noClause();
      return pair;
    };
    const [got, changed] = yield* way(cx, data, change, reads);
    return reads ? got : tuple(got, changed);
  });
}

/** Goes to the chosen items of a list and leaves all others as they are. */
function* eachOf(
  cx: Context,
  items: readonly Term[],
  change: Change,
  chosen: (item: Term, index: number) => Routine<boolean>,
): Routine<readonly [Term[], Term]> {
  const got: Term[] = [];
  const kept: Term[] = [];
  for (const [index, item] of items.entries()) {
    if (!(yield* chosen(item, index))) kept.push(item);
    else {
      const [found, changed] = yield* change(item);
      got.push(found);
      if (changed !== null) kept.push(changed);
    }
  }
  return [got, build(cx, kept)];
}

function expected(what: string, name: string, data: Term): never {
  throw raised("RuntimeError", { message: `Access.${name} expected ${what}, got: ${inspect(data)}` });
}

function listOf(data: Term, name: string): Term[] {
  return (isList(data) ? listItems(data) : null) ?? expected("a list", name, data);
}

/** The items that are chosen, as a list. */
function several(
  name: string,
  chosen: (cx: Context, items: readonly Term[]) => (item: Term, index: number) => Routine<boolean>,
): Fun {
  return accessor(function* (cx, data, change) {
    const items = listOf(data, name);
    const [got, changed] = yield* eachOf(cx, items, change, chosen(cx, items));
    return [build(cx, got), changed];
  });
}

/** One item by its index; `missing` is what there is in its place. */
function single(name: string, index: Term, missing: () => Term): Fun {
  const wanted = asIndex(index);
  return accessor(function* (cx, data, change, reads) {
    const items = listOf(data, name);
    const at = wanted < 0 ? wanted + items.length : wanted;
    if (items[at] === undefined) {
      const fallback = missing();
      return [reads ? (yield* change(fallback))[0] : fallback, data];
    }
    const [[got = NIL], changed] = yield* eachOf(cx, items, change, function* (_item, other) {
      return other === at;
    });
    return [got, changed];
  });
}

function keyed(key: Term, missing: (data: MapTerm) => Term): Fun {
  return accessor(function* (_cx, data, change) {
    const map = asMap(data);
    const [got, changed] = yield* change(mapGet(map, key) ?? missing(map));
    return [got, changed === null ? mapDelete(map, key) : mapPut(map, key, changed)];
  });
}

/** The module that knows how to change a container by its keys. */
const KINDS = { map: atom("Elixir.Map"), list: atom("Elixir.Keyword") };

function moduleFor(container: Term, name: string, arity: number): Term {
  const struct = structName(container);
  if (struct !== null) throw undefinedFunction(struct, name, arity);
  if (container instanceof MapTerm) return KINDS.map;
  if (isList(container)) return KINDS.list;
  throw functionClause("Access", name, arity);
}

function valueAt(cx: Context, container: Term, key: Term): Term | undefined {
  const missing = nativeFun(0, () => NIL);
  const found = accessGet(cx, container, key, missing);
  return found === missing ? undefined : found;
}

export const ACCESS = libraryModule("Access", {
  "all/0": () =>
    several(
      "all/0",
      () =>
        function* () {
          return true;
        },
    ),
  "at/1": (_cx, index) => single("at/1", index, () => NIL),
  "at!/1": (_cx, index) =>
    single("at!/1", index, () => {
      throw raised("Enum.OutOfBoundsError", { message: "out of bounds error" });
    }),
  "elem/1": (_cx, index) => {
    const at = asCount(index);
    return accessor(function* (_inner, data, change) {
      if (!(data instanceof Tuple)) return expected("a tuple", "elem/1", data);
      const item = data.items[at];
      if (item === undefined) throw badArgument(1, "out of range");
      const [got, changed] = yield* change(item);
      if (changed === null) {
        throw raised("RuntimeError", { message: "cannot pop data from a tuple" });
      }
      return [got, new Tuple(data.items.with(at, changed))];
    });
  },
  "fetch/2": (cx, container, key) => {
    const found = valueAt(cx, container, key);
    return found === undefined ? ERROR : tuple(OK, found);
  },
  "fetch!/2": (cx, container, key) => {
    const found = valueAt(cx, container, key);
    if (found === undefined) throw keyError(key, container);
    return found;
  },
  "filter/1": (_cx, fun) => {
    asFunction(fun, 1);
    return several("filter/1", (cx) => (item) => holds(cx, fun, item));
  },
  "get/2,3": (cx, container, key, fallback = NIL) => accessGet(cx, container, key, fallback),
  *"get_and_update/3"(cx, container, key, fun) {
    if (container === NIL) throw argumentError(`could not put/update key ${inspect(key)} on a nil value`);
    const module = moduleFor(container, "get_and_update", 3);
    return yield* cx.apply(module, "get_and_update", [container, key, fun]);
  },
  "key/1,2": (_cx, key, fallback = NIL) => {
    const way = keyed(key, () => fallback);
    // Nothing has no keys, and reading it is no error.
    return nativeFun(3, function* (cx, operation, data, next) {
      if (data === NIL && operation === GET) return yield* cx.call(next, [fallback]);
      return yield* cx.call(way, [operation, data, next]);
    });
  },
  "key!/1": (_cx, key) =>
    keyed(key, (data) => {
      throw keyError(key, data);
    }),
  *"pop/2"(cx, container, key) {
    if (container === NIL) throw argumentError(`could not pop key ${inspect(key)} on a nil value`);
    return yield* cx.apply(moduleFor(container, "pop", 2), "pop", [container, key]);
  },
  "slice/1": (_cx, range) =>
    several("slice/1", (_inner, items) => {
      const chosen = new Set(sliced([...items.keys()], sliceOf(items.length, range, undefined)));
      return function* (_item, index) {
        return chosen.has(index);
      };
    }),
});
