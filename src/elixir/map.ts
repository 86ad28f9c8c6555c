import type { Brand } from "../protocol/brand.ts";
import { compare, compareText } from "./order.ts";
import { Atom, atom, MapTerm, type Term } from "./term.ts";

export const EMPTY_MAP = new MapTerm([], []);

/** Up to this size a key that is compared by identity is found faster by looking at them all. */
const SCAN_LIMIT = 32;

/** Where the key is, or the complement (`~`) of where it would have to be put. */
function find(keys: readonly Term[], key: Term): number {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compare(keys[middle] as Term, key, true); // low and high are within bounds
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return ~low;
}

/** The value under the key; undefined when there is none. */
export function mapGet({ keys, values }: MapTerm, key: Term): Term | undefined {
  if (keys.length <= SCAN_LIMIT) {
    const index = keys.indexOf(key);
    if (index >= 0) return values[index];
    if (typeof key !== "object" || key instanceof Atom) return undefined;
  }
  return values[find(keys, key)];
}

export function mapHas(map: MapTerm, key: Term): boolean {
  return mapGet(map, key) !== undefined;
}

export function mapPut(map: MapTerm, key: Term, value: Term): MapTerm {
  const { keys, values } = map;
  const index = find(keys, key);
  if (index >= 0) return values[index] === value ? map : new MapTerm(keys, values.with(index, value));
  return new MapTerm(keys.toSpliced(~index, 0, key), values.toSpliced(~index, 0, value));
}

export function mapDelete(map: MapTerm, key: Term): MapTerm {
  const { keys, values } = map;
  const index = find(keys, key);
  return index < 0 ? map : new MapTerm(keys.toSpliced(index, 1), values.toSpliced(index, 1));
}

/** The map of these pairs; of equal keys the last wins. */
export function mapOf(pairs: readonly (readonly [Term, Term])[]): MapTerm {
  if (pairs.length === 0) return EMPTY_MAP;
  const inOrder = pairs.every((pair, index) => {
    const before = pairs[index - 1];
    return before === undefined || compare(before[0], pair[0], true) < 0;
  });
  const sorted = inOrder ? pairs : [...pairs].sort(([a], [b]) => compare(a, b, true));
  const keys: Term[] = [];
  const values: Term[] = [];
  for (const [key, value] of sorted) {
    const last = keys.length - 1;
    if (!inOrder && last >= 0 && compare(keys[last] as Term, key, true) === 0) values[last] = value;
    else {
      keys.push(key);
      values.push(value);
    }
  }
  return new MapTerm(keys, values);
}

/** Key and value, key by key in term order. */
export function mapPairs({ keys, values }: MapTerm): [Term, Term][] {
  return keys.map((key, index) => [key, values[index] as Term]); // as many values as keys
}

/** Names in the order in which a map has them, and their atoms: what they are is the same each time. */
const shapes = new Map<string, { readonly names: readonly string[]; readonly keys: readonly Term[] }>();

/** `%{name: value, …}`: the map with atoms for keys. */
export function atomMap(fields: { readonly [name: string]: Term }): MapTerm {
  const given = Object.keys(fields);
  const shapeName = given.join("\0");
  const known = shapes.get(shapeName);
  const names = known?.names ?? given.sort(compareText);
  const keys = known?.keys ?? names.map(atom);
  if (known === undefined) shapes.set(shapeName, { names, keys });
  return new MapTerm(
    keys,
    names.map((name) => fields[name] as Term),
  ); // a name of the fields
}

/** The value under an atom of this name; undefined when there is none. */
export function field(map: MapTerm, name: string): Term | undefined {
  return mapGet(map, atom(name));
}

const STRUCT = atom("__struct__");

/** The module of a struct; null when the term is no struct. */
export function structName(term: Term): Atom | null {
  if (!(term instanceof MapTerm)) return null;
  const name = mapGet(term, STRUCT);
  return name instanceof Atom ? name : null;
}

/** A map that has been seen to be a struct. */
export type StructTerm = Brand<MapTerm, "struct">;

/** Whether the term is a struct of the Elixir module of this name, for example `Range`. */
export function isStruct(term: Term, module: string): term is StructTerm {
  return structName(term) === atom(`Elixir.${module}`);
}
