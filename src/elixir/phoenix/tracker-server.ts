import { encodeBase64Url } from "../../protocol/base64-url.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { atomMap, EMPTY_MAP, field, mapPut } from "../map.ts";
import { receive } from "../native.ts";
import { compareText } from "../order.ts";
import { type ElixirNode, nodeOf } from "../otp/node.ts";
import { pidOf } from "../otp/node-host.ts";
import type { ServerBehaviour, ServerCallback } from "../otp/server-start.ts";
import {
  type Atom,
  atom,
  Fun,
  list,
  listItems,
  MapTerm,
  NIL,
  OK,
  PidTerm,
  type RefTerm,
  type Term,
  Tuple,
  tuple,
} from "../term.ts";
import { EXCEPTIONS } from "../thrown.ts";
import { broadcast } from "./channel.ts";
import { ElixirPresenceTable, type Entry, grouped, merged } from "./presence-table.ts";

const NOREPLY = atom("noreply");
const STARTED = atom("started");
const CONTINUE = atom("continue");
const COMPUTED = atom("computed");

type KeyAndMeta = Pick<Entry, "key" | "meta">;
/** What joined and left on one topic. */
type Change = {
  readonly topic: string;
  readonly joins: readonly KeyAndMeta[];
  readonly leaves: readonly KeyAndMeta[];
};

/** The tables of a node's presence modules. */
function tables(_node: ElixirNode): Map<Atom, ElixirPresenceTable> {
  return new Map();
}

export function tableOf(cx: Context, module: Atom): ElixirPresenceTable {
  return nodeOf(cx).part(tables).get(module) ?? new ElixirPresenceTable();
}

/**
 * The tracker behind a presence module, on one node (phoenix 1.8.12, lib/phoenix/presence.ex; phoenix_pubsub
 * 2.2.0, lib/phoenix/tracker/shard.ex). It is linked to every process that it tracks: when it crashes, by an
 * update's function or a `fetch/2` that raises, all of them end with it.
 */
export class TrackerServer implements ServerBehaviour {
  readonly #module: Atom;
  readonly #table = new ElixirPresenceTable();
  /** Tasks that make a diff ready, in the order in which their diffs are to be sent; the first may go on. */
  readonly #tasks: { readonly pid: PidTerm; readonly monitor: RefTerm }[] = [];
  readonly #linked = new Set<number>();
  /** What `handle_metas/4` keeps, and what it was told of each topic; null without that callback. */
  #client: { state: Term; readonly known: Map<string, MapTerm> } | null = null;
  #lastRef = 0;

  constructor(module: Atom) {
    this.#module = module;
  }

