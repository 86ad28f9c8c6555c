import { Later } from "../loading/later.ts";
import { Atom, Bits, Fun, MapTerm, PidTerm, RefTerm, type Term, Tuple } from "./term.ts";

/** The order of what is neither a number nor a text nor an atom: few programs compare such terms. */
const COMPOUNDS = new Later(() => import("./compound-order.ts"));

/**
 * Erlang's order of terms: number < atom < reference < function < pid < tuple < map < list < bitstring
 * (Erlang reference manual, "Term Comparisons"). Negative, zero or positive. With `exact` every
 * integer comes before every float, as among the keys of a map.
 */
export function compare(a: Term, b: Term, exact = false, depth = 0): number {
  if (a === b) return 0;
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b, exact);
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a instanceof Atom && b instanceof Atom) return compareText(a.name, b.name);
  return COMPOUNDS.now.compareCompounds(a, b, exact, depth);
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

function compareNumbers(a: bigint | number, b: bigint | number, exact: boolean): number {
  if (exact && typeof a !== typeof b) return typeof a === "bigint" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
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
