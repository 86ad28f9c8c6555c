import type { JsonValue } from "../../protocol/json.ts";
import type { Pid } from "../../trace/ids.ts";
import type { TopicPresence } from "../../trace/presence.ts";
import type { Context } from "../context.ts";
import { atomMap, field, mapDelete, mapGet, mapOf, mapPairs, mapPut } from "../map.ts";
import { compare, same } from "../order.ts";
import { list, listItems, MapTerm, NIL, type Term } from "../term.ts";
import { toText } from "../text.ts";
import { viewOf } from "./socket-struct.ts";

/** One presence: a process that is on a topic under a key. */
export type Entry = {
  readonly topic: string;
  readonly pid: Pid;
  /** As it was given; a string only once it is shown. */
  readonly key: Term;
  /** With `:phx_ref`. */
  readonly meta: MapTerm;
};

/**
 * The table of a tracker (phoenix_pubsub 2.2.0, lib/phoenix/tracker/state.ex): ordered by topic, process and
 * key. Only the tracker writes it; whoever asks for a list reads it in his own process.
 */
export class PresenceTable {
  #entries: readonly Entry[] = [];

  find(pid: Pid, topic: string, key: Term): Entry | null {
    return this.onTopic(topic).find((entry) => entry.pid === pid && same(entry.key, key)) ?? null;
  }

  onTopic(topic: string): readonly Entry[] {
    return this.#entries.filter((entry) => entry.topic === topic);
  }

  ofProcess(pid: Pid): readonly Entry[] {
    return this.#entries.filter((entry) => entry.pid === pid);
  }

  /** Everybody, for whoever looks on: by topic and key. */
  get shown(): readonly TopicPresence[] {
    const topics = new Map<string, Map<string, JsonValue[]>>();
    for (const { topic, key, meta } of this.#entries) {
      const name = typeof key === "string" ? key : String(viewOf(key));
      const present = topics.get(topic) ?? new Map<string, JsonValue[]>();
      topics.set(topic, present.set(name, [...(present.get(name) ?? []), viewOf(meta)]));
    }
    return [...topics].map(([topic, present]) => ({
      topic,
      present: [...present].map(([key, metas]) => ({ key, metas })),
    }));
  }

  /** Writes an entry, in the place of the one of the same topic, process and key if there is one. */
  put(entry: Entry): void {
    const others = this.#entries.filter((other) => order(other, entry) !== 0);
    const after = others.findIndex((other) => order(other, entry) > 0);
    this.#entries = others.toSpliced(after === -1 ? others.length : after, 0, entry);
  }

  remove(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => order(other, entry) !== 0);
  }
}

// An older process comes first.
function order(a: Entry, b: Entry): number {
  return compare(a.topic, b.topic) || a.pid - b.pid || compare(a.key, b.key, true);
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
