import {
  type MetaForm,
  metasByKey,
  type Presence,
  type PresenceChange,
  PresenceTable,
  presenceRefs,
} from "../../server/presence-table.ts";
import type { Context } from "../context.ts";
import { badMap } from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspectAtom } from "../inspect.ts";
import { noClause } from "../library/arguments.ts";
import { atomMap, field, mapOf, mapPut } from "../map.ts";
import { nativeModule } from "../native.ts";
import { defineChildSpec } from "../otp/gen-server.ts";
import { nodeOf } from "../otp/node.ts";
import { pidOf } from "../otp/node-host.ts";
import { callServer, type ServerBehaviour, type ServerCallback, startServer } from "../otp/server-process.ts";
import {
  type Atom,
  atom,
  EMPTY,
  Fun,
  list,
  listItems,
  MapTerm,
  NIL,
  OK,
  PidTerm,
  type Term,
  Tuple,
  tuple,
} from "../term.ts";
import { toText } from "../text.ts";
import { broadcast } from "./channel.ts";
import { asSocket, isSocket } from "./socket-struct.ts";

const REF = atom("phx_ref");
const NOREPLY = atom("noreply");
const DIFFS = atom("diffs");

const META_FORM: MetaForm<MapTerm> = {
  withRef(meta, ref, replaced) {
    const marked = mapPut(meta, REF, ref);
    if (replaced === null) return marked;
    return mapPut(marked, atom("phx_ref_prev"), field(replaced, "phx_ref") ?? NIL);
  },
};

/** `%{key => %{metas: […]}}` */
function grouped(presences: readonly Presence<MapTerm>[]): Term {
  return mapOf([...metasByKey(presences)].map(([key, metas]) => [key, atomMap({ metas: list(metas) })]));
}

/** The tracker's process of a module that does `use Phoenix.Presence` (phoenix 1.8.12, lib/phoenix/presence.ex). */
class TrackerServer implements ServerBehaviour {
  readonly #module: Atom;
  #table: PresenceTable<MapTerm> | null = null;
  /** What `handle_metas/4` keeps, and the presences that it is given; null without that callback. */
  #client: { state: Term; readonly topics: Map<string, Term> } | null = null;

  constructor(module: Atom) {
    this.#module = module;
  }

