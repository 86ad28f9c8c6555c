import type { Context } from "../context.ts";
import { argumentError } from "../exception.ts";
import type { Routine } from "../host.ts";
import { waitMs } from "../native.ts";
import { same } from "../order.ts";
import { Atom, atom, EMPTY, type Fun, NIL, OK, type Term, Tuple, tuple } from "../term.ts";
import { asFunction } from "./argument-kinds.ts";
import { asCount, asIndex, asInteger, libraryModule, noClause, pairOf } from "./arguments.ts";
import { build, holds, itemsOf, type Next, open, stream, until } from "./iteration.ts";

/** What becomes of one item: any number of items; null when the stream ends before it. */
type Step = (item: Term, index: number) => Routine<readonly Term[] | null>;

function* nothing(): Routine<readonly Term[]> {
  return [];
}

/** A stream of what `step` makes of another's items, and of what `finish` has left to say at its end. */
function derived(
  source: Term,
  begin: (cx: Context) => Step | { readonly step: Step; readonly finish: () => Routine<readonly Term[]> },
): Fun {
  return stream((cx) => {
    const next = open(cx, source);
    const begun = begin(cx);
    const { step, finish } = typeof begun === "function" ? { step: begun, finish: nothing } : begun;
    let ready: Term[] = [];
    let [index, isOver] = [0, false];
    return function* () {
      for (;;) {
        const made = ready.shift();
        if (made !== undefined || isOver) return made;
        const item = yield* next();
        cx.spend(1);
        const more = item === undefined ? yield* finish() : yield* step(item, index);
        index += 1;
        isOver = item === undefined || more === null;
        ready = [...(more ?? [])];
      }
    };
  });
}

/** As `derived`, when the items that come out are those that went in. */
function picked(source: Term, begin: (cx: Context) => (item: Term, index: number) => Routine<boolean>): Fun {
  return derived(source, (cx) => {
    const test = begin(cx);
    return function* (item, index) {
      return (yield* test(item, index)) ? [item] : [];
    };
  });
}

/** All sources one after the other; `sources` gives the next of them. */
function chained(sources: (cx: Context) => Next): Fun {
  return stream((cx) => {
    const nextSource = sources(cx);
    let next: Next | null = null;
    return function* () {
      for (;;) {
        if (next === null) {
          const source = yield* nextSource();
          if (source === undefined) return undefined;
          next = open(cx, source);
        }
        const item = yield* next();
        if (item !== undefined) return item;
        cx.spend(10);
        next = null;
      }
    };
  });
}

function* itself(item: Term): Routine<Term> {
  return item;
}

/** The key of an item: itself, or what the function says. */
function keyOf(cx: Context, fun: Term | undefined): (item: Term) => Routine<Term> {
  return fun === undefined ? itself : (item) => cx.call(fun, [item]);
}

function dedup(source: Term, fun?: Term): Fun {
  return picked(source, (cx) => {
    const key = keyOf(cx, fun);
    let last: Term | undefined;
    return function* (item) {
      const before = last;
      last = yield* key(item);
      return before === undefined || !same(before, last);
    };
  });
}

function uniq(source: Term, fun?: Term): Fun {
  return picked(source, (cx) => {
    const key = keyOf(cx, fun);
    const seen: Term[] = [];
    return function* (item) {
      const found = yield* key(item);
      cx.spend(seen.length >> 3);
      if (seen.some((other) => same(other, found))) return false;
      cx.allocate(2);
      seen.push(found);
      return true;
    };
  });
}

function zip(cx: Context, sources: readonly Term[], combine: (row: Term[]) => Routine<Term>): Next {
  const nexts = sources.map((source) => open(cx, source));
  return function* () {
    const row: Term[] = [];
    for (const next of nexts) {
      const item = yield* next();
      if (item === undefined) return undefined;
      row.push(item);
    }
    return nexts.length === 0 ? undefined : yield* combine(row);
  };
}

function* tupleOf(row: Term[]): Routine<Term> {
  return new Tuple(row);
}

