import { bytesOf } from "./bits.ts";
import { LimitExceeded } from "./limit.ts";
import { compare, compareText } from "./order.ts";
import { Bits, Cons, EMPTY, Empty, Fun, MapTerm, PidTerm, RefTerm, type Term, Tuple } from "./term.ts";

/** Terms in one another beyond this would need more of the JavaScript stack than every engine has. */
const MAX_DEPTH = 1000;

/** `compare` for two terms of one kind that are neither numbers nor texts nor atoms. */
export function compareCompounds(a: Term, b: Term, exact: boolean, depth: number): number {
  if (depth > MAX_DEPTH) throw new LimitExceeded(`terms nested more than ${MAX_DEPTH} deep`);
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

function isPair(term: Term): term is Cons | Empty {
  return term instanceof Cons || term instanceof Empty;
}

function isBits(term: Term): term is string | Bits {
  return typeof term === "string" || term instanceof Bits;
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
