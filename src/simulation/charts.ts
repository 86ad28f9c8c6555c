import { feedProcess, type ProcessModel, processStateOf, startProcess } from "../machines/channel-process.ts";
import { type ClientModel, createClientModel, feed, stateOf } from "../machines/client-model.ts";
import type { TraceEvent } from "../trace/event.ts";
import { History } from "../trace/history.ts";
import type { ClientId, Pid, Seq } from "../trace/ids.ts";
import type { ChartsView } from "./simulator-api.ts";

type Track<Model> = { model: Model; readonly history: History<Model> };

/** What the statecharts were at every event of a growing trace. Loaded only when a reader looks at them. */
export class Charts {
  readonly #clients = new Map<ClientId, Track<ClientModel>>();
  readonly #processes = new Map<Pid, Track<ProcessModel>>();
  #read = 0;

  constructor(clients: readonly ClientId[]) {
    for (const client of clients) this.#clients.set(client, trackFrom(createClientModel(client), -1));
  }

  /** Takes in what is new in the trace. */
  readOn(events: readonly TraceEvent[]): void {
    for (const event of events.slice(this.#read)) {
      for (const track of this.#clients.values()) advance(track, feed(track.model, event), event.seq);
      if (event.kind === "process_started" && event.role.is === "channel") {
        this.#processes.set(event.pid, trackFrom(startProcess(event.pid), event.seq));
      }
      for (const track of this.#processes.values())
        advance(track, feedProcess(track.model, event), event.seq);
    }
    this.#read = events.length;
  }

  at(seq: Seq): ChartsView {
    return {
      clients: [...this.#clients].map(([client, { model, history }]) => ({
        client,
        state: stateOf(history.at(seq) ?? model),
      })),
      processes: [...this.#processes].flatMap(([pid, { history }]) => {
        const model = history.at(seq);
        return model === null ? [] : [{ pid, state: processStateOf(model) }];
      }),
    };
  }
}

function trackFrom<Model>(model: Model, seq: number): Track<Model> {
  const history = new History<Model>();
  history.push(seq, model);
  return { model, history };
}

function advance<Model>(track: Track<Model>, model: Model, seq: Seq): void {
  track.model = model;
  track.history.push(seq, model);
}
