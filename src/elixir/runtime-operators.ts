import type { Context } from "./context.ts";
import { BINARY_OPERATORS, isMember, joinAll, range, UNARY_OPERATORS, wrongRange } from "./operator.ts";
import { compare } from "./order.ts";
import { bool, type Term } from "./term.ts";

/** The operators under the names that runtime.ts gives to compiled code. */
export const OPERATORS = {
  add: BINARY_OPERATORS["+"],
  subtract: BINARY_OPERATORS["-"],
  multiply: BINARY_OPERATORS["*"],
  divide: BINARY_OPERATORS["/"],
  power: BINARY_OPERATORS["**"],
  append: BINARY_OPERATORS["++"],
  without: BINARY_OPERATORS["--"],
  negate: UNARY_OPERATORS["-"],
  plus: UNARY_OPERATORS["+"],
  not: UNARY_OPERATORS["not"],
  lt: (a: Term, b: Term) => bool(typeof a === "bigint" && typeof b === "bigint" ? a < b : compare(a, b) < 0),
  gt: (a: Term, b: Term) => bool(typeof a === "bigint" && typeof b === "bigint" ? a > b : compare(a, b) > 0),
  le: (a: Term, b: Term) => bool(compare(a, b) <= 0),
  ge: (a: Term, b: Term) => bool(compare(a, b) >= 0),
  wrongRange: (_cx: Context, first: Term, last: Term, step: Term | null = null) =>
    wrongRange(first, last, step),
  range: (_cx: Context, first: Term, last: Term, step: Term | null = null) => range(first, last, step),
  isIn: (cx: Context, item: Term, collection: Term) => bool(isMember(cx, item, collection)),
  joinAll: (cx: Context, ...parts: Term[]) => joinAll(cx, parts),
};