  *init(cx: Context): Routine<Term> {
    const refs = presenceRefs(pidOf(cx.host.self), () => nodeOf(cx).endpoint.nowSeconds);
    this.#table = new PresenceTable(META_FORM, refs, (changes) => this.#report(cx, changes));
    if (cx.program.exported(this.#module, "handle_metas", 4) !== null) {
      const answer = yield* cx.apply(this.#module, "init", [mapOf([])]);
      const state = answer instanceof Tuple ? (answer.items[1] ?? NIL) : NIL;
      this.#client = { state, topics: new Map() };
    }
    return tuple(OK, NIL);
  }

  *handle(cx: Context, callback: ServerCallback, [message = NIL]: readonly Term[]): Routine<Term> {
    if (callback === "handle_call") return tuple(atom("reply"), yield* this.#answer(cx, message), NIL);
    const [tag, first = EMPTY, pid] = message instanceof Tuple ? message.items : [];
    if (tag === DIFFS) yield* this.#tell(cx, first);
    else if (tag === atom("DOWN")) {
      const gone = message instanceof Tuple ? message.items[3] : pid;
      if (gone instanceof PidTerm) this.#table?.forget(pidOf(gone));
    }
    return tuple(NOREPLY, NIL);
  }

  *terminate(): Routine<void> {}

  *#answer(cx: Context, request: Term): Routine<Term> {
    const table = this.#table;
    const [what, pid, topic, key, meta = NIL] = request instanceof Tuple ? request.items : [];
    if (table === null || typeof topic !== "string") return EMPTY;
    if (what === atom("list")) return grouped(table.list(topic));
    if (!(pid instanceof PidTerm) || typeof key !== "string") return NIL;
    const entry = table.find(pidOf(pid), topic, key);
    const failed = (reason: Term) => tuple(atom("error"), reason);
    if (what === atom("track")) {
      if (entry !== undefined) return failed(tuple(atom("already_tracked"), pid, topic, key));
      if (!(meta instanceof MapTerm)) throw badMap(meta);
      // A link in truth; a monitor tells the same as long as the tracker lives.
      if (!table.has(pidOf(pid))) cx.host.monitor(pid);
      return tuple(OK, table.add(pidOf(pid), topic, key, meta));
    }
    if (what === atom("untrack")) {
      if (entry !== undefined) table.remove(entry);
      return OK;
    }
    if (entry === undefined) return failed(atom("nopresence"));
    const changed = meta instanceof Fun ? yield* cx.call(meta, [entry.meta]) : meta;
    if (!(changed instanceof MapTerm)) throw badMap(changed);
    return tuple(OK, table.replace(entry, changed));
  }

  // A task of its own makes the diff (`fetch/2` may be slow); its answer makes the tracker broadcast.
  #report(cx: Context, changes: readonly PresenceChange<MapTerm>[]): void {
    const node = nodeOf(cx);
    const tracker = pidOf(cx.host.self);
    const module = this.#module;
    const fetched = (own: Context, topic: string, presences: readonly Presence<MapTerm>[]) =>
      own.apply(module, "fetch", [topic, grouped(presences)]);
    const code = function* (own: Context): Routine<Term> {
      const diffs: Term[] = [];
      for (const { topic, joins, leaves } of changes) {
        const joined = yield* fetched(own, topic, joins);
        const left = yield* fetched(own, topic, leaves);
        diffs.push(tuple(topic, atomMap({ joins: joined, leaves: left })));
      }
      node.send(tracker, tuple(DIFFS, list(diffs)), { is: "info", text: "diffs" });
      return OK;
    };
    node.spawn(code, { role: { is: "other", name: "Task" } });
  }

  *#tell(cx: Context, diffs: Term): Routine<void> {
    const each = (listItems(diffs) ?? []).map((diff) => (diff instanceof Tuple ? diff.items : []));
    for (const [topic = NIL, diff = NIL] of each) broadcast(cx, NIL, topic, "presence_diff", diff);
    if (this.#client === null) return;
    for (const [topic = NIL, diff = NIL] of each) {
      const here = typeof topic === "string" ? this.#metasOn(topic) : NIL;
      const answer = yield* cx.apply(this.#module, "handle_metas", [topic, diff, here, this.#client.state]);
      this.#client.state = answer instanceof Tuple ? (answer.items[1] ?? NIL) : NIL;
    }
  }

  /** `%{key => [meta]}` */
  #metasOn(topic: string): Term {
    const keys = [...metasByKey(this.#table?.list(topic) ?? [])];
    return mapOf(keys.map(([key, metas]) => [key, list(metas)]));
  }
}

/** `use Phoenix.Presence, otp_app: …, pubsub_server: …` */
export const PRESENCE = nativeModule(
  "Phoenix.Presence",
  {},
  {
    using(target, options) {
      const { module } = target;
      const ask = (cx: Context, what: string, ...args: Term[]) =>
        callServer(cx, module, new Tuple([atom(what), ...args]), atom("infinity"));
      /** `(socket, key, …)` or `(pid, topic, key, …)` */
      const address = (
        cx: Context,
        [first = NIL, second = NIL, ...rest]: Term[],
      ): [Term, Term, Term, ...Term[]] => {
        const text = (key: Term) => toText(cx, key);
        if (!isSocket(first)) return [first, second, text(rest[0] ?? NIL), ...rest.slice(1)];
        const socket = asSocket(first);
        return [field(socket, "channel_pid") ?? NIL, field(socket, "topic") ?? NIL, text(second), ...rest];
      };
      const topicOf = (given: Term): string => {
        const topic = isSocket(given) ? field(given, "topic") : given;
        if (typeof topic !== "string") throw noClause();
        return topic;
      };
      defineChildSpec(target, options, { type: atom("supervisor") });
      target.fallback("start_link/1", function* (cx) {
        const name = list([tuple(atom("name"), module)]);
        return yield* startServer(cx, {
          behaviour: new TrackerServer(module),
          title: inspectAtom(module),
          options: name,
        });
      });
      target.fallback("fetch/2", (_cx, _topic, presences) => presences);
      for (const [name, arities] of [
        ["track", [3, 4]],
        ["update", [3, 4]],
        ["untrack", [2, 3]],
      ] as const) {
        for (const arity of arities) {
          target.fallback(`${name}/${arity}`, function* (cx, ...args) {
            return yield* ask(cx, name, ...address(cx, args));
          });
        }
      }
      target.fallback("list/1", function* (cx, given) {
        const topic = topicOf(given);
        return yield* cx.apply(module, "fetch", [topic, yield* ask(cx, "list", NIL, topic)]);
      });
      target.fallback("get_by_key/2", function* (cx, given, key) {
        const topic = topicOf(given);
        const all = yield* ask(cx, "list", NIL, topic);
        const name = toText(cx, key);
        const found = all instanceof MapTerm ? all.values[all.keys.indexOf(name)] : undefined;
        if (found === undefined) return EMPTY;
        const fetched = yield* cx.apply(module, "fetch", [topic, mapOf([[name, found]])]);
        return fetched instanceof MapTerm ? (fetched.values[fetched.keys.indexOf(name)] ?? NIL) : NIL;
      });
    },
  },
);
