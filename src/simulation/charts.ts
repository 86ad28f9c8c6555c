import type { ChannelView } from "../machines/channel.ts";
import type { ChannelEvent } from "../machines/channel-config.ts";
import { feedProcess, type ProcessModel, startProcess } from "../machines/channel-process.ts";
import type { ProcessEvent } from "../machines/channel-process-config.ts";
import type { Chart, Moves, Position } from "../machines/chart.ts";
import type { ClientModel, Finished, PushModel } from "../machines/client-memory.ts";
import { allPushes, createClientModel, feed } from "../machines/client-model.ts";
import { settle } from "../machines/client-step.ts";
import type { PushView } from "../machines/push.ts";
import type { PushEvent } from "../machines/push-config.ts";
import type { SocketView } from "../machines/socket.ts";
import type { SocketEvent } from "../machines/socket-config.ts";
import { endsCallback } from "../trace/callback.ts";
import type { ProcessState, SocketState } from "../trace/client-state.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { ClientId, Pid, PushId, Seq } from "../trace/ids.ts";
import type { MachineHistory, MachineName, PastTransition } from "./simulator-api.ts";

/** The stop that shows what happened at an event first; null when none does. */
export type StopOf = (seq: Seq) => Seq | null;

/** What the statecharts did in a growing trace. Loaded only when a reader looks at them. */
export class Charts {
  /** For each viewer a course for every page, the last one that of the page as it is now. */
  readonly #clients = new Map<ClientId, ClientCourse[]>();
  readonly #processes = new Map<Pid, ProcessCourse>();
  #read = 0;

  constructor(clients: readonly ClientId[]) {
    for (const client of clients) this.#clients.set(client, [new ClientCourse(client, START)]);
  }

