import type { Context } from "../context.ts";
import { raised } from "../exception.ts";
import type { Routine } from "../host.ts";
import { type Atom, atom, Fun, NIL, type Term, tuple } from "../term.ts";
import type { Thrown } from "../thrown.ts";
import type { Keyed } from "./iteration.ts";
import { type Order, orderOf } from "./ordering.ts";

const ASC = atom("asc");

/** `Enum.EmptyError` */
export function emptyError(): Thrown {
  return raised("Enum.EmptyError", { message: "empty error" });
}

/** The first of these to be preferred to all others; undefined of none. */
function* best(pairs: readonly Keyed[], order: Order): Routine<Keyed | undefined> {
  let [found] = pairs;
  for (const pair of pairs.slice(1)) {
    if (found === undefined || !(yield* order(found.key, pair.key))) found = pair;
  }
  return found;
}

/** The arguments after the enumerable of `max` and its like: `[order], [what nothing gives]`. */
export function* bestOf(
  cx: Context,
  pairs: readonly Keyed[],
  usual: Atom,
  extra: readonly Term[],
): Routine<Term> {
  const fallback = extra.find((term) => term instanceof Fun && term.code.arity === 0);
  const name = usual === ASC ? "min_sort_fun" : "max_sort_fun";
  const order = orderOf(cx, extra.find((term) => term !== fallback) ?? usual, usual, name);
  const found = yield* best(pairs, order);
  if (found !== undefined) return found.item;
  return yield* orElse(cx, fallback);
}

function* orElse(cx: Context, fallback: Term | undefined): Routine<Term> {
  if (fallback === undefined) throw emptyError();
  return yield* cx.call(fallback, []);
}

export function* leastAndGreatest(cx: Context, pairs: Keyed[], order: Term, fallback?: Term): Routine<Term> {
  const least = yield* best(pairs, orderOf(cx, order));
  if (least === undefined) return yield* orElse(cx, fallback);
  const before = orderOf(cx, order);
  const greatest = yield* best(pairs, function* (a, b) {
    return yield* before(b, a);
  });
  return tuple(least.item, greatest?.item ?? NIL);
}
