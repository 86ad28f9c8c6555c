import type { Pid } from "../trace/ids.ts";
import { type MapTerm, type Term, text } from "./term.ts";
import { compareTerms, sameTerm } from "./term-map.ts";

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
  readonly #topics = new Map<string, readonly Entry[]>();

  find(pid: Pid, topic: string, key: Term): Entry | null {
    return this.onTopic(topic).find((entry) => entry.pid === pid && sameTerm(entry.key, key)) ?? null;
  }

  onTopic(topic: string): readonly Entry[] {
    return this.#topics.get(topic) ?? [];
  }

  /** Everything under which a process is present, in the order of the table. */
  ofProcess(pid: Pid): readonly Entry[] {
    const topics = [...this.#topics.keys()].sort((a, b) => compareTerms(text(a), text(b)));
    return topics.flatMap((topic) => this.onTopic(topic).filter((entry) => entry.pid === pid));
  }

  /** Writes an entry, in the place of the one of the same topic, process and key if there is one. */
  put(entry: Entry): void {
    const others = this.#without(entry);
    const after = others.findIndex((other) => compareEntries(other, entry) > 0);
    this.#topics.set(entry.topic, others.toSpliced(after === -1 ? others.length : after, 0, entry));
  }

  remove(entry: Entry): void {
    const rest = this.#without(entry);
    if (rest.length === 0) this.#topics.delete(entry.topic);
    else this.#topics.set(entry.topic, rest);
  }

  #without(entry: Entry): readonly Entry[] {
    return this.onTopic(entry.topic).filter((other) => compareEntries(other, entry) !== 0);
  }
}

// Of one topic. An older process comes first.
function compareEntries(a: Entry, b: Entry): number {
  return a.pid - b.pid || compareTerms(a.key, b.key);
}
