import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { EMPTY_MAP, mapDelete, mapHas, mapPut } from "../map.ts";
import { same } from "../order.ts";
import { bool, EMPTY, type MapTerm, type Term, truthy } from "../term.ts";
import { libraryModule } from "./arguments.ts";
import { asSet, build, itemsOf, mapped, setOf, setWith } from "./iteration.ts";

/** The members of the first set that are in the second, or that are not. */
function shared(a: Term, b: Term, inside: boolean): Term[] {
  const other = asSet(b);
  return asSet(a).keys.filter((item) => mapHas(other, item) === inside);
}

function* kept(cx: Context, set: Term, fun: Term, wanted: boolean): Routine<MapTerm> {
  asSet(set);
  const pairs = yield* mapped(cx, set, fun);
  return setOf(
    cx,
    pairs.filter(({ key }) => truthy(key) === wanted).map(({ item }) => item),
  );
}

export const MAP_SET = libraryModule(
  "MapSet",
  {
    "delete/2": (cx, set, item) => {
      const map = asSet(set);
      cx.allocate(map.keys.length);
      return setWith(mapDelete(map, item));
    },
    "difference/2": (cx, a, b) => setOf(cx, shared(a, b, false)),
    "disjoint?/2": (_cx, a, b) => bool(shared(a, b, true).length === 0),
    "equal?/2": (_cx, a, b) => bool(same(asSet(a), asSet(b))),
    *"filter/2"(cx, set, fun) {
      return yield* kept(cx, set, fun, true);
    },
    "intersection/2": (cx, a, b) => setOf(cx, shared(a, b, true)),
    "member?/2": (_cx, set, item) => bool(mapHas(asSet(set), item)),
    *"new/0,1,2"(cx, items = EMPTY, fun) {
      if (fun === undefined) return setOf(cx, yield* itemsOf(cx, items));
      return setOf(
        cx,
        (yield* mapped(cx, items, fun)).map(({ key }) => key),
      );
    },
    "put/2": (cx, set, item) => {
      const map = asSet(set);
      cx.allocate(map.keys.length + 4);
      return setWith(mapPut(map, item, EMPTY));
    },
    *"reject/2"(cx, set, fun) {
      return yield* kept(cx, set, fun, false);
    },
    "size/1": (_cx, set) => BigInt(asSet(set).keys.length),
    "subset?/2": (_cx, a, b) => bool(shared(a, b, false).length === 0),
    "symmetric_difference/2": (cx, a, b) => setOf(cx, [...shared(a, b, false), ...shared(b, a, false)]),
    "to_list/1": (cx, set) => build(cx, asSet(set).keys),
    "union/2": (cx, a, b) => setOf(cx, [...asSet(a).keys, ...asSet(b).keys]),
  },
  { struct: { map: EMPTY_MAP, version: 2n } },
);
