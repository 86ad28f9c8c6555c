import { bytesOf } from "./bits.ts";
import { LimitExceeded } from "./limit.ts";
import { Atom, Bits, Cons, EMPTY, Empty, Fun, MapTerm, PidTerm, RefTerm, type Term, Tuple } from "./term.ts";

/** Terms in one another beyond this would need more of the JavaScript stack than every engine has. */
const MAX_DEPTH = 1000;

/**
 * Erlang's order of terms: number < atom < reference < function < pid < tuple < map < list < bitstring
 * (Erlang reference manual, "Term Comparisons"). Negative, zero or positive. With `exact` every
 * integer comes before every float, as among the keys of a map.
 */
export function compare(a: Term, b: Term, exact = false, depth = 0): number {
  if (a === b) return 0;
  if (depth > MAX_DEPTH) throw new LimitExceeded(`terms nested more than ${MAX_DEPTH} deep`);
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b, exact);
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a instanceof Atom && b instanceof Atom) return compareText(a.name, b.name);
  if (a instanceof Tuple && b instanceof Tuple) {
    return a.items.length - b.items.length || compareAll(a.items, b.items, exact, depth);
  }
  if (a instanceof MapTerm && b instanceof MapTerm) {
    return (
      a.keys.length - b.keys.length ||
      compareAll(a.keys, b.keys, true, depth) ||
      compareAll(a.values, b.values, exact, depth)
    );
  }
  if (isPair(a) && isPair(b)) return compareLists(a, b, exact, depth);
  if (isBits(a) && isBits(b)) return compareBits(a, b);
  if (a instanceof PidTerm && b instanceof PidTerm) return a.id - b.id;
  if (a instanceof RefTerm && b instanceof RefTerm) return a.id - b.id;
  if (a instanceof Fun && b instanceof Fun) {
    return a.code === b.code ? 0 : compareText(a.text, b.text) || -1;
  }
  return 0;
}

/** `===`: the same value of the same type. */
export function same(a: Term, b: Term): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a instanceof Atom) return false;
  return compare(a, b, true) === 0;
}

/** `==`: as `===`, but 1 equals 1.0. */
export function equal(a: Term, b: Term): boolean {
  if (a === b) return true;
  if (a instanceof Atom || typeof a === "string") return false;
  return compare(a, b) === 0;
}

function rankOf(term: Term): number {
  switch (typeof term) {
    case "bigint":
    case "number":
      return 0;
    case "string":
      return 8;
    default:
      if (term instanceof Atom) return 1;
      if (term instanceof RefTerm) return 2;
      if (term instanceof Fun) return 3;
      if (term instanceof PidTerm) return 4;
      if (term instanceof Tuple) return 5;
      if (term instanceof MapTerm) return 6;
      return term instanceof Bits ? 8 : 7;
  }
}

function isNumber(term: Term): term is bigint | number {
  return typeof term === "bigint" || typeof term === "number";
}

function isPair(term: Term): term is Cons | Empty {
  return term instanceof Cons || term instanceof Empty;
}

function isBits(term: Term): term is string | Bits {
  return typeof term === "string" || term instanceof Bits;
}

function compareNumbers(a: bigint | number, b: bigint | number, exact: boolean): number {
  if (exact && typeof a !== typeof b) return typeof a === "bigint" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareAll(a: readonly Term[], b: readonly Term[], exact: boolean, depth: number): number {
  for (let index = 0; index < a.length; index += 1) {
    const order = compare(a[index] as Term, b[index] as Term, exact, depth + 1); // both are of the same length
    if (order !== 0) return order;
  }
  return 0;
}

// Along the tails in a loop: a list may be far longer than the JavaScript stack is deep.
function compareLists(a: Term, b: Term, exact: boolean, depth: number): number {
  let left = a;
  let right = b;
  while (left instanceof Cons && right instanceof Cons) {
    const order = compare(left.head, right.head, exact, depth + 1);
    if (order !== 0) return order;
    left = left.tail;
    right = right.tail;
  }
  if (left === EMPTY && right instanceof Cons) return -1;
  if (right === EMPTY && left instanceof Cons) return 1;
  return compare(left, right, exact, depth + 1);
}

/** The order of the texts' bytes in UTF-8, which is that of their code points and not that of UTF-16. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) {
      // A surrogate stands for a code point above all that need only one unit.
      const highLeft = left >= 0xd800 && left < 0xe000;
      return highLeft === (right >= 0xd800 && right < 0xe000) ? left - right : highLeft ? 1 : -1;
    }
  }
  return a.length - b.length;
}

function compareBits(a: string | Bits, b: string | Bits): number {
  const left = bytesOf(a);
  const right = bytesOf(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = (left[index] ?? 0) - (right[index] ?? 0);
    if (order !== 0) return order;
  }
  const size = (term: string | Bits, bytes: Uint8Array) =>
    typeof term === "string" ? bytes.length * 8 : term.bitSize;
  return size(a, left) - size(b, right);
}
