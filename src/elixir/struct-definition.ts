import type { FunctionCode } from "./code.ts";
import { atomMap, mapGet, mapOf, mapPut } from "./map.ts";
import { type Native, nativeCode } from "./native.ts";
import { type Atom, atom, isList, listItems, MapTerm, NIL, type Term, Tuple } from "./term.ts";

/** The struct with these fields; others are left out, as exceptions do. */
export function withFields(struct: MapTerm, given: Term): MapTerm {
  let made = struct;
  const pairs =
    given instanceof MapTerm
      ? given.keys.map((key, index) => [key, given.values[index] as Term] as const)
      : pairsOf(given); // as many values as keys
  for (const [key, value] of pairs) if (mapGet(made, key) !== undefined) made = mapPut(made, key, value);
  return made;
}

function pairsOf(term: Term): (readonly [Term, Term])[] {
  return (listItems(term) ?? []).flatMap((item) => {
    const [key, value] = item instanceof Tuple ? item.items : [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
}

/** What `defexception` defines: `exception/1` and `message/1`. */
export function exceptionFunctions(blank: () => MapTerm): [string, FunctionCode][] {
  const make: Native = (_cx, given) =>
    isList(given) || given instanceof MapTerm
      ? withFields(blank(), given)
      : withFields(blank(), mapOf([[atom("message"), given]]));
  const message: Native = (_cx, error) =>
    error instanceof MapTerm ? (mapGet(error, atom("message")) ?? NIL) : NIL;
  return [
    ["exception/1", nativeCode(make, 1)],
    ["message/1", nativeCode(message, 1)],
  ];
}

/** The struct with its defaults. */
export function blankStruct(module: Atom, fields: readonly (readonly [string, Term])[]): MapTerm {
  return mapPut(atomMap(Object.fromEntries(fields)), atom("__struct__"), module);
}

/** What `defstruct` and `defexception` define besides the struct itself. */
export function structFunctions(
  module: Atom,
  fields: () => readonly (readonly [string, Term])[],
  isException: boolean,
): [string, FunctionCode][] {
  const blank = () => blankStruct(module, fields());
  return [
    ["__struct__/0", nativeCode(() => blank(), 0)],
    ["__struct__/1", nativeCode((_cx, given) => withFields(blank(), given), 1)],
    ...(isException ? exceptionFunctions(blank) : []),
  ];
}
