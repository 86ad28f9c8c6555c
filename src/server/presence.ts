import type { MonitorRef } from "../kernel/process.ts";
import { isDown } from "../kernel/processes.ts";
import { Raised } from "../kernel/raised.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Pid } from "../trace/ids.ts";
import { encodeBase64Url } from "./base64-url.ts";
import type { ChannelSocket } from "./channel-socket.ts";
import type { Endpoint } from "./endpoint.ts";
import type {
  Mail,
  PresenceAnswer,
  PresenceCall,
  PresenceDiff,
  Presences,
  ServerBody,
  ServerRoutine,
} from "./mail.ts";

type Entry = { readonly pid: Pid; readonly topic: string; readonly key: string; readonly meta: JsonObject };
type Meta = { readonly key: string; readonly meta: JsonObject };

/**
 * A module that does `use Phoenix.Presence` (phoenix 1.8.12, lib/phoenix/presence.ex; phoenix_pubsub 2.2.0,
 * lib/phoenix/tracker/shard.ex), on one node. Every function is a call to the tracker's process, so a channel
 * that has tracked itself gets its own `presence_diff` before a list that it asks for afterwards.
 */
export class Presence {
  readonly name: string;
  #started: { readonly endpoint: Endpoint; readonly tracker: Pid } | null = null;
  #lastCall = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Starts the tracker, as the application's supervisor does. */
  start(endpoint: Endpoint): void {
    const tracker = endpoint.processes.spawn({ is: "other", name: this.name }, (self) =>
      trackerProcess(self, endpoint),
    );
    this.#started = { endpoint, tracker };
  }

  /** `track/3`: the channel process is present on its topic under `key` until it ends. */
  *track(socket: ChannelSocket, key: string, meta: JsonObject): ServerRoutine<PresenceAnswer> {
    return yield* this.#call(socket, { is: "track", topic: socket.topic, key, meta });
  }

  /** `untrack/2` */
  *untrack(socket: ChannelSocket, key: string): ServerRoutine<PresenceAnswer> {
    return yield* this.#call(socket, { is: "untrack", topic: socket.topic, key });
  }

  /** `update/3` with a function from the old meta to the new one. */
  *update(
    socket: ChannelSocket,
    key: string,
    change: (meta: JsonObject) => JsonObject,
  ): ServerRoutine<PresenceAnswer> {
    return yield* this.#call(socket, { is: "update", topic: socket.topic, key, change });
  }

  /** `list/1`: everyone on the socket's topic. */
  *list(socket: ChannelSocket): ServerRoutine<Presences> {
    const answer = yield* this.#call(socket, { is: "list", topic: socket.topic });
    return answer.is === "presences" ? answer.presences : {};
  }

  *#call(socket: ChannelSocket, call: PresenceCall): ServerRoutine<PresenceAnswer> {
    if (this.#started === null || socket.channelPid === null) {
      throw new Raised("ArgumentError", `${this.name} is not started`);
    }
    const { endpoint, tracker } = this.#started;
    this.#lastCall += 1;
    const id = this.#lastCall;
    endpoint.processes.send(
      tracker,
      { kind: "presence_call", from: socket.channelPid, id, call },
      { is: "info", text: `:${call.is}` },
    );
    const mail = yield {
      for: "matching",
      accepts: (candidate) => candidate.kind === "presence_answer" && candidate.id === id,
    };
    if (mail?.kind !== "presence_answer") throw new Raised("ErlangError", "the tracker gave no answer");
    return mail.answer;
  }
}

function* trackerProcess(self: Pid, endpoint: Endpoint): ServerBody {
  const tracker = new Tracker(self, endpoint);
  for (;;) {
    const mail = yield { for: "mail" };
    if (mail === null) continue;
    if (isDown(mail)) tracker.forget(mail.pid);
    else if (mail.kind !== "exit") tracker.handle(mail);
  }
}

class Tracker {
  readonly #self: Pid;
  readonly #endpoint: Endpoint;
  #entries: readonly Entry[] = [];
  readonly #watched = new Map<Pid, MonitorRef>();
  #lastRef = 0;

  constructor(self: Pid, endpoint: Endpoint) {
    this.#self = self;
    this.#endpoint = endpoint;
  }

