import { collectInto } from "../enumerable.ts";
import { atomMap, EMPTY_MAP, mapDelete, mapGet, mapOf, mapPairs, mapPut, structName } from "../map.ts";
import { same } from "../order.ts";
import { Atom, atom, bool, MapTerm } from "../term.ts";
import { asMap } from "./argument-kinds.ts";
import { libraryModule, noClause } from "./arguments.ts";
import { type Dictionary, dictionaryFunctions } from "./dictionary.ts";

const put: Dictionary["put"] = (cx, container, key, value) => {
  const map = asMap(container);
  cx.allocate(map.keys.length + 4);
  return mapPut(map, key, value);
};

const remove: Dictionary["remove"] = (cx, container, key) => {
  const map = asMap(container);
  cx.allocate(map.keys.length);
  return mapDelete(map, key);
};

const MAPS: Dictionary = {
  is: (term) => term instanceof MapTerm,
  get: (container, key) => mapGet(asMap(container), key),
  put,
  change: put,
  exchange: (cx, container, key, value) =>
    value === null ? remove(cx, container, key) : put(cx, container, key, value),
  remove,
  pairs: (container) => mapPairs(asMap(container)),
  of: (cx, pairs) => {
    cx.allocate(pairs.length * 2);
    return mapOf(pairs);
  },
  from: (cx, items) => collectInto(cx, items, EMPTY_MAP),
};

const STRUCT = atom("__struct__");

export const MAP = libraryModule("Map", {
  ...dictionaryFunctions(MAPS),
  "equal?/2": (_cx, a, b) => bool(same(asMap(a), asMap(b))),
  "from_struct/1": (cx, term) => {
    if (term instanceof Atom) return atomMap(Object.fromEntries(cx.program.structFields(term) ?? []));
    if (!(term instanceof MapTerm) || structName(term) === null) throw noClause();
    return mapDelete(term, STRUCT);
  },
});
