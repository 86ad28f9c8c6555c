import type { Context } from "../context.ts";
import { keyError, raised } from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspect } from "../inspect.ts";
import { mapHas, mapOf } from "../map.ts";
import type { Native } from "../native.ts";
import { atom, bool, EMPTY, ERROR, NIL, OK, type Term, Tuple, truthy, tuple } from "../term.ts";
import { asFunction } from "./argument-kinds.ts";
import { noClause, pairOf } from "./arguments.ts";
import { build, itemsOf } from "./iteration.ts";

export type Pair = readonly [Term, Term];

/** What maps and keyword lists do differently; each checks the container first, and the key where there is one. */
export interface Dictionary {
  is(term: Term): boolean;
  get(container: Term, key: Term): Term | undefined;
  put(cx: Context, container: Term, key: Term, value: Term): Term;
  /** As `put`, but a key that is there stays where it is. */
  change(cx: Context, container: Term, key: Term, value: Term): Term;
  /** `get_and_update`: the first value under the key becomes another, or with null is taken out. */
  exchange(cx: Context, container: Term, key: Term, value: Term | null): Term;
  remove(cx: Context, container: Term, key: Term): Term;
  pairs(container: Term): readonly Pair[];
  /** The container of these pairs; what else is made of a keyword list keeps its duplicates. */
  of(cx: Context, pairs: readonly Pair[]): Term;
  /** `new/1`: of equal keys the last wins. */
  from(cx: Context, items: readonly Term[]): Term;
}

const POP = atom("pop");