export const STREAM = libraryModule("Stream", {
  "chunk_by/2": (_cx, source, fun) =>
    derived(source, (cx) => {
      let chunk: Term[] = [];
      let last: Term | undefined;
      return {
        *step(item) {
          const key = yield* cx.call(fun, [item]);
          const done = last === undefined || same(last, key) ? [] : [build(cx, chunk)];
          if (done.length > 0) chunk = [];
          last = key;
          chunk.push(item);
          return done;
        },
        *finish() {
          return chunk.length === 0 ? [] : [build(cx, chunk)];
        },
      };
    }),
  "chunk_every/2,3,4": (_cx, source, count, step = count, leftover = EMPTY) => {
    const [size, stride] = [asCount(count), asCount(step)];
    if (size === 0 || stride === 0) throw noClause();
    return derived(source, (cx) => {
      let chunk: Term[] = [];
      let skipped = 0;
      return {
        *step(item) {
          if (skipped > 0) skipped -= 1;
          else chunk.push(item);
          if (chunk.length < size) return [];
          const full = build(cx, chunk);
          skipped = Math.max(stride - size, 0);
          chunk = chunk.slice(stride);
          return [full];
        },
        *finish() {
          if (leftover instanceof Atom || chunk.length === 0) return [];
          const filler = yield* itemsOf(cx, leftover);
          return [build(cx, [...chunk, ...filler.slice(0, size - chunk.length)])];
        },
      };
    });
  },
  "concat/1": (_cx, sources) => chained((cx) => open(cx, sources)),
  "concat/2": (_cx, first, second) => chained((cx) => open(cx, build(cx, [first, second]))),
  "cycle/1": (_cx, source) =>
    stream((cx) => {
      let next = open(cx, source);
      let isEmpty = true;
      return function* () {
        for (;;) {
          const item = yield* next();
          if (item !== undefined) {
            isEmpty = false;
            return item;
          }
          if (isEmpty) throw argumentError("cannot cycle over an empty enumerable");
          next = open(cx, source);
        }
      };
    }),
  "dedup/1": (_cx, source) => dedup(source),
  "dedup_by/2": (_cx, source, fun) => dedup(source, fun),
  "drop/2": (_cx, source, count) => {
    const most = asCount(count);
    return picked(
      source,
      () =>
        function* (_item, index) {
          return index >= most;
        },
    );
  },
  "drop_every/2": (_cx, source, count) => {
    const nth = asCount(count);
    return picked(
      source,
      () =>
        function* (_item, index) {
          return nth === 0 || index % nth !== 0;
        },
    );
  },
  "drop_while/2": (_cx, source, fun) =>
    picked(source, (cx) => {
      let isDropping = true;
      return function* (item) {
        isDropping &&= yield* holds(cx, fun, item);
        return !isDropping;
      };
    }),
  "each/2": (_cx, source, fun) =>
    picked(
      source,
      (cx) =>
        function* (item) {
          yield* cx.call(fun, [item]);
          return true;
        },
    ),
  "filter/2": (_cx, source, fun) => picked(source, (cx) => (item) => holds(cx, fun, item)),
  "flat_map/2": (_cx, source, fun) =>
    chained((cx) => {
      const next = open(cx, source);
      return function* () {
        const item = yield* next();
        return item === undefined ? undefined : yield* cx.call(fun, [item]);
      };
    }),
  "intersperse/2": (_cx, source, separator) =>
    derived(
      source,
      () =>
        function* (item, index) {
          return index === 0 ? [item] : [separator, item];
        },
    ),
  "interval/1": (_cx, ms) =>
    stream(() => {
      let count = -1n;
      return function* () {
        yield* waitMs(asCount(ms));
        count += 1n;
        return count;
      };
    }),
  "iterate/2": (_cx, first, fun) => {
    asFunction(fun, 1);
    return stream((cx) => {
      let value: Term | undefined;
      return function* () {
        cx.spend(1);
        value = value === undefined ? first : yield* cx.call(fun, [value]);
        return value;
      };
    });
  },
  "map/2": (_cx, source, fun) =>
    derived(
      source,
      (cx) =>
        function* (item) {
          return [yield* cx.call(fun, [item])];
        },
    ),
  "map_every/3": (_cx, source, count, fun) => {
    const nth = asCount(count);
    return derived(
      source,
      (cx) =>
        function* (item, index) {
          return [nth > 0 && index % nth === 0 ? yield* cx.call(fun, [item]) : item];
        },
    );
  },
  "reject/2": (_cx, source, fun) =>
    picked(
      source,
      (cx) =>
        function* (item) {
          return !(yield* holds(cx, fun, item));
        },
    ),
  "repeatedly/1": (_cx, fun) => {
    asFunction(fun, 0);
    return stream((cx) => () => cx.call(fun, []));
  },
  *"run/1"(cx, source) {
    yield* until(cx, source, function* () {
      return undefined;
    });
    return OK;
  },
  "scan/2,3": (_cx, source, initial, fun) =>
    derived(source, (cx) => {
      let acc: Term | undefined = fun === undefined ? undefined : initial;
      return function* (item) {
        acc = acc === undefined ? item : yield* cx.call(fun ?? initial, [item, acc]);
        return [acc];
      };
    }),
  "take/2": (_cx, source, count) => {
    const most = asIndex(count);
    if (most < 0) {
      return stream((cx) => {
        let last: Term[] | null = null;
        return function* () {
          last ??= [...(yield* itemsOf(cx, source)).slice(most)];
          return last.shift();
        };
      });
    }
    return stream((cx) => {
      const next = open(cx, source);
      let taken = 0;
      return function* () {
        if (taken === most) return undefined;
        taken += 1;
        return yield* next();
      };
    });
  },
  "take_every/2": (_cx, source, count) => {
    const nth = asCount(count);
    return picked(
      source,
      () =>
        function* (_item, index) {
          return nth > 0 && index % nth === 0;
        },
    );
  },
  "take_while/2": (_cx, source, fun) =>
    derived(
      source,
      (cx) =>
        function* (item) {
          return (yield* holds(cx, fun, item)) ? [item] : null;
        },
    ),
  "timer/1": (_cx, ms) =>
    stream(() => {
      let isOver = false;
      return function* () {
        if (isOver) return undefined;
        isOver = true;
        yield* waitMs(asCount(ms));
        return 0n;
      };
    }),
  "transform/3": (_cx, source, initial, fun) =>
    derived(source, (cx) => {
      let acc = initial;
      return function* (item) {
        const [made, next] = pairOf(yield* cx.call(fun, [item, acc])) ?? [];
        if (made === undefined || next === undefined) throw noClause();
        acc = next;
        return made === atom("halt") ? null : yield* itemsOf(cx, made);
      };
    }),
  "unfold/2": (_cx, initial, fun) => {
    asFunction(fun, 1);
    return stream((cx) => {
      let acc: Term | undefined = initial;
      return function* () {
        if (acc === undefined) return undefined;
        const result: Term = yield* cx.call(fun, [acc]);
        const pair = pairOf(result);
        if (pair === null && result !== NIL) throw noClause();
        acc = pair?.[1];
        return pair?.[0];
      };
    });
  },
  "uniq/1": (_cx, source) => uniq(source),
  "uniq_by/2": (_cx, source, fun) => uniq(source, fun),
  "with_index/1,2": (_cx, source, offset = 0n) =>
    derived(
      source,
      (cx) =>
        function* (item, index) {
          if (typeof offset !== "bigint") return [yield* cx.call(offset, [item, BigInt(index)])];
          return [tuple(item, asInteger(offset) + BigInt(index))];
        },
    ),
  "zip/1": (_cx, sources) =>
    stream((cx) => {
      let next: Next | null = null;
      return function* () {
        next ??= zip(cx, yield* itemsOf(cx, sources), tupleOf);
        return yield* next();
      };
    }),
  "zip/2": (_cx, first, second) => stream((cx) => zip(cx, [first, second], tupleOf)),
  "zip_with/3": (_cx, first, second, fun) =>
    stream((cx) => zip(cx, [first, second], (row) => cx.call(fun, row))),
});
