import { structName } from "./map.ts";
import type { Program } from "./program.ts";
import { Atom, Bits, Cons, list, MapTerm, type Term, Tuple } from "./term.ts";

/** More items than `inspect` shows, and more bytes and characters than it looks at. */
const ITEMS = 60;
const LOOKED_AT = 1100;
const BYTES = 100;
const UNITS = 8400;
/** What lies deeper is left as it is. */
const DEPTH = 4;

/**
 * A term that `inspect/1` shows as it shows this one, without what it leaves out behind its `...`: for who looks at
 * many big terms, of which `inspect` would go through every item.
 */
export function excerpt(term: Term, program: Program, depth = DEPTH): Term {
  if (typeof term === "string") return term.length > UNITS ? term.slice(0, UNITS) : term;
  if (depth === 0) return term;
  const part = (inner: Term) => excerpt(inner, program, depth - 1);
  if (term instanceof Cons) return excerptOfList(term, part);
  if (term instanceof Tuple) return new Tuple(term.items.slice(0, ITEMS).map(part));
  if (term instanceof MapTerm) return excerptOfMap(term, part, program);
  const isLong = term instanceof Bits && term.bytes.length > BYTES;
  return isLong ? new Bits(term.bytes.subarray(0, BYTES), BYTES * 8) : term;
}

// Of a charlist all is shown, and of a keyword list it matters that all of it is one: both must be seen not to be.
function excerptOfList(whole: Cons, part: (term: Term) => Term): Term {
  const items: Term[] = [];
  let rest: Term = whole;
  for (; rest instanceof Cons && items.length < LOOKED_AT; rest = rest.tail) items.push(rest.head);
  const isPlain = items.some((item) => !isCharacter(item)) && items.some((item) => !isPair(item));
  if (rest instanceof Cons && !isPlain) return whole;
  const shown = items.slice(0, ITEMS).map(part);
  if (items.length <= ITEMS || !isPlain) return list([...shown, ...items.slice(ITEMS)], rest);
  // What tells that it is neither may stand behind what is shown.
  const witnesses = [isCharacter, isPair].flatMap((looksSo) =>
    items.slice(0, ITEMS).every(looksSo)
      ? items
          .slice(ITEMS)
          .filter((item) => !looksSo(item))
          .slice(0, 1)
      : [],
  );
  return list([...shown, ...witnesses]);
}

function isCharacter(item: Term): boolean {
  return typeof item === "bigint" && item >= 7n && item < 127n;
}

function isPair(item: Term): boolean {
  return item instanceof Tuple && item.items.length === 2 && item.items[0] instanceof Atom;
}

// Keys are in order: when the first and the last are atoms, all are, and `key: value` is how they are shown.
function excerptOfMap(map: MapTerm, part: (term: Term) => Term, program: Program): Term {
  const { keys, values } = map;
  const struct = structName(map);
  if (struct !== null && program.implementation("Inspect", struct) !== null) return map;
  if (struct !== null || keys.length <= ITEMS) return new MapTerm(keys, values.map(part));
  const ends = <Item>(items: readonly Item[]) => [...items.slice(0, ITEMS), ...items.slice(-1)];
  return new MapTerm(ends(keys), ends(values).map(part));
}
