import type { Context } from "../context.ts";
import { EMPTY_MAP, mapGet, mapOf, mapPut } from "../map.ts";
import { same } from "../order.ts";
import { Atom, NIL, type Term } from "../term.ts";
import { build, type Keyed } from "./iteration.ts";

/** The keys in the order of their first items, each with what `value` gives for the indices of its items. */
export function grouped(pairs: readonly Keyed[], value: (index: number) => Term): [Term, Term[]][] {
  const groups: [Term, Term[]][] = [];
  // Keys that JavaScript compares as Elixir does are found by it.
  const simple = new Map<Term, Term[]>();
  let others = EMPTY_MAP;
  for (const [index, { key }] of pairs.entries()) {
    const isSimple = typeof key !== "object" || key instanceof Atom;
    const at = isSimple ? undefined : mapGet(others, key);
    const found = isSimple ? simple.get(key) : groups[Number(at ?? -1n)]?.[1];
    if (found !== undefined) found.push(value(index));
    else {
      const values = [value(index)];
      if (isSimple) simple.set(key, values);
      else others = mapPut(others, key, BigInt(groups.length));
      groups.push([key, values]);
    }
  }
  return groups;
}

export function uniqueBy(pairs: readonly Keyed[]): Term[] {
  return grouped(pairs, (index) => pairs[index]?.item ?? NIL).map(([, [first]]) => first ?? NIL);
}

export function frequencies(pairs: readonly Keyed[]): Term {
  return mapOf(grouped(pairs, () => NIL).map(([key, items]) => [key, BigInt(items.length)]));
}

export function dedup(pairs: readonly Keyed[]): Term[] {
  return pairs
    .filter(({ key }, index) => index === 0 || !same(key, pairs[index - 1]?.key ?? NIL))
    .map(({ item }) => item);
}

export function chunksBy(cx: Context, pairs: readonly Keyed[]): Term {
  const chunks: Term[][] = [];
  for (const [index, { item, key }] of pairs.entries()) {
    if (index > 0 && same(key, pairs[index - 1]?.key ?? NIL)) chunks.at(-1)?.push(item);
    else chunks.push([item]);
  }
  return build(
    cx,
    chunks.map((chunk) => build(cx, chunk)),
  );
}