/** The functions that Map and Keyword have in common. */
export function dictionaryFunctions(kind: Dictionary): { readonly [nameAndArities: string]: Native } {
  const present = (container: Term, key: Term): Term => {
    const value = kind.get(container, key);
    if (value === undefined) throw keyError(key, container);
    return value;
  };

  function* getAndUpdate(cx: Context, container: Term, key: Term, fun: Term, old: Term): Routine<Term> {
    const result = yield* cx.call(fun, [old]);
    if (result === POP) return tuple(old, kind.exchange(cx, container, key, null));
    const [got, value] = pairOf(result) ?? [];
    if (got === undefined || value === undefined) {
      const message = `the given function must return a two-element tuple or :pop, got: ${inspect(result)}`;
      throw raised("RuntimeError", { message });
    }
    return tuple(got, kind.exchange(cx, container, key, value));
  }

  /** The pairs under these keys, and all others. */
  function* divided(cx: Context, container: Term, keys: Term): Routine<readonly [Term, Term]> {
    const pairs = kind.pairs(container);
    const wanted = mapOf((yield* itemsOf(cx, keys)).map((key) => [key, NIL]));
    cx.spend(pairs.length);
    return [true, false].map((inside) =>
      kind.of(
        cx,
        pairs.filter(([key]) => mapHas(wanted, key) === inside),
      ),
    ) as never as readonly [Term, Term]; // one for each of the two
  }

  function* kept(cx: Context, container: Term, fun: Term, wanted: boolean): Routine<Term> {
    asFunction(fun, 1);
    if (!kind.is(container)) throw noClause();
    const pairs: Pair[] = [];
    for (const pair of kind.pairs(container)) {
      if (truthy(yield* cx.call(fun, [new Tuple(pair)])) === wanted) pairs.push(pair);
    }
    return kind.of(cx, pairs);
  }

  return {
    "delete/2": (cx, container, key) => kind.remove(cx, container, key),
    *"drop/2"(cx, container, keys) {
      return (yield* divided(cx, container, keys))[1];
    },
    "fetch/2": (_cx, container, key) => {
      const value = kind.get(container, key);
      return value === undefined ? ERROR : tuple(OK, value);
    },
    "fetch!/2": (_cx, container, key) => present(container, key),
    *"filter/2"(cx, container, fun) {
      return yield* kept(cx, container, fun, true);
    },
    *"from_keys/2"(cx, keys, value) {
      return kind.of(
        cx,
        (yield* itemsOf(cx, keys)).map((key) => [key, value]),
      );
    },
    "get/2,3": (_cx, container, key, fallback = NIL) => kind.get(container, key) ?? fallback,
    *"get_and_update/3"(cx, container, key, fun) {
      return yield* getAndUpdate(cx, container, key, fun, kind.get(container, key) ?? NIL);
    },
    *"get_and_update!/3"(cx, container, key, fun) {
      return yield* getAndUpdate(cx, container, key, fun, present(container, key));
    },
    *"get_lazy/3"(cx, container, key, fun) {
      asFunction(fun, 0);
      return kind.get(container, key) ?? (yield* cx.call(fun, []));
    },
    "has_key?/2": (_cx, container, key) => bool(kind.get(container, key) !== undefined),
    "keys/1": (cx, container) =>
      build(
        cx,
        kind.pairs(container).map(([key]) => key),
      ),
    *"map/2"(cx, container, fun) {
      if (!kind.is(container)) throw noClause();
      const pairs: Pair[] = [];
      for (const pair of kind.pairs(container)) {
        pairs.push([pair[0], yield* cx.call(fun, [new Tuple(pair)])]);
      }
      return kind.of(cx, pairs);
    },
    *"merge/2|3"(cx, left, right, fun) {
      const [old, added] = [kind.pairs(left), kind.pairs(right)];
      const taken = mapOf(added);
      const pairs = old.filter(([key]) => !mapHas(taken, key));
      for (const [key, value] of added) {
        const before = fun === undefined ? undefined : kind.get(left, key);
        const merged = before === undefined ? value : yield* cx.call(fun ?? NIL, [key, before, value]);
        pairs.push([key, merged]);
      }
      cx.spend(old.length + added.length);
      return kind.of(cx, pairs);
    },
    *"new/0|1|2"(cx, items = EMPTY, fun) {
      const made: Term[] = [];
      for (const item of yield* itemsOf(cx, items)) {
        made.push(fun === undefined ? item : yield* cx.call(fun, [item]));
      }
      return kind.from(cx, made);
    },
    "pop/2,3": (cx, container, key, fallback = NIL) =>
      tuple(kind.get(container, key) ?? fallback, kind.remove(cx, container, key)),
    "pop!/2": (cx, container, key) => tuple(present(container, key), kind.remove(cx, container, key)),
    *"pop_lazy/3"(cx, container, key, fun) {
      asFunction(fun, 0);
      return tuple(kind.get(container, key) ?? (yield* cx.call(fun, [])), kind.remove(cx, container, key));
    },
    "put/3": (cx, container, key, value) => kind.put(cx, container, key, value),
    "put_new/3": (cx, container, key, value) =>
      kind.get(container, key) === undefined ? kind.put(cx, container, key, value) : container,
    *"put_new_lazy/3"(cx, container, key, fun) {
      asFunction(fun, 0);
      if (kind.get(container, key) !== undefined) return container;
      return kind.put(cx, container, key, yield* cx.call(fun, []));
    },
    *"reject/2"(cx, container, fun) {
      return yield* kept(cx, container, fun, false);
    },
    "replace/3": (cx, container, key, value) =>
      kind.get(container, key) === undefined ? container : kind.change(cx, container, key, value),
    "replace!/3": (cx, container, key, value) => {
      present(container, key);
      return kind.change(cx, container, key, value);
    },
    *"replace_lazy/3"(cx, container, key, fun) {
      asFunction(fun, 1);
      const value = kind.get(container, key);
      if (value === undefined) return container;
      return kind.change(cx, container, key, yield* cx.call(fun, [value]));
    },
    *"split/2"(cx, container, keys) {
      return new Tuple(yield* divided(cx, container, keys));
    },
    *"take/2"(cx, container, keys) {
      return (yield* divided(cx, container, keys))[0];
    },
    "to_list/1": (cx, container) =>
      build(
        cx,
        kind.pairs(container).map((pair) => new Tuple(pair)),
      ),
    *"update/4"(cx, container, key, initial, fun) {
      asFunction(fun, 1);
      const value = kind.get(container, key);
      return kind.change(cx, container, key, value === undefined ? initial : yield* cx.call(fun, [value]));
    },
    *"update!/3"(cx, container, key, fun) {
      asFunction(fun, 1);
      return kind.change(cx, container, key, yield* cx.call(fun, [present(container, key)]));
    },
    "values/1": (cx, container) =>
      build(
        cx,
        kind.pairs(container).map(([, value]) => value),
      ),
  };
}
