import type { JsonValue } from "../../protocol/json.ts";
import { PresenceTable, type Entry as TableEntry } from "../../server/presence-table.ts";
import type { TopicPresence } from "../../trace/presence.ts";
import type { Context } from "../context.ts";
import { atomMap, field, mapDelete, mapGet, mapOf, mapPairs, mapPut } from "../map.ts";
import { compare, same } from "../order.ts";
import { list, listItems, MapTerm, NIL, type Term } from "../term.ts";
import { toText } from "../text.ts";
import { viewOf } from "./socket-struct.ts";

export type Entry = TableEntry<Term, MapTerm>;

/** A table whose keys and metas are terms of Elixir. */
export class ElixirPresenceTable extends PresenceTable<Term, MapTerm> {
  constructor() {
    super({ topics: compare, keys: (a, b) => compare(a, b, true) });
  }

  /** Everybody, for whoever looks on: by topic and key. */
  get shown(): readonly TopicPresence[] {
    const topics = new Map<string, Map<string, JsonValue[]>>();
    for (const { topic, key, meta } of this.all) {
      const name = typeof key === "string" ? key : String(viewOf(key));
      const present = topics.get(topic) ?? new Map<string, JsonValue[]>();
      topics.set(topic, present.set(name, [...(present.get(name) ?? []), viewOf(meta)]));
    }
    return [...topics].map(([topic, present]) => ({
      topic,
      present: [...present].map(([key, metas]) => ({ key, metas })),
    }));
  }
}

/** `%{key => %{metas: […]}}`, keys as strings, with the metas of one key in the order given. */
export function grouped(cx: Context, entries: readonly Pick<Entry, "key" | "meta">[]): MapTerm {
  const metas = new Map<string, Term[]>();
  for (const { key, meta } of entries) {
    const name = String(toText(cx, key));
    metas.set(name, [...(metas.get(name) ?? []), meta]);
  }
  return mapOf([...metas].map(([key, ofKey]) => [key, atomMap({ metas: list(ofKey) })]));
}

/** What `handle_metas/4` is told of everyone on a topic, `%{key => metas}`, after a diff. */
export function merged(presences: MapTerm, joins: Term, leaves: Term): MapTerm {
  let result = presences;
  const known = (key: Term) => listItems(mapGet(result, key) ?? NIL) ?? [];
  for (const [key, presence] of pairs(joins)) {
    const before = known(key);
    result = mapPut(result, key, list([...before, ...subtract(metasOf(presence), before)]));
  }
  for (const [key, presence] of pairs(leaves)) {
    const left = subtract(known(key), metasOf(presence));
    result = left.length > 0 ? mapPut(result, key, list(left)) : mapDelete(result, key);
  }
  return result;
}

function pairs(presences: Term): readonly (readonly [Term, Term])[] {
  return presences instanceof MapTerm ? mapPairs(presences) : [];
}

function metasOf(presence: Term): readonly Term[] {
  return presence instanceof MapTerm ? (listItems(field(presence, "metas") ?? NIL) ?? []) : [];
}

/** `a -- b` */
function subtract(a: readonly Term[], b: readonly Term[]): readonly Term[] {
  const left = [...a];
  for (const item of b) {
    const at = left.findIndex((candidate) => same(candidate, item));
    if (at !== -1) left.splice(at, 1);
  }
  return left;
}
