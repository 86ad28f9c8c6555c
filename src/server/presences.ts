import { atom, list, type MapTerm, type Term } from "./term.ts";
import { stringOf } from "./term-json.ts";
import { atomMap, mapGet, mapPut, mapTerm, sameTerm } from "./term-map.ts";

export type KeyAndMeta = { readonly key: Term; readonly meta: MapTerm };

const METAS = atom("metas");

/**
 * `%{key => %{metas: […]}}`, keys as strings, with the metas of one key in the order given (phoenix 1.8.12,
 * lib/phoenix/presence.ex, group/1). Raises for a key that has no string.
 */
export function group(tracked: readonly KeyAndMeta[]): MapTerm {
  let grouped = mapTerm([]);
  for (const { key, meta } of tracked) {
    const name = stringOf(key);
    grouped = mapPut(grouped, name, atomMap({ metas: list([...metasOf(mapGet(grouped, name)), meta]) }));
  }
  return grouped;
}

/** What `handle_metas/4` is told of everyone on a topic, `%{key => metas}`, after a diff. */
export function mergeDiff(presences: MapTerm, joins: Term, leaves: Term): MapTerm {
  let merged = presences;
  for (const [key, presence] of entriesOf(joins)) {
    const known = itemsOf(mapGet(merged, key));
    merged = mapPut(merged, key, list([...known, ...subtract(metasOf(presence), known)]));
  }
  for (const [key, presence] of entriesOf(leaves)) {
    const left = subtract(itemsOf(mapGet(merged, key)), metasOf(presence));
    merged =
      left.length > 0
        ? mapPut(merged, key, list(left))
        : mapTerm(merged.entries.filter(([other]) => !sameTerm(other, key)));
  }
  return merged;
}

function entriesOf(presences: Term): MapTerm["entries"] {
  return presences.is === "map" ? presences.entries : [];
}

function metasOf(presence: Term | null): readonly Term[] {
  return presence?.is === "map" ? itemsOf(mapGet(presence, METAS)) : [];
}

function itemsOf(term: Term | null): readonly Term[] {
  return term?.is === "list" ? term.items : [];
}

/** `a -- b`: of each item of `b` the first like it is taken away. */
function subtract(a: readonly Term[], b: readonly Term[]): readonly Term[] {
  const left = [...a];
  for (const item of b) {
    const at = left.findIndex((candidate) => sameTerm(candidate, item));
    if (at !== -1) left.splice(at, 1);
  }
  return left;
}
