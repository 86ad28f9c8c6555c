import type { Routine } from "../host.ts";
import { mapGet } from "../map.ts";
import { type Native, type NativeModule, nativeModule } from "../native.ts";
import {
  atom,
  isBinary,
  isList,
  listItems,
  MapTerm,
  moduleAtom,
  atom as plainAtom,
  type Term,
  Tuple,
} from "../term.ts";
import { EXCEPTIONS } from "../thrown.ts";

/** Thrown by the checks below; the function whose argument it was makes a FunctionClauseError of it. */
class NoClause {}

const NO_CLAUSE = new NoClause();

/** `throw noClause()`: the arguments fit no clause of the function that is running. */
export function noClause(): NoClause {
  return NO_CLAUSE;
}

type Options = Parameters<typeof nativeModule>[2];

/**
 * As `nativeModule`, for functions that check their arguments with the functions below. All arities of one
 * entry, `get/2,3`, report under the largest, as functions with default arguments do; where Elixir has
 * functions of their own, each reports under its own: `slice/2|3`.
 */
export function libraryModule(
  name: string,
  functions: { readonly [nameAndArities: string]: Native },
  options?: Options,
): NativeModule {
  const module = name.startsWith(":") ? plainAtom(name.slice(1)) : moduleAtom(name);
  const checked: { [nameAndArities: string]: Native } = {};
  for (const [key, native] of Object.entries(functions)) {
    const slash = key.search(/\/[\d,|]+$/);
    const shortName = key.slice(0, slash);
    for (const arities of key.slice(slash + 1).split("|")) {
      const largest = Number(arities.split(",").at(-1));
      const explained = (thrown: unknown) =>
        thrown === NO_CLAUSE ? EXCEPTIONS.now.functionClauseIn(module, shortName, largest) : thrown;
      checked[`${shortName}/${arities}`] = isRoutine(native)
        ? guardedRoutine(native, explained)
        : guarded(native, explained);
    }
  }
  return nativeModule(name, checked, options);
}

const ROUTINE = Object.getPrototypeOf(function* () {});

function isRoutine(native: Native): boolean {
  return Object.getPrototypeOf(native) === ROUTINE;
}

function guarded(native: Native, explained: (thrown: unknown) => unknown): Native {
  return (cx, ...args) => {
    try {
      return native(cx, ...args);
    } catch (thrown) {
      throw explained(thrown);
    }
  };
}

function guardedRoutine(native: Native, explained: (thrown: unknown) => unknown): Native {
  return function* (cx, ...args) {
    try {
      return yield* native(cx, ...args) as Routine<Term>; // a generator function returns nothing else
    } catch (thrown) {
      throw explained(thrown);
    }
  } as Native; // as Native says, for brevity's sake
}

/** A binary that is text. */
export function asText(term: Term): string {
  if (typeof term === "string") return term;
  if (!isBinary(term)) throw noClause();
  throw EXCEPTIONS.now.argumentError("a binary that is not valid UTF-8 is not supported here");
}

export function asInteger(term: Term): bigint {
  if (typeof term !== "bigint") throw noClause();
  return term;
}

/** An integer that counts or indexes something. */
export function asIndex(term: Term): number {
  return Number(asInteger(term));
}

/** An integer that is not negative. */
export function asCount(term: Term): number {
  const count = asIndex(term);
  if (count < 0) throw noClause();
  return count;
}

/** The items of a proper list. */
export function asItems(term: Term): Term[] {
  const items = isList(term) ? listItems(term) : null;
  if (items === null) throw noClause();
  return items;
}

/** The two sides of a pair; null when the term is none. */
export function pairOf(term: Term): readonly [Term, Term] | null {
  if (!(term instanceof Tuple) || term.items.length !== 2) return null;
  return [term.items[0] as Term, term.items[1] as Term]; // there are two
}

/** What a keyword list says of an option; undefined when it does not. */
export function option(options: Term | undefined, name: string): Term | undefined {
  if (options === undefined) return undefined;
  if (options instanceof MapTerm) return mapGet(options, atom(name));
  const key = atom(name);
  for (const item of listItems(options) ?? []) {
    const pair = pairOf(item);
    if (pair !== null && pair[0] === key) return pair[1];
  }
  return undefined;
}
