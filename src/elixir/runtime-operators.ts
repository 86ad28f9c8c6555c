import { Later } from "../loading/later.ts";
import type { Context } from "./context.ts";
import type { BinaryOperator } from "./operator.ts";
import { compare, same } from "./order.ts";
import { bool, Cons, EMPTY, FALSE, type Term, TRUE } from "./term.ts";

/** The operators with all that may stand beside them. */
const ALL = new Later(() => import("./operator.ts"));

/** Below this an integer is not counted as memory (arithmetic.ts). */
const SMALL = 2n ** 62n;

function isSmall(term: Term): term is bigint {
  return typeof term === "bigint" && term < SMALL && term > -SMALL;
}

function rest(name: string): BinaryOperator {
  return (cx, a, b) => (ALL.now.BINARY_OPERATORS[name] as BinaryOperator)(cx, a, b); // one of those below
}

function restOfOne(name: string): (cx: Context, a: Term) => Term {
  return (cx, a) => (ALL.now.UNARY_OPERATORS[name] as (cx: Context, a: Term) => Term)(cx, a); // likewise
}

const [plus, minus, not] = [rest("+"), rest("-"), restOfOne("not")];

/** The operators under the names that runtime.ts gives to compiled code. What is usual is done on the spot. */
export const OPERATORS = {
  add: (cx: Context, a: Term, b: Term) => (isSmall(a) && isSmall(b) ? a + b : plus(cx, a, b)),
  subtract: (cx: Context, a: Term, b: Term) => (isSmall(a) && isSmall(b) ? a - b : minus(cx, a, b)),
  multiply: rest("*"),
  divide: rest("/"),
  power: rest("**"),
  append: rest("++"),
  without: rest("--"),
  negate: restOfOne("-"),
  plus: restOfOne("+"),
  not: (cx: Context, a: Term) => (a === TRUE || a === FALSE ? bool(a === FALSE) : not(cx, a)),
  lt: (a: Term, b: Term) => bool(typeof a === "bigint" && typeof b === "bigint" ? a < b : compare(a, b) < 0),
  gt: (a: Term, b: Term) => bool(typeof a === "bigint" && typeof b === "bigint" ? a > b : compare(a, b) > 0),
  le: (a: Term, b: Term) => bool(compare(a, b) <= 0),
  ge: (a: Term, b: Term) => bool(compare(a, b) >= 0),
  wrongRange: (_cx: Context, first: Term, last: Term, step: Term | null = null) =>
    ALL.now.wrongRange(first, last, step),
  range: (_cx: Context, first: Term, last: Term, step: Term | null = null) =>
    ALL.now.range(first, last, step),
  isIn(cx: Context, item: Term, collection: Term): Term {
    let rest = collection;
    for (; rest instanceof Cons; rest = rest.tail) {
      cx.spend(1);
      if (same(rest.head, item)) return TRUE;
    }
    return collection === EMPTY || collection instanceof Cons
      ? FALSE
      : bool(ALL.now.isMember(cx, item, collection));
  },
  joinAll(cx: Context, ...parts: Term[]): Term {
    if (!parts.every((part) => typeof part === "string")) return ALL.now.joinAll(cx, parts);
    const joined = parts.join("");
    cx.allocate((joined.length >> 3) + 2);
    if (joined.length > 4096) cx.spend(joined.length >> 10);
    return joined;
  },
};
