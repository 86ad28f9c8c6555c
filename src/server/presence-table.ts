import type { Pid } from "../trace/ids.ts";
import { encodeBase64Url } from "./base64-url.ts";

/** What the table must know of a meta, which is JSON or a term. */
export type MetaForm<Meta> = {
  /** The meta with `phx_ref`, and with `phx_ref_prev` when it takes the place of another. */
  readonly withRef: (meta: Meta, ref: string, replaced: Meta | null) => Meta;
};

export type Presence<Meta> = { readonly key: string; readonly meta: Meta };
export type PresenceEntry<Meta> = Presence<Meta> & { readonly pid: Pid; readonly topic: string };
export type PresenceChange<Meta> = {
  readonly topic: string;
  readonly joins: readonly Presence<Meta>[];
  readonly leaves: readonly Presence<Meta>[];
};

/** Who is present where: the state of a tracker on one node (phoenix_pubsub 2.2.0, lib/phoenix/tracker/shard.ex). */
export class PresenceTable<Meta> {
  readonly #form: MetaForm<Meta>;
  readonly #nextRef: () => string;
  readonly #report: (changes: readonly PresenceChange<Meta>[]) => void;
  #entries: readonly PresenceEntry<Meta>[] = [];

  constructor(
    form: MetaForm<Meta>,
    nextRef: () => string,
    report: (changes: readonly PresenceChange<Meta>[]) => void,
  ) {
    this.#form = form;
    this.#nextRef = nextRef;
    this.#report = report;
  }

  /** Everyone on a topic. An ordered table, keyed by topic and process. */
  list(topic: string): readonly PresenceEntry<Meta>[] {
    return this.#entries.filter((entry) => entry.topic === topic).sort((a, b) => a.pid - b.pid);
  }

  /** Whether the process is present anywhere. */
  has(pid: Pid): boolean {
    return this.#entries.some((entry) => entry.pid === pid);
  }

  find(pid: Pid, topic: string, key: string): PresenceEntry<Meta> | undefined {
    return this.#entries.find((one) => one.pid === pid && one.topic === topic && one.key === key);
  }

  /** Gives the new presence's `phx_ref`. */
  add(pid: Pid, topic: string, key: string, given: Meta): string {
    const ref = this.#nextRef();
    const meta = this.#form.withRef(given, ref, null);
    this.#entries = [...this.#entries, { pid, topic, key, meta }];
    this.#report([{ topic, joins: [{ key, meta }], leaves: [] }]);
    return ref;
  }

  /** An update is one diff: the new meta joins, naming the old one, which leaves. */
  replace(entry: PresenceEntry<Meta>, given: Meta): string {
    const ref = this.#nextRef();
    const { topic, key } = entry;
    const meta = this.#form.withRef(given, ref, entry.meta);
    this.#entries = this.#entries.map((other) => (other === entry ? { ...entry, meta } : other));
    this.#report([{ topic, joins: [{ key, meta }], leaves: [entry] }]);
    return ref;
  }

  remove(entry: PresenceEntry<Meta>): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#report([{ topic: entry.topic, joins: [], leaves: [entry] }]);
  }

  /** A tracked process is gone: all its presences leave, in one diff a topic. */
  forget(pid: Pid): void {
    const gone = this.#entries.filter((entry) => entry.pid === pid);
    this.#entries = this.#entries.filter((entry) => entry.pid !== pid);
    const topics = [...new Set(gone.map(({ topic }) => topic))];
    if (topics.length === 0) return;
    this.#report(
      topics.map((topic) => ({ topic, joins: [], leaves: gone.filter((entry) => entry.topic === topic) })),
    );
  }
}

/** The metas of each key, in the order given. */
export function metasByKey<Meta>(presences: readonly Presence<Meta>[]): ReadonlyMap<string, readonly Meta[]> {
  const metas = new Map<string, Meta[]>();
  for (const { key, meta } of presences) {
    const known = metas.get(key);
    if (known === undefined) metas.set(key, [meta]);
    else known.push(meta);
  }
  return metas;
}

/** Makes refs like `Phoenix.Tracker`'s: 64 bits of nanoseconds, 16 of the process, 16 that are new each time. */
export function presenceRefs(tracker: Pid, nowSeconds: () => number): () => string {
  let lastRef = 0;
  return () => {
    lastRef += 1;
    const bytes = new Uint8Array(12);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(Math.trunc(nowSeconds() * 1000)) * 1_000_000n);
    view.setUint16(8, tracker);
    view.setUint16(10, lastRef);
    return encodeBase64Url(bytes);
  };
}