  handle(mail: Mail): void {
    if (mail.kind === "presence_diffs") {
      for (const { topic, joins, leaves } of mail.diffs) {
        this.#endpoint.broadcast(topic, "presence_diff", { joins, leaves });
      }
      return;
    }
    if (mail.kind !== "presence_call") return;
    const answer = this.#answer(mail.from, mail.call);
    this.#endpoint.processes.send(
      mail.from,
      { kind: "presence_answer", id: mail.id, answer },
      { is: "info", text: `:${answer.is}` },
    );
  }

  /** A tracked process is gone: all its presences leave, in one diff. */
  forget(pid: Pid): void {
    this.#watched.delete(pid);
    const gone = this.#entries.filter((entry) => entry.pid === pid);
    this.#entries = this.#entries.filter((entry) => entry.pid !== pid);
    const topics = [...new Set(gone.map((entry) => entry.topic))];
    this.#report(
      topics.map((topic) => ({
        topic,
        joins: {},
        leaves: group(gone.filter((entry) => entry.topic === topic)),
      })),
    );
  }

  #answer(pid: Pid, call: PresenceCall): PresenceAnswer {
    const { topic } = call;
    if (call.is === "list") {
      // An ordered table, keyed by topic and process.
      const here = this.#entries.filter((entry) => entry.topic === topic);
      return { is: "presences", presences: group(here.sort((a, b) => a.pid - b.pid)) };
    }
    const { key } = call;
    const entry = this.#entries.find(
      (candidate) => candidate.pid === pid && candidate.topic === topic && candidate.key === key,
    );
    switch (call.is) {
      case "track": {
        if (entry !== undefined) return { is: "error", reason: "already_tracked" };
        this.#watch(pid);
        const ref = this.#nextRef();
        const meta = { ...call.meta, phx_ref: ref };
        this.#entries = [...this.#entries, { pid, topic, key, meta }];
        this.#report([{ topic, joins: group([{ key, meta }]), leaves: {} }]);
        return { is: "ok", ref };
      }
      case "untrack":
        if (entry === undefined) return { is: "untracked" };
        this.#entries = this.#entries.filter((candidate) => candidate !== entry);
        this.#report([{ topic, joins: {}, leaves: group([entry]) }]);
        return { is: "untracked" };
      case "update": {
        if (entry === undefined) return { is: "error", reason: "nopresence" };
        const ref = this.#nextRef();
        const before = entry.meta["phx_ref"] ?? null;
        const meta = { ...call.change(entry.meta), phx_ref: ref, phx_ref_prev: before };
        this.#entries = this.#entries.map((other) => (other === entry ? { ...entry, meta } : other));
        this.#report([{ topic, joins: group([{ key, meta }]), leaves: group([entry]) }]);
        return { is: "ok", ref };
      }
    }
  }

  // The tracker links itself to the process and traps exits; as long as the tracker lives, a monitor tells it
  // the same.
  #watch(pid: Pid): void {
    if (this.#watched.has(pid)) return;
    this.#watched.set(pid, this.#endpoint.processes.monitor(this.#self, pid));
  }

  // A task of its own makes the diff (`fetch/2` may be slow); its answer makes the tracker broadcast.
  #report(diffs: readonly PresenceDiff[]): void {
    if (diffs.length === 0) return;
    const { processes } = this.#endpoint;
    const tracker = this.#self;
    processes.spawn({ is: "other", name: "Task" }, function* (): ServerBody {
      processes.send(tracker, { kind: "presence_diffs", diffs }, { is: "info", text: "diffs" });
      return { is: "normal" };
    });
  }

  /** Made like `Phoenix.Tracker`'s: 64 bits of nanoseconds, 16 of the process, 16 that are new each time. */
  #nextRef(): string {
    this.#lastRef += 1;
    const bytes = new Uint8Array(12);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(Math.trunc(this.#endpoint.nowSeconds * 1000)) * 1_000_000n);
    view.setUint16(8, this.#self);
    view.setUint16(10, this.#lastRef);
    return encodeBase64Url(bytes);
  }
}

/** `%{key => %{metas: […]}}`, with the metas of one key in the order given. */
function group(entries: readonly Meta[]): Presences {
  const metas = new Map<string, JsonObject[]>();
  for (const { key, meta } of entries) {
    const known = metas.get(key);
    if (known === undefined) metas.set(key, [meta]);
    else known.push(meta);
  }
  return Object.fromEntries([...metas].map(([key, ofKey]) => [key, { metas: ofKey }]));
}