  *init(cx: Context): Routine<Term> {
    cx.host.trapExits(true);
    const node = nodeOf(cx);
    node.part(tables).set(this.#module, this.#table);
    node.endpoint.presences.set(this.#module.name, () => this.#table.shown);
    if (cx.program.exported(this.#module, "handle_metas", 4) !== null) {
      const answer = yield* cx.apply(this.#module, "init", [EMPTY_MAP]);
      this.#client = { state: secondOf(answer), known: new Map() };
    }
    return tuple(OK, NIL);
  }

  *handle(cx: Context, callback: ServerCallback, [message = NIL]: readonly Term[]): Routine<Term> {
    if (callback === "handle_call") return tuple(atom("reply"), yield* this.#answer(cx, message), NIL);
    const [tag, pid = NIL, what = NIL, , reason] = message instanceof Tuple ? message.items : [];
    if (tag === COMPUTED) yield* this.#publish(cx, what);
    // Phoenix.Presence has no clause for the `:DOWN` of a task that crashed.
    else if (tag === atom("DOWN") && reason !== atom("normal"))
      throw EXCEPTIONS.now.functionClause("Phoenix.Presence", "handle_info", 2);
    else if (tag === atom("EXIT") && pid instanceof PidTerm) yield* this.#gone(cx, pid);
    return tuple(NOREPLY, NIL);
  }

  *terminate(): Routine<void> {}

  *#answer(cx: Context, request: Term): Routine<Term> {
    const [what, pid, topic, key = NIL, meta = NIL] = request instanceof Tuple ? request.items : [];
    if (!(pid instanceof PidTerm) || typeof topic !== "string") return OK;
    const entry = this.#table.find(pidOf(pid), topic, key);
    const failed = (reason: Term) => tuple(atom("error"), reason);
    if (what === atom("track")) {
      if (entry !== null) return failed(tuple(atom("already_tracked"), pid, topic, key));
      if (!(meta instanceof MapTerm)) throw EXCEPTIONS.now.badMap(meta);
      if (!this.#linked.has(pid.id)) cx.host.link(pid);
      this.#linked.add(pid.id);
      const ref = this.#nextRef(cx);
      return yield* this.#put(
        cx,
        { topic, pid: pidOf(pid), key, meta: mapPut(meta, atom("phx_ref"), ref) },
        null,
        ref,
      );
    }
    if (what === atom("untrack")) {
      if (entry !== null) {
        yield* this.#report(cx, [{ topic, joins: [], leaves: [entry] }]);
        this.#table.remove(entry);
      }
      if (this.#table.ofProcess(pidOf(pid)).length === 0) {
        cx.host.unlink(pid);
        this.#linked.delete(pid.id);
      }
      return OK;
    }
    if (entry === null) return failed(atom("nopresence"));
    const changed = meta instanceof Fun ? yield* cx.call(meta, [entry.meta]) : meta;
    if (!(changed instanceof MapTerm)) throw EXCEPTIONS.now.badMap(changed);
    const ref = this.#nextRef(cx);
    const before = field(entry.meta, "phx_ref") ?? NIL;
    const marked = mapPut(mapPut(changed, atom("phx_ref"), ref), atom("phx_ref_prev"), before);
    return yield* this.#put(cx, { ...entry, meta: marked }, entry, ref);
  }

  /** An update is one diff: the new meta joins, and the old one leaves. */
  *#put(cx: Context, entry: Entry, replaced: Entry | null, ref: string): Routine<Term> {
    const leaves = replaced === null ? [] : [replaced];
    yield* this.#report(cx, [{ topic: entry.topic, joins: [entry], leaves }]);
    this.#table.put(entry);
    return tuple(OK, ref);
  }

  *#gone(cx: Context, pid: PidTerm): Routine<void> {
    this.#linked.delete(pid.id);
    const gone = this.#table.ofProcess(pidOf(pid));
    const topics = [...new Set(gone.map(({ topic }) => topic))];
    const leaving = (topic: string) => gone.filter((entry) => entry.topic === topic).reverse();
    yield* this.#report(
      cx,
      topics.map((topic) => ({ topic, joins: [], leaves: leaving(topic) })),
    );
    for (const entry of gone) this.#table.remove(entry);
  }

  /** Has a task make a diff ready: `fetch/2` may be slow. Diffs go out in the order of what happened. */
  *#report(cx: Context, changes: readonly Change[]): Routine<void> {
    if (changes.length === 0) return;
    const node = nodeOf(cx);
    const tracker = pidOf(cx.host.self);
    const module = this.#module;
    const code = function* (own: Context): Routine<Term> {
      const self = own.host.self;
      node.send(tracker, tuple(STARTED, self), null);
      const diffs: Term[] = [];
      for (const { topic, joins, leaves } of changes.toSorted((a, b) => compareText(a.topic, b.topic))) {
        const joined = yield* own.apply(module, "fetch", [topic, grouped(own, joins)]);
        const left = yield* own.apply(module, "fetch", [topic, grouped(own, leaves)]);
        diffs.push(tuple(topic, atomMap({ joins: joined, leaves: left })));
      }
      yield* receive((message) => message === CONTINUE);
      node.send(tracker, tuple(COMPUTED, self, list(diffs)), { is: "info", text: "diffs" });
      return OK;
    };
    const pid = new PidTerm(node.spawn(code, { role: { is: "other", name: "Task" }, link: true }));
    this.#tasks.push({ pid, monitor: cx.host.monitor(pid) });
    // The task supervisor answers only when the task runs.
    yield* receive((message) => {
      const [tag, from] = message instanceof Tuple ? message.items : [];
      return tag === STARTED && from instanceof PidTerm && from.id === pid.id;
    });
    if (this.#tasks.length === 1) node.send(pidOf(pid), CONTINUE, null);
  }

  *#publish(cx: Context, diffs: Term): Routine<void> {
    const finished = this.#tasks.shift();
    if (finished !== undefined) {
      cx.host.demonitor(finished.monitor);
      cx.host.unlink(finished.pid);
    }
    const each = (listItems(diffs) ?? []).map((diff) => (diff instanceof Tuple ? diff.items : []));
    for (const [topic = NIL, diff = NIL] of each) broadcast(cx, NIL, topic, "presence_diff", diff);
    for (const [topic = NIL, diff = NIL] of each) yield* this.#tellClient(cx, String(topic), diff);
    const [next] = this.#tasks;
    if (next !== undefined) nodeOf(cx).send(pidOf(next.pid), CONTINUE, null);
  }

  *#tellClient(cx: Context, topic: string, diff: Term): Routine<void> {
    const client = this.#client;
    if (client === null || !(diff instanceof MapTerm)) return;
    const before = client.known.get(topic) ?? EMPTY_MAP;
    const now = merged(before, field(diff, "joins") ?? NIL, field(diff, "leaves") ?? NIL);
    client.known.set(topic, now);
    client.state = secondOf(yield* cx.apply(this.#module, "handle_metas", [topic, diff, now, client.state]));
  }

  /** Made like `Phoenix.Tracker`'s: 64 bits of nanoseconds, 16 of the process, 16 that are new each time. */
  #nextRef(cx: Context): string {
    this.#lastRef += 1;
    const bytes = new Uint8Array(12);
    const view = new DataView(bytes.buffer);
    const nowMs = Math.round(nodeOf(cx).endpoint.nowSeconds * 1000);
    view.setBigUint64(0, BigInt(nowMs) * 1_000_000n);
    view.setUint16(8, cx.host.self.id);
    view.setUint16(10, this.#lastRef);
    return encodeBase64Url(bytes);
  }
}

/** The state in `{:ok, state}`. */
function secondOf(answer: Term): Term {
  return answer instanceof Tuple ? (answer.items[1] ?? NIL) : NIL;
}
