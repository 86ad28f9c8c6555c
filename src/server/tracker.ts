import type { Down, MonitorRef } from "../kernel/process.ts";
import { isDown } from "../kernel/processes.ts";
import { Raised } from "../kernel/raised.ts";
import { encodeBase64Url } from "../protocol/base64-url.ts";
import type { Pid } from "../trace/ids.ts";
import type { Endpoint } from "./endpoint.ts";
import type {
  Mail,
  PresenceAnswer,
  PresenceCall,
  PresenceDiff,
  ServerBody,
  ServerRoutine,
  ServerSignal,
} from "./mail.ts";
import type { PresenceModule } from "./presence-module.ts";
import type { Entry, PresenceTable } from "./presence-table.ts";
import { group, type KeyAndMeta, mergeDiff } from "./presences.ts";
import { atom, type MapTerm, NIL, type Term, text } from "./term.ts";
import { jsonOf } from "./term-json.ts";
import { atomMap, compareTerms, mapGet, mapPut, mapTerm } from "./term-map.ts";

const PHX_REF = atom("phx_ref");
const PHX_REF_PREV = atom("phx_ref_prev");

/** What joined and left on one topic. */
type Change = {
  readonly topic: string;
  readonly joins: readonly KeyAndMeta[];
  readonly leaves: readonly KeyAndMeta[];
};

/**
 * The process behind a presence module, on one node (phoenix 1.8.12, lib/phoenix/presence.ex; phoenix_pubsub
 * 2.2.0, lib/phoenix/tracker/shard.ex). It is linked to every process that it tracks: when it crashes, by an
 * update's function or a `fetch/2` that raises, all of them end with it.
 */
export function* trackerProcess(
  self: Pid,
  module: PresenceModule,
  endpoint: Endpoint,
  table: PresenceTable<Term, MapTerm>,
): ServerBody {
  const tracker = new Tracker(self, module, endpoint, table);
  try {
    yield* tracker.start();
    for (;;) {
      const mail = yield { for: "mail" };
      if (mail !== null) yield* tracker.handle(mail);
    }
  } catch (error) {
    if (error instanceof Raised) tracker.crash(error);
    throw error;
  }
}

class Tracker {
  readonly #self: Pid;
  readonly #module: PresenceModule;
  readonly #endpoint: Endpoint;
  readonly #table: PresenceTable<Term, MapTerm>;
  readonly #linked = new Map<Pid, MonitorRef>();
  /** Tasks that make a diff ready, in the order in which their diffs are to be sent; the first may go on. */
  readonly #tasks: { readonly pid: Pid; readonly monitor: MonitorRef }[] = [];
  #lastRef = 0;
  #handlerState: Term = NIL;
  readonly #known = new Map<string, MapTerm>();

  constructor(self: Pid, module: PresenceModule, endpoint: Endpoint, table: PresenceTable<Term, MapTerm>) {
    this.#self = self;
    this.#module = module;
    this.#endpoint = endpoint;
    this.#table = table;
  }

  *start(): ServerRoutine<void> {
    const { metasHandler } = this.#module;
    if (metasHandler !== undefined) this.#handlerState = yield* metasHandler.init();
  }

