import { add, divide, multiply, negate, power, subtract } from "./arithmetic.ts";
import { badSegment } from "./bit-segment-error.ts";
import { concatenate } from "./bits.ts";
import { byteSize } from "./bitstring.ts";
import type { Context } from "./context.ts";
import { elements } from "./enumerable.ts";
import { argumentError, arithmeticError, raised } from "./exception.ts";
import { inspect } from "./inspect.ts";
import { atomMap } from "./map.ts";
import { compare, equal, same } from "./order.ts";
import {
  type Bits,
  bool,
  Cons,
  EMPTY,
  isBinary,
  list,
  listItems,
  moduleAtom,
  type Term,
  TRUE,
} from "./term.ts";
import type { Thrown } from "./thrown.ts";

/** Operators that are functions of their two values. */
export type BinaryOperator = (cx: Context, a: Term, b: Term) => Term;

export const BINARY_OPERATORS: { readonly [name: string]: BinaryOperator } = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
  "**": power,
  "==": (_cx, a, b) => bool(equal(a, b)),
  "!=": (_cx, a, b) => bool(!equal(a, b)),
  "===": (_cx, a, b) => bool(same(a, b)),
  "!==": (_cx, a, b) => bool(!same(a, b)),
  "<": (_cx, a, b) => bool(typeof a === "bigint" && typeof b === "bigint" ? a < b : compare(a, b) < 0),
  ">": (_cx, a, b) => bool(typeof a === "bigint" && typeof b === "bigint" ? a > b : compare(a, b) > 0),
  "<=": (_cx, a, b) => bool(compare(a, b) <= 0),
  ">=": (_cx, a, b) => bool(compare(a, b) >= 0),
  "<>": (cx, a, b) => joinAll(cx, [a, b]),
  "++": append,
  "--": without,
  "..": (_cx, first, last) => range(first, last, null),
};

export const UNARY_OPERATORS: { readonly [name: string]: (cx: Context, a: Term) => Term } = {
  "-": negate,
  "+": (_cx, a) => {
    if (typeof a === "bigint" || typeof a === "number") return a;
    throw arithmeticError();
  },
  not: (_cx, a) => {
    if (a === TRUE || a === bool(false)) return bool(a !== TRUE);
    throw argumentError("argument error");
  },
};

/** `a <> b <> c`; the position counts from 1, as the BEAM names the segment that is wrong. */
export function joinAll(cx: Context, parts: readonly Term[]): Term {
  let joined: string | Bits = "";
  for (const [index, part] of parts.entries()) {
    if (!isBinary(part)) throw badSegment(index + 1, "binary", part);
    joined = concatenate(joined, part);
  }
  const bytes = typeof joined === "string" ? joined.length : byteSize(joined);
  cx.allocate((bytes >> 3) + 2);
  if (bytes > 4096) cx.spend(bytes >> 10);
  return joined;
}

function append(cx: Context, a: Term, b: Term): Term {
  if (a === EMPTY) return b;
  const items = listItems(a);
  if (items === null) throw argumentError("argument error");
  cx.spend(items.length >> 3);
  cx.allocate(items.length * 2);
  return list(items, b);
}

/** `--`: takes out the first of each that equals one on the right. */
function without(cx: Context, a: Term, b: Term): Term {
  const left = listItems(a);
  const right = listItems(b);
  if (left === null || right === null) throw argumentError("argument error");
  if (right.length === 0) return a;
  const sorted = [...right].sort((x, y) => compare(x, y, true));
  // Right sides are short as a rule; each is looked for in what is left of them.
  const remaining = sorted;
  const kept: Term[] = [];
  for (const item of left) {
    cx.spend(1 + (remaining.length >> 4));
    const index = remaining.findIndex((other) => same(other, item));
    if (index < 0) kept.push(item);
    else remaining.splice(index, 1);
  }
  return list(kept);
}

/** `first..last//step`; without a step it is 1, or -1 when the range goes down. */
export function range(first: Term, last: Term, step: Term | null): Term {
  const by = step ?? (first <= last ? 1n : -1n);
  const sides = `${inspect(first)}..${inspect(last)}`;
  if (step === null && (typeof first !== "bigint" || typeof last !== "bigint")) {
    throw badRange(`(first..last) expect both sides to be integers, got: ${sides}`);
  }
  if (typeof first !== "bigint" || typeof last !== "bigint" || typeof by !== "bigint" || by === 0n) {
    const what = "both sides to be integers and the step to be a non-zero integer";
    throw badRange(`(first..last//step) expect ${what}, got: ${sides}//${inspect(by)}`);
  }
  return atomMap({ __struct__: moduleAtom("Range"), first, last, step: by });
}

/** A range whose sides or step stand in the text and are wrong: refused in other words than one that is computed. */
export function wrongRange(first: Term, last: Term, step: Term | null): never {
  const isStep = typeof first === "bigint" && typeof last === "bigint";
  const what = isStep ? "the step to be a non-zero integer" : "both sides to be integers";
  const got = isStep ? inspect(step ?? 1n) : `${inspect(first)}..${inspect(last)}`;
  throw badRange(`(first..last//step) expect ${what}, got: ${got}`);
}

function badRange(what: string): Thrown {
  return raised("ArgumentError", { message: `ranges ${what}` });
}

/** `left in right` for what is built in. */
export function isMember(cx: Context, item: Term, collection: Term): boolean {
  if (collection instanceof Cons || collection === EMPTY) {
    for (let rest: Term = collection; rest instanceof Cons; rest = rest.tail) {
      cx.spend(1);
      if (same(rest.head, item)) return true;
    }
    return false;
  }
  const found = elements(cx, collection);
  if (found === null) return cx.runNow(cx.apply(moduleAtom("Enum"), "member?", [collection, item])) === TRUE;
  for (const element of found) if (same(element, item)) return true;
  return false;
}
