import { feedProcess, type ProcessModel, processStateOf, startProcess } from "../machines/channel-process.ts";
import { type ClientModel, createClientModel, feed, stateOf } from "../machines/client-model.ts";
import type { LinkState, PageView, ProcessRole, TraceEvent } from "../trace/event.ts";
import { History } from "../trace/history.ts";
import type { ClientId, Pid, Seq } from "../trace/ids.ts";
import type { ClientView, ProcessView } from "../worker/api.ts";

type ClientTrack = {
  model: ClientModel;
  readonly models: History<ClientModel>;
  readonly pages: History<PageView>;
  readonly links: History<LinkState>;
};

type ProcessTrack = {
  readonly role: ProcessRole;
  readonly startedAt: Seq;
  model: ProcessModel;
  readonly models: History<ProcessModel>;
};

/** What the statecharts, the pages and the links were at every event of a growing trace. */
export class Chronicle {
  readonly #clients = new Map<ClientId, ClientTrack>();
  readonly #processes = new Map<Pid, ProcessTrack>();
  readonly #serverUp = new History<boolean>();

  constructor(clients: readonly ClientId[]) {
    for (const client of clients) {
      const model = createClientModel(client);
      const track = { model, models: new History<ClientModel>(), pages: new History<PageView>() };
      this.#clients.set(client, { ...track, links: new History<LinkState>() });
      this.#clients.get(client)?.models.push(-1, model);
    }
  }

  /** Takes in the next event of the trace. */
  add(event: TraceEvent): void {
    for (const track of this.#clients.values()) {
      track.model = feed(track.model, event);
      track.models.push(event.seq, track.model);
    }
    switch (event.kind) {
      case "page_changed":
        this.#clients.get(event.client)?.pages.push(event.seq, event.page);
        break;
      case "link_changed":
        this.#clients.get(event.client)?.links.push(event.seq, event.state);
        break;
      case "server_started":
        this.#serverUp.push(event.seq, true);
        break;
      case "server_stopped":
        this.#serverUp.push(event.seq, false);
        break;
      case "process_started":
        this.#start(event.pid, event.role, event.seq);
        break;
      default:
        break;
    }
    for (const track of this.#processes.values()) {
      track.model = feedProcess(track.model, event);
      track.models.push(event.seq, track.model);
    }
  }

  clientsAt(seq: Seq): ClientView[] {
    return [...this.#clients].map(([client, track]) => ({
      client,
      link: track.links.at(seq) ?? "up",
      page: track.pages.at(seq),
      state: stateOf(track.models.at(seq) ?? track.model),
    }));
  }

  processesAt(seq: Seq): ProcessView[] {
    return [...this.#processes]
      .filter(([, { startedAt }]) => startedAt <= seq)
      .map(([pid, track]) => ({
        pid,
        role: track.role,
        state: processStateOf(track.models.at(seq) ?? track.model),
      }));
  }

  serverUpAt(seq: Seq): boolean {
    return this.#serverUp.at(seq) ?? false;
  }

  #start(pid: Pid, role: ProcessRole, startedAt: Seq): void {
    const model = startProcess(pid);
    this.#processes.set(pid, { role, startedAt, model, models: new History<ProcessModel>() });
  }
}