  *handle(mail: Mail | ServerSignal): ServerRoutine<void> {
    if (isDown(mail)) yield* this.#down(mail);
    else if (mail.kind === "presence_diffs" && mail.step.is === "computed") {
      yield* this.#publish(mail.task, mail.step.diffs);
    } else if (mail.kind === "presence_call") {
      const answer = yield* this.#answer(mail.call);
      this.#endpoint.processes.send(
        mail.from,
        { kind: "presence_answer", id: mail.id, answer },
        { is: "info", text: `:${answer.is}` },
      );
    }
  }

  /** The links carry the exit to everyone who is tracked, and to the tasks. */
  crash(raised: Raised): void {
    const { processes } = this.#endpoint;
    processes.kernel.note({
      kind: "logged",
      pid: this.#self,
      level: "error",
      text: raised.banner,
    });
    const reason = { is: "error", inspected: raised.inspect() } as const;
    for (const pid of [...this.#linked.keys(), ...this.#tasks.map((task) => task.pid)]) {
      processes.exit(pid, reason);
    }
  }

  *#answer(call: PresenceCall): ServerRoutine<PresenceAnswer> {
    switch (call.is) {
      case "list":
        return { is: "listed" };
      case "track": {
        const { pid, topic, key } = call;
        if (this.#table.find(pid, topic, key) !== null) {
          return { is: "error", reason: { is: "already_tracked", pid, topic, key } };
        }
        this.#link(pid);
        const ref = this.#nextRef();
        const meta = mapPut(call.meta, PHX_REF, text(ref));
        yield* this.#report([{ topic, joins: [{ key, meta }], leaves: [] }]);
        this.#table.put({ topic, pid, key, meta });
        return { is: "ok", ref };
      }
      case "untrack": {
        const entry = this.#table.find(call.pid, call.topic, call.key);
        if (entry !== null) {
          yield* this.#report([{ topic: entry.topic, joins: [], leaves: [entry] }]);
          this.#table.remove(entry);
        }
        if (this.#table.ofProcess(call.pid).length === 0) this.#unlink(call.pid);
        return { is: "untracked" };
      }
      case "update": {
        const entry = this.#table.find(call.pid, call.topic, call.key);
        if (entry === null) return { is: "error", reason: { is: "nopresence" } };
        return yield* this.#update(entry, call.change);
      }
    }
  }

  *#update(
    entry: Entry<Term, MapTerm>,
    change: Extract<PresenceCall, { is: "update" }>["change"],
  ): ServerRoutine<PresenceAnswer> {
    const { topic, key } = entry;
    const changed = typeof change === "function" ? yield* change(entry.meta) : change;
    if (changed.is !== "map") throw new Raised("BadMapError", "expected a map from the update's function");
    const ref = this.#nextRef();
    const before = mapGet(entry.meta, PHX_REF) ?? NIL;
    const meta = mapPut(mapPut(changed, PHX_REF, text(ref)), PHX_REF_PREV, before);
    yield* this.#report([{ topic, joins: [{ key, meta }], leaves: [entry] }]);
    this.#table.put({ ...entry, meta });
    return { is: "ok", ref };
  }

  *#down({ pid, reason }: Down): ServerRoutine<void> {
    if (this.#tasks.some((task) => task.pid === pid)) {
      // Phoenix.Presence has no clause for the `:DOWN` of a task that crashed.
      if (reason.is === "normal") return;
      throw new Raised(
        "FunctionClauseError",
        "no function clause matching in Phoenix.Presence.handle_info/2",
      );
    }
    this.#linked.delete(pid);
    const gone = this.#table.ofProcess(pid);
    const topics = [...new Set(gone.map((entry) => entry.topic))];
    yield* this.#report(
      topics.map((topic) => ({
        topic,
        joins: [],
        leaves: gone.filter((entry) => entry.topic === topic).reverse(),
      })),
    );
    for (const entry of gone) this.#table.remove(entry);
  }

  /** Has a task make a diff ready: `fetch/2` may be slow. Diffs go out in the order of what happened. */
  *#report(changes: readonly Change[]): ServerRoutine<void> {
    if (changes.length === 0) return;
    const { processes } = this.#endpoint;
    const module = this.#module;
    const tracker = this.#self;
    const pid = processes.spawn({ is: "other", name: "Task" }, (self) =>
      fetchTask(self, tracker, module, this.#endpoint, changes),
    );
    this.#tasks.push({ pid, monitor: processes.monitor(tracker, pid) });
    // The task supervisor answers only when the task runs.
    yield {
      for: "matching",
      accepts: (mail) => mail.kind === "presence_diffs" && mail.task === pid && mail.step.is === "started",
    };
    if (this.#tasks.length === 1) this.#letGoOn(pid);
  }

  *#publish(task: Pid, diffs: readonly PresenceDiff[]): ServerRoutine<void> {
    const finished = this.#tasks.shift();
    if (finished !== undefined) this.#endpoint.processes.demonitor(this.#self, finished.monitor);
    if (finished?.pid !== task) throw new Error(`task ${task} went on before its turn`);
    for (const { topic, joins, leaves } of diffs) {
      this.#endpoint.broadcast(topic, "presence_diff", jsonOf(atomMap({ joins, leaves })));
    }
    yield* this.#handleMetas(diffs);
    const [next] = this.#tasks;
    if (next !== undefined) this.#letGoOn(next.pid);
  }

  *#handleMetas(diffs: readonly PresenceDiff[]): ServerRoutine<void> {
    const { metasHandler } = this.#module;
    if (metasHandler === undefined) return;
    for (const { topic, joins, leaves } of diffs) {
      const presences = mergeDiff(this.#known.get(topic) ?? mapTerm([]), joins, leaves);
      if (presences.entries.length === 0) this.#known.delete(topic);
      else this.#known.set(topic, presences);
      const diff = atomMap({ joins, leaves });
      this.#handlerState = yield* metasHandler.handleMetas(topic, diff, presences, this.#handlerState);
    }
  }

  #letGoOn(task: Pid): void {
    this.#endpoint.processes.send(task, { kind: "presence_diffs", task, step: { is: "continue" } }, null);
  }

  // A link, in Phoenix: the tracker traps exits, so that a monitor tells it the same of the other's end.
  #link(pid: Pid): void {
    if (this.#linked.has(pid)) return;
    this.#linked.set(pid, this.#endpoint.processes.monitor(this.#self, pid));
  }

  #unlink(pid: Pid): void {
    const monitor = this.#linked.get(pid);
    if (monitor !== undefined) this.#endpoint.processes.demonitor(this.#self, monitor);
    this.#linked.delete(pid);
  }

  /**
   * Made like `Phoenix.Tracker`'s: 64 bits of nanoseconds, 16 of the process, 16 that are new each time. Here
   * they come from the virtual clock and a counter, so that a run has always the same.
   */
  #nextRef(): string {
    this.#lastRef += 1;
    const bytes = new Uint8Array(12);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(Math.round(this.#endpoint.nowSeconds * 1000)) * 1_000_000n);
    view.setUint16(8, this.#self);
    view.setUint16(10, this.#lastRef);
    return encodeBase64Url(bytes);
  }
}

function* fetchTask(
  self: Pid,
  tracker: Pid,
  module: PresenceModule,
  endpoint: Endpoint,
  changes: readonly Change[],
): ServerBody {
  const tell = (step: Extract<Mail, { kind: "presence_diffs" }>["step"]) =>
    endpoint.processes.send(
      tracker,
      { kind: "presence_diffs", task: self, step },
      step.is === "computed" ? { is: "info", text: "diffs" } : null,
    );
  tell({ is: "started" });
  const diffs: PresenceDiff[] = [];
  for (const { topic, joins, leaves } of changes.toSorted((a, b) =>
    compareTerms(text(a.topic), text(b.topic)),
  )) {
    diffs.push({
      topic,
      joins: yield* fetched(module, topic, group(joins)),
      leaves: yield* fetched(module, topic, group(leaves)),
    });
  }
  yield { for: "matching", accepts: (mail) => mail.kind === "presence_diffs" && mail.step.is === "continue" };
  tell({ is: "computed", diffs });
  return { is: "normal" };
}

/** The presences as the module's `fetch/2` shows them. */
export function* fetched(module: PresenceModule, topic: string, presences: MapTerm): ServerRoutine<Term> {
  const { fetch } = module;
  return fetch === undefined ? presences : yield* fetch.call(module, topic, presences);
}
