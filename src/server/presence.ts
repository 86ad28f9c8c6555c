import type { MonitorRef } from "../kernel/process.ts";
import { isDown } from "../kernel/processes.ts";
import { Raised } from "../kernel/raised.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Pid } from "../trace/ids.ts";
import type { ChannelSocket } from "./channel-socket.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Mail, PresenceAnswer, PresenceCall, Presences, ServerBody, ServerRoutine } from "./mail.ts";
import {
  type MetaForm,
  metasByKey,
  type PresenceChange,
  PresenceTable,
  type Presence as Present,
  presenceRefs,
} from "./presence-table.ts";

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
  readonly #table: PresenceTable<JsonObject>;
  readonly #watched = new Map<Pid, MonitorRef>();

  constructor(self: Pid, endpoint: Endpoint) {
    this.#self = self;
    this.#endpoint = endpoint;
    const nextRef = presenceRefs(self, () => endpoint.nowSeconds);
    this.#table = new PresenceTable(META_FORM, nextRef, (changes) => this.#report(changes));
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

  forget(pid: Pid): void {
    this.#watched.delete(pid);
    this.#table.forget(pid);
  }

  #answer(pid: Pid, call: PresenceCall): PresenceAnswer {
    const { topic } = call;
    if (call.is === "list") return { is: "presences", presences: group(this.#table.list(topic)) };
    const entry = this.#table.find(pid, topic, call.key);
    switch (call.is) {
      case "track":
        if (entry !== undefined) return { is: "error", reason: "already_tracked" };
        this.#watch(pid);
        return { is: "ok", ref: this.#table.add(pid, topic, call.key, call.meta) };
      case "untrack":
        if (entry !== undefined) this.#table.remove(entry);
        return { is: "untracked" };
      case "update":
        if (entry === undefined) return { is: "error", reason: "nopresence" };
        return { is: "ok", ref: this.#table.replace(entry, call.change(entry.meta)) };
    }
  }

  // The tracker links itself to the process and traps exits; as long as the tracker lives, a monitor tells it
  // the same.
  #watch(pid: Pid): void {
    if (this.#watched.has(pid)) return;
    this.#watched.set(pid, this.#endpoint.processes.monitor(this.#self, pid));
  }

  // A task of its own makes the diff (`fetch/2` may be slow); its answer makes the tracker broadcast.
  #report(changes: readonly PresenceChange<JsonObject>[]): void {
    const { processes } = this.#endpoint;
    const tracker = this.#self;
    const diffs = changes.map(({ topic, joins, leaves }) => ({
      topic,
      joins: group(joins),
      leaves: group(leaves),
    }));
    processes.spawn({ is: "other", name: "Task" }, function* (): ServerBody {
      processes.send(tracker, { kind: "presence_diffs", diffs }, { is: "info", text: "diffs" });
      return { is: "normal" };
    });
  }
}

const META_FORM: MetaForm<JsonObject> = {
  withRef: (meta, ref, replaced) => ({
    ...meta,
    phx_ref: ref,
    ...(replaced === null ? {} : { phx_ref_prev: replaced["phx_ref"] ?? null }),
  }),
};

/** `%{key => %{metas: […]}}` */
function group(presences: readonly Present<JsonObject>[]): Presences {
  const keys = [...metasByKey(presences)];
  return Object.fromEntries(keys.map(([key, metas]) => [key, { metas }]));
}