  /** Takes in what is new in the trace, which ends where a step of the kernel does: no callback is under way. */
  readOn(events: readonly TraceEvent[]): void {
    for (const event of events.slice(this.#read)) {
      for (const pages of this.#clients.values()) pages.at(-1)?.feed(event);
      if (event.kind === "page_closed") this.#endPage(event.client, event.seq);
      if (event.kind === "process_started" && event.role.is === "channel") {
        this.#processes.set(event.pid, new ProcessCourse(event.pid, event.seq));
      }
      for (const course of this.#processes.values()) course.feed(event);
    }
    for (const pages of this.#clients.values()) pages.at(-1)?.close();
    this.#read = events.length;
  }

  #endPage(client: ClientId, seq: Seq): void {
    this.#clients.get(client)?.push(new ClientCourse(client, seq));
  }

  historyOf(name: MachineName, stopOf: StopOf): MachineHistory | null {
    if (name.is === "process") return this.#processes.get(name.pid)?.history(stopOf) ?? null;
    const pages = this.#clients.get(name.client) ?? [];
    switch (name.is) {
      case "socket":
        return pages[name.page]?.socketHistory(stopOf) ?? null;
      case "channel":
        return pages[name.page]?.channelHistory(name.index, stopOf) ?? null;
      case "push":
        // Pushes are counted through all the pages of a viewer.
        for (const page of pages) {
          const history = page.pushHistory(name.push, stopOf);
          if (history !== null) return history;
        }
        return null;
    }
  }
}

const START = 0 as Seq; // every trace begins there

/** When a machine began and when it moved. Moves are told apart from those that were known by where they hang. */
class Course<Event extends { readonly type: string }, View> {
  readonly #from: Seq;
  readonly #seqs: Seq[] = [];
  #moves: Moves<Event, View> | null = null;

  constructor(from: Seq) {
    this.#from = from;
  }

  /** Notes what is new among the moves as of `seq`. */
  note(moves: Moves<Event, View> | null, seq: Seq): void {
    for (let move = moves; move !== null && move !== this.#moves; move = move.older) this.#seqs.push(seq);
    this.#moves = moves;
  }

  /** `noteOf`: what stands behind the name of a region's state. */
  history(
    chart: Chart<Event, View>,
    now: Position<View>,
    noteOf: (view: View, region: string) => string,
    stopOf: StopOf,
  ): MachineHistory | null {
    const from = stopOf(this.#from);
    if (from === null) return null;
    const transitions: PastTransition[][] = [];
    let after = now;
    let place = this.#seqs.length;
    for (let move = this.#moves; move !== null; move = move.older) {
      place -= 1;
      const seq = stopOf(this.#seqs[place] ?? this.#from);
      const { view } = after;
      after = move.from;
      if (seq === null) continue;
      transitions.push(
        chart
          .transitionsOf(move.from, move.event)
          .map((one) => ({ ...one, seq, note: noteOf(view, one.region) })),
      );
    }
    return { from, transitions: transitions.reverse().flat() };
  }
}

/**
 * The statecharts of one client. What a callback of the client did counts as of its first event: within it, a machine
 * would have to say where the client is in the middle of a call.
 */
class ClientCourse {
  readonly #client: ClientId;
  readonly #socket: Course<SocketEvent, SocketView>;
  readonly #channels: Course<ChannelEvent, ChannelView>[] = [];
  readonly #pushes = new Map<PushId, Course<PushEvent, PushView>>();
  #model: ClientModel;
  /** The first event of the callback that was fed last. */
  #from: Seq;
  /** The pushes that will not change again and are known. */
  #finished: Finished | null = null;

  constructor(client: ClientId, from: Seq) {
    this.#client = client;
    this.#from = from;
    this.#socket = new Course(from);
    this.#model = createClientModel(client);
  }

  feed(event: TraceEvent): void {
    // What it was to the end stays to be looked at.
    if (event.kind === "page_closed" && event.client === this.#client) {
      this.close();
      return;
    }
    const begins = "client" in event && event.client === this.#client && endsCallback(event);
    if (begins) {
      this.close();
      this.#from = event.seq;
    }
    this.#model = feed(this.#model, event);
  }

  close(): void {
    const model = settle(this.#model);
    this.#model = model;
    this.#socket.note(model.socketMoves, this.#from);
    for (const [index, { moves }] of model.channels.entries()) {
      this.#channels[index] ??= new Course(this.#from);
      this.#channels[index]?.note(moves, this.#from);
    }
    for (const push of model.pushes) this.#notePush(push);
    for (let node = model.finished; node !== null && node !== this.#finished; node = node.older) {
      this.#notePush(node.push);
    }
    this.#finished = model.finished;
  }

  #notePush({ named, state, moves }: PushModel): void {
    if (!named) return;
    const course = this.#pushes.get(state.push) ?? new Course(this.#from);
    this.#pushes.set(state.push, course);
    course.note(moves, this.#from);
  }

  socketHistory(stopOf: StopOf): MachineHistory | null {
    const { charts, socket } = this.#model;
    return this.#socket.history(charts.socket, socket, socketNote, stopOf);
  }

  channelHistory(index: number, stopOf: StopOf): MachineHistory | null {
    const { charts, channels } = this.#model;
    const position = channels[index]?.position;
    if (position === undefined) return null;
    return this.#channels[index]?.history(charts.channel, position, channelNote, stopOf) ?? null;
  }

  pushHistory(push: PushId, stopOf: StopOf): MachineHistory | null {
    const { charts } = this.#model;
    const position = allPushes(this.#model).find(({ state }) => state.push === push)?.position;
    if (position === undefined) return null;
    return this.#pushes.get(push)?.history(charts.push, position, pushNote, stopOf) ?? null;
  }
}

/** The statechart of one channel process. */
class ProcessCourse {
  readonly #course: Course<ProcessEvent, ProcessState>;
  #model: ProcessModel;

  constructor(pid: Pid, from: Seq) {
    this.#course = new Course(from);
    this.#model = startProcess(pid);
  }

  feed(event: TraceEvent): void {
    this.#model = feedProcess(this.#model, event);
    this.#course.note(this.#model.moves, event.seq);
  }

  history(stopOf: StopOf): MachineHistory | null {
    const { chart, position } = this.#model;
    return this.#course.history(chart, position, processNote, stopOf);
  }
}

function socketNote({ state }: SocketView, region: string): string {
  return region === "reconnect" ? triesOf(state.reconnect) : "";
}

function channelNote({ rejoin }: ChannelView, region: string): string {
  return region === "rejoin" ? triesOf(rejoin) : "";
}

function triesOf(timer: SocketState["reconnect"]): string {
  return timer.is === "scheduled" ? String(timer.tries) : "";
}

function pushNote(view: PushView): string {
  return view.is === "replied" ? view.status : "";
}

function processNote(state: ProcessState): string {
  return state.is === "looping" ? (state.callback ?? "") : "";
}
