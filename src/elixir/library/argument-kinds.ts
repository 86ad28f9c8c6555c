import { bytesOf } from "../bits.ts";
import type { Context } from "../context.ts";
import { badMap } from "../exception.ts";
import { tooLarge } from "../native.ts";
import { Atom, Fun, isBinary, MapTerm, type Term, Tuple } from "../term.ts";
import { noClause } from "./arguments.ts";

/** Checks of arguments as those of arguments.ts, for the modules that channels seldom name. */

/** Counts what is about to be built, and refuses at once what can never fit. */
export function reserve(cx: Context, words: number): void {
  if (words > cx.limits.words) throw tooLarge(`it asked for ${words * 8} bytes in one go`);
  cx.allocate(words);
  cx.spend(words >> 4);
}

/** How deep terms may be nested that are gone through by recursion. */
const MAX_DEPTH = 1000;

/** Refuses what is nested too deeply, as comparing does (order.ts): the JavaScript stack is not endless. */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw tooLarge(`terms nested more than ${MAX_DEPTH} deep`);
}

export function asBytes(term: Term): Uint8Array {
  if (!isBinary(term)) throw noClause();
  return bytesOf(term);
}

export function asFloat(term: Term): number {
  if (typeof term !== "number") throw noClause();
  return term;
}

export function asAtom(term: Term): Atom {
  if (!(term instanceof Atom)) throw noClause();
  return term;
}

export function asTuple(term: Term): readonly Term[] {
  if (!(term instanceof Tuple)) throw noClause();
  return term.items;
}

/** A map; BadMapError for anything else. */
export function asMap(term: Term): MapTerm {
  if (!(term instanceof MapTerm)) throw badMap(term);
  return term;
}

export function asFunction(term: Term, arity: number): Fun {
  if (!(term instanceof Fun) || term.code.arity !== arity) throw noClause();
  return term;
}
