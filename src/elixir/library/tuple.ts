import { add, multiply } from "../arithmetic.ts";
import { badArgument } from "../exception.ts";
import { type Term, Tuple } from "../term.ts";
import { reserve } from "./argument-kinds.ts";
import { asIndex, libraryModule } from "./arguments.ts";
import { build } from "./iteration.ts";

function itemsOfTuple(term: Term): readonly Term[] {
  if (!(term instanceof Tuple)) throw badArgument(1, "not a tuple");
  return term.items;
}

/** The index, which may be at most `last`. */
function indexUpTo(last: number, index: Term): number {
  const at = asIndex(index);
  if (at < 0 || at > last) throw badArgument(1, "out of range");
  return at;
}

export const TUPLE = libraryModule("Tuple", {
  "append/2": (_cx, term, item) => new Tuple([...itemsOfTuple(term), item]),
  "delete_at/2": (_cx, term, index) => {
    const items = itemsOfTuple(term);
    return new Tuple(items.toSpliced(indexUpTo(items.length - 1, index), 1));
  },
  "duplicate/2": (cx, item, size) => {
    const count = indexUpTo(16_777_215, size);
    reserve(cx, count);
    return new Tuple(Array<Term>(count).fill(item));
  },
  "insert_at/3": (_cx, term, index, item) => {
    const items = itemsOfTuple(term);
    return new Tuple(items.toSpliced(indexUpTo(items.length, index), 0, item));
  },
  "product/1": (cx, term) => itemsOfTuple(term).reduce((all, item) => multiply(cx, all, item), 1n),
  "sum/1": (cx, term) => itemsOfTuple(term).reduce((all, item) => add(cx, all, item), 0n),
  "to_list/1": (cx, term) => build(cx, itemsOfTuple(term)),
});
