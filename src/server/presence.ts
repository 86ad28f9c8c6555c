import { Raised } from "../kernel/raised.ts";
import type { Pid } from "../trace/ids.ts";
import type { ChannelSocket } from "./channel-socket.ts";
import type { Endpoint } from "./endpoint.ts";
import type { PresenceAnswer, PresenceCall, PresenceChange, ServerRoutine, Tracked } from "./mail.ts";
import type { PresenceModule } from "./presence-module.ts";
import { PresenceTable } from "./presence-table.ts";
import { group } from "./presences.ts";
import { list, type MapTerm, type Term, text } from "./term.ts";
import { stringOf } from "./term-json.ts";
import { compareTerms, mapGet, sameTerm } from "./term-map.ts";
import { fetched, trackerProcess } from "./tracker.ts";

/** How long a `GenServer.call/2` waits for its answer. */
const CALL_TIMEOUT_MS = 5000;

const TERM_ORDER = {
  topics: (a: string, b: string) => compareTerms(text(a), text(b)),
  keys: compareTerms,
};

type Started = {
  readonly endpoint: Endpoint;
  readonly tracker: Pid;
  readonly table: PresenceTable<Term, MapTerm>;
};

/**
 * The functions of a module that does `use Phoenix.Presence` (phoenix 1.8.12, lib/phoenix/presence.ex). Each is
 * a call to the tracker's process, and must be made by a process. Where Elixir takes a socket or else a process
 * and a topic, these take both from a socket, or the names that end in `Process` and `Topic` do.
 */
export class Presence {
  readonly #module: PresenceModule;
  #started: Started | null = null;
  #supervisedOn: Endpoint | null = null;
  #lastCall = 0;

  constructor(module: PresenceModule) {
    this.#module = module;
  }

  get name(): string {
    return this.#module.name;
  }

  /** Starts the tracker, as the application's supervisor does, and anew when it has crashed. */
  start(endpoint: Endpoint): void {
    const table = new PresenceTable<Term, MapTerm>(TERM_ORDER);
    const tracker = endpoint.processes.spawn({ is: "other", name: this.name }, (self) =>
      trackerProcess(self, this.#module, endpoint, table),
    );
    this.#started = { endpoint, tracker, table };
    if (this.#supervisedOn === endpoint) return;
    this.#supervisedOn = endpoint;
    endpoint.processes.onExit((pid) => {
      if (pid !== this.#started?.tracker) return;
      endpoint.processes.kernel.after(0, () => this.start(endpoint));
    });
  }

  /** `track/3`: the channel's process is present on its topic under `key` until it ends. */
  *track(socket: ChannelSocket, key: Term, meta: MapTerm): ServerRoutine<Tracked> {
    return yield* this.trackProcess(this.#pidOf(socket), socket.topic, key, meta);
  }

  /** `track/4` */
  *trackProcess(pid: Pid, topic: string, key: Term, meta: MapTerm): ServerRoutine<Tracked> {
    return tracked(yield* this.#call({ is: "track", pid, topic, key, meta }));
  }

  /** `untrack/2`: `:ok`, whether it was present or not. */
  *untrack(socket: ChannelSocket, key: Term): ServerRoutine<void> {
    yield* this.untrackProcess(this.#pidOf(socket), socket.topic, key);
  }

  /** `untrack/3` */
  *untrackProcess(pid: Pid, topic: string, key: Term): ServerRoutine<void> {
    yield* this.#call({ is: "untrack", pid, topic, key });
  }

  /** `update/3` with a new meta, or with a function of the old one, which runs in the tracker's process. */
  *update(socket: ChannelSocket, key: Term, change: PresenceChange): ServerRoutine<Tracked> {
    return yield* this.updateProcess(this.#pidOf(socket), socket.topic, key, change);
  }

  /** `update/4` */
  *updateProcess(pid: Pid, topic: string, key: Term, change: PresenceChange): ServerRoutine<Tracked> {
    return tracked(yield* this.#call({ is: "update", pid, topic, key, change }));
  }

  /** `list/1` of a topic: `%{key => %{metas: […]}}`, and whatever `fetch/2` adds. */
  *list(topic: string): ServerRoutine<Term> {
    yield* this.#call({ is: "list", topic });
    return yield* fetched(this.#module, topic, group(this.#running().table.onTopic(topic)));
  }

  /** `get_by_key/2` of a topic: `%{metas: […]}`, or an empty list when nobody is there under this very key. */
  *getByKey(topic: string, key: Term): ServerRoutine<Term> {
    const name = stringOf(key);
    yield* this.#call({ is: "list", topic });
    const found = this.#running()
      .table.onTopic(topic)
      .filter((entry) => sameTerm(entry.key, key));
    if (found.length === 0) return list([]);
    const presences = yield* fetched(this.#module, topic, group(found));
    const presence = presences.is === "map" ? mapGet(presences, name) : null;
    if (presence === null) throw new Raised("MatchError", "no match of right hand side value");
    return presence;
  }

  *#call(call: PresenceCall): ServerRoutine<PresenceAnswer> {
    const { endpoint, tracker } = this.#running();
    const { processes } = endpoint;
    const { self } = processes;
    if (self === null) throw new Error(`${this.name} is called outside of a process`);
    this.#lastCall += 1;
    const id = this.#lastCall;
    const monitor = processes.monitor(self, tracker);
    const label = { is: "info", text: `:${call.is}` } as const;
    processes.send(tracker, { kind: "presence_call", from: self, id, call }, label);
    const timer = processes.kernel.after(CALL_TIMEOUT_MS, () =>
      processes.send(self, { kind: "presence_answer", id, answer: { is: "timeout" } }, null),
    );
    try {
      const mail = yield {
        for: "matching",
        accepts: (candidate) =>
          (candidate.kind === "presence_answer" && candidate.id === id) ||
          (candidate.kind === "down" && candidate.monitor === monitor),
      };
      if (mail?.kind === "presence_answer" && mail.answer.is !== "timeout") return mail.answer;
      throw new Exited(this.name, mail?.kind === "down" ? "no process" : "time out");
    } finally {
      timer.cancel();
      processes.demonitor(self, monitor);
    }
  }

  #running(): Started {
    if (this.#started === null) throw new Exited(this.name, "no process");
    return this.#started;
  }

  #pidOf(socket: ChannelSocket): Pid {
    if (socket.channelPid === null) {
      throw new Raised("FunctionClauseError", "no function clause matching in Phoenix.Tracker.track/5");
    }
    return socket.channelPid;
  }
}

/** A `GenServer.call/2` that got no answer: an exit, not an exception, of the process that called. */
class Exited extends Raised {
  readonly #why: "no process" | "time out";

  constructor(name: string, why: "no process" | "time out") {
    super("stop", `exited in: GenServer.call(${name}_shard0, …, ${CALL_TIMEOUT_MS})\n    ** (EXIT) ${why}`);
    this.#why = why;
  }

  override inspect(): string {
    return `{${this.#why === "time out" ? ":timeout" : ":noproc"}, {GenServer, :call, [...]}}`;
  }
}

function tracked(answer: PresenceAnswer): Tracked {
  if (answer.is === "ok" || answer.is === "error") return answer;
  throw new Error(`the tracker answered with ${answer.is}`);
}
