import type { Context } from "../context.ts";
import { functionClause } from "../exception.ts";
import type { Routine } from "../host.ts";
import { compare } from "../order.ts";
import { Atom, atom, Fun, type Term, truthy } from "../term.ts";
import { pairOf } from "./arguments.ts";

/** Whether `a` may stand before `b`. */
export type Order = (a: Term, b: Term) => Routine<boolean>;

const ASC = atom("asc");
const DESC = atom("desc");

/**
 * What `Enum.sort/2` and its like take as an order: `:asc`, `:desc`, a function, a module with `compare/2`
 * or a direction with such a module. `given` is what a module without a direction means, and `name` the
 * function of Elixir that refuses anything else.
 */
export function orderOf(cx: Context, term: Term, given: Atom = ASC, name = "to_sort_fun"): Order {
  if (term === ASC || term === DESC) {
    const sign = term === ASC ? 1 : -1;
    return function* (a, b) {
      return compare(a, b) * sign <= 0;
    };
  }
  if (term instanceof Fun) {
    return function* (a, b) {
      return truthy(yield* cx.call(term, [a, b]));
    };
  }
  const [direction, module] = pairOf(term) ?? [given, term];
  if (!(module instanceof Atom)) throw functionClause("Enum", name, 1);
  const refused = atom(direction === DESC ? "lt" : "gt");
  return function* (a, b) {
    return (yield* cx.apply(module, "compare", [a, b])) !== refused;
  };
}

/** Sorts items with a key each by their keys; those that may stand either way keep their order. */
export function* sorted<Item extends { readonly key: Term }>(
  cx: Context,
  items: readonly Item[],
  order: Order,
): Routine<readonly Item[]> {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = yield* sorted(cx, items.slice(0, middle), order);
  const right = yield* sorted(cx, items.slice(middle), order);
  cx.spend(items.length);
  const result: Item[] = [];
  let index = 0;
  for (const item of left) {
    for (let other = right[index]; other !== undefined; other = right[index]) {
      if (yield* order(item.key, other.key)) break;
      result.push(other);
      index += 1;
    }
    result.push(item);
  }
  return [...result, ...right.slice(index)];
}
