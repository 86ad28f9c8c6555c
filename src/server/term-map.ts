import { atom, type MapTerm, type Term } from "./term.ts";

/** Erlang keeps a map of up to this many keys sorted (OTP 25, erts/emulator/beam/erl_map.h). */
const SMALL_MAP_KEYS = 32;

const utf8 = new TextEncoder();

/**
 * A map; of a key given twice, the last value counts. More than 32 keys keep the order given: the BEAM walks
 * them in an order of its own, which for atoms differs from one run of the virtual machine to the next.
 */
export function mapTerm(entries: Iterable<readonly [Term, Term]>): MapTerm {
  const once: (readonly [Term, Term])[] = [];
  const sorted: (readonly [Term, Term])[] = [];
  for (const entry of entries) {
    const at = placeOf(entry[0], sorted);
    const known = sorted[at];
    if (known !== undefined && compareTerms(known[0], entry[0]) === 0) {
      sorted[at] = entry;
      once[once.indexOf(known)] = entry;
    } else {
      sorted.splice(at, 0, entry);
      once.push(entry);
    }
  }
  return { is: "map", entries: once.length <= SMALL_MAP_KEYS ? sorted : once };
}

/** `%{name: value}` */
export function atomMap(fields: { readonly [name: string]: Term }): MapTerm {
  return mapTerm(Object.entries(fields).map(([name, value]) => [atom(name), value] as const));
}

/** `Map.get(map, key)`; null when it has no such key. */
export function mapGet(map: MapTerm, key: Term): Term | null {
  return map.entries.find((entry) => compareTerms(entry[0], key) === 0)?.[1] ?? null;
}

/** `Map.put(map, key, value)` */
export function mapPut(map: MapTerm, key: Term, value: Term): MapTerm {
  return mapTerm([...map.entries, [key, value]]);
}

/** `a === b` in Elixir. */
export function sameTerm(a: Term, b: Term): boolean {
  return compareTerms(a, b) === 0;
}

/**
 * The order in which the BEAM keeps the keys of a small map, and in which an `ordered_set` would if it told
 * 1 from 1.0: number < atom < tuple < map < list < bitstring, and every integer before every float. Negative
 * when `a` comes first, 0 when both are the same term.
 */
export function compareTerms(a: Term, b: Term): number {
  const rank = RANKS[a.is] - RANKS[b.is];
  if (rank !== 0) return rank;
  switch (a.is) {
    case "integer":
      return b.is === "integer" ? Number(a.value > b.value) - Number(a.value < b.value) : 0;
    case "float":
      return b.is === "float" ? compareFloats(a.value, b.value) : 0;
    case "atom":
      return b.is === "atom" ? compareBytes(utf8.encode(a.name), utf8.encode(b.name)) : 0;
    case "tuple":
      return b.is === "tuple" ? a.items.length - b.items.length || compareItems(a.items, b.items) : 0;
    case "map":
      return b.is === "map" ? compareMaps(a, b) : 0;
    case "list":
      return b.is === "list" ? compareLists(a, b) : 0;
    case "binary":
    case "bitstring":
      return b.is === "binary" || b.is === "bitstring" ? compareBits(a, b) : 0;
  }
}

const RANKS: { readonly [is in Term["is"]]: number } = {
  integer: 0,
  float: 1,
  atom: 2,
  tuple: 3,
  map: 4,
  list: 5,
  binary: 6,
  bitstring: 6,
};

function placeOf(key: Term, sorted: readonly (readonly [Term, Term])[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = sorted[middle];
    if (entry !== undefined && compareTerms(entry[0], key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

// OTP 25 does not tell 0.0 from -0.0.
function compareFloats(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function compareItems(a: readonly Term[], b: readonly Term[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareTerms(item, other);
    if (order !== 0) return order;
  }
  return 0;
}

function compareMaps(a: MapTerm, b: MapTerm): number {
  if (a.entries.length !== b.entries.length) return a.entries.length - b.entries.length;
  const [left, right] = [sortedEntries(a), sortedEntries(b)];
  const keys = compareItems(
    left.map(([key]) => key),
    right.map(([key]) => key),
  );
  if (keys !== 0) return keys;
  return compareItems(
    left.map(([, value]) => value),
    right.map(([, value]) => value),
  );
}

function sortedEntries({ entries }: MapTerm): readonly (readonly [Term, Term])[] {
  if (entries.length <= SMALL_MAP_KEYS) return entries;
  return [...entries].sort(([a], [b]) => compareTerms(a, b));
}

type ListTerm = Extract<Term, { is: "list" }>;

// Cell by cell, as in a linked list: where one ends, its tail stands against the rest of the other.
function compareLists(a: ListTerm, b: ListTerm): number {
  const shared = Math.min(a.items.length, b.items.length);
  const order = compareItems(a.items.slice(0, shared), b.items.slice(0, shared));
  if (order !== 0) return order;
  const [left, right] = [restOf(a, shared), restOf(b, shared)];
  if (left.is === "list" && right.is === "list") return left.items.length - right.items.length;
  return compareTerms(left, right);
}

function restOf({ items, tail }: ListTerm, from: number): Term {
  if (from === items.length) return tail ?? { is: "list", items: [], tail: null };
  return { is: "list", items: items.slice(from), tail };
}

type Bits = Extract<Term, { is: "binary" | "bitstring" }>;

function compareBits(a: Bits, b: Bits): number {
  return compareBytes(a.bytes, b.bytes) || bitsOf(a) - bitsOf(b);
}

function bitsOf(term: Bits): number {
  return term.is === "binary" ? term.bytes.length * 8 : term.bits;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const order = (a[index] ?? 0) - (b[index] ?? 0);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
