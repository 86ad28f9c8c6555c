import type { Pid } from "../trace/ids.ts";

/** One presence: a process that is on a topic under a key. */
export type Entry<Key, Meta> = {
  readonly topic: string;
  readonly pid: Pid;
  /** As it was given; a string only once it is shown. */
  readonly key: Key;
  /** With `:phx_ref`. */
  readonly meta: Meta;
};

/** The order of terms; 0 when both are the same term. */
export type TermOrder<Key> = {
  readonly topics: (a: string, b: string) => number;
  readonly keys: (a: Key, b: Key) => number;
};

/**
 * The table of a tracker (phoenix_pubsub 2.2.0, lib/phoenix/tracker/state.ex): ordered by topic, process and
 * key. Only the tracker writes it; whoever asks for a list reads it in his own process. Whatever stands for terms.
 */
export class PresenceTable<Key, Meta> {
  readonly #topics = new Map<string, readonly Entry<Key, Meta>[]>();
  readonly #order: TermOrder<Key>;

  constructor(order: TermOrder<Key>) {
    this.#order = order;
  }

  find(pid: Pid, topic: string, key: Key): Entry<Key, Meta> | null {
    return this.onTopic(topic).find((entry) => this.#compare(entry, { pid, key }) === 0) ?? null;
  }

  /** Every entry, in the order of the table. */
  get all(): readonly Entry<Key, Meta>[] {
    return [...this.#topics.keys()].sort(this.#order.topics).flatMap((topic) => this.onTopic(topic));
  }

  onTopic(topic: string): readonly Entry<Key, Meta>[] {
    return this.#topics.get(topic) ?? [];
  }

  /** Everything under which a process is present, in the order of the table. */
  ofProcess(pid: Pid): readonly Entry<Key, Meta>[] {
    return this.all.filter((entry) => entry.pid === pid);
  }

  /** Writes an entry, in the place of the one of the same topic, process and key if there is one. */
  put(entry: Entry<Key, Meta>): void {
    const others = this.#without(entry);
    const after = others.findIndex((other) => this.#compare(other, entry) > 0);
    this.#topics.set(entry.topic, others.toSpliced(after === -1 ? others.length : after, 0, entry));
  }

  remove(entry: Entry<Key, Meta>): void {
    const rest = this.#without(entry);
    if (rest.length === 0) this.#topics.delete(entry.topic);
    else this.#topics.set(entry.topic, rest);
  }

  #without(entry: Entry<Key, Meta>): readonly Entry<Key, Meta>[] {
    return this.onTopic(entry.topic).filter((other) => this.#compare(other, entry) !== 0);
  }

  // Of one topic. An older process comes first.
  #compare(a: PlaceOnTopic<Key>, b: PlaceOnTopic<Key>): number {
    return a.pid - b.pid || this.#order.keys(a.key, b.key);
  }
}

type PlaceOnTopic<Key> = Pick<Entry<Key, unknown>, "pid" | "key">;
