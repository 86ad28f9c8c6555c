import type { ProcessRole, TraceEvent } from "../trace/event.ts";
import { lastAtMost, lastWithAtMost } from "../trace/history.ts";
import type { ClientId, Pid, Seq } from "../trace/ids.ts";
import type { LineRecorder, RecordedLine, Turn } from "./line-recorder.ts";
import type { CodePassage, CodeView, ServerText } from "./simulator-api.ts";

/** A callback of a channel process: the events from its `callback_entered` to what ended it. */
type Callback = { readonly from: Seq; to: number };

/** A line, and the turn in which it ran. */
type Placed = { readonly line: RecordedLine; readonly turn: Turn };

/** A line among those that ran in one go with it. */
type Spot = { readonly at: Placed; readonly all: readonly Placed[] };

/**
 * The Elixir of every step of a growing run: the lines from its recorder, and from the trace to which callback and to
 * which stop they belong.
 */
export class CodeChronicle {
  readonly lines: LineRecorder;
  readonly #texts: readonly ServerText[];
  readonly #roles = new Map<Pid, ProcessRole>();
  readonly #callbacks = new Map<Pid, Callback[]>();
  #events: readonly TraceEvent[] = [];
  #steps: readonly Seq[] = [];
  #read = 0;

  constructor(lines: LineRecorder, texts: readonly ServerText[]) {
    this.lines = lines;
    this.#texts = texts;
  }

  /** Takes in what has happened since the last time. `steps` are the stops among the events, ascending. */
  readOn(events: readonly TraceEvent[], steps: readonly Seq[]): void {
    this.#events = events;
    this.#steps = steps;
    for (; this.#read < events.length; this.#read += 1) {
      const event = events[this.#read];
      if (event !== undefined) this.#add(event);
    }
  }

  #add(event: TraceEvent): void {
    switch (event.kind) {
      case "process_started":
        this.#roles.set(event.pid, event.role);
        break;
      case "callback_entered": {
        const { pid, seq } = event;
        const callbacks = this.#callbacks.get(pid) ?? [];
        this.#close(pid, seq);
        callbacks.push({ from: seq, to: Number.POSITIVE_INFINITY });
        this.#callbacks.set(pid, callbacks);
        break;
      }
      case "callback_returned":
      case "process_exited":
        this.#close(event.pid, event.seq);
        break;
      default:
        break;
    }
  }

  #close(pid: Pid, seq: Seq): void {
    const last = this.#callbacks.get(pid)?.at(-1);
    if (last !== undefined) last.to = Math.min(last.to, seq);
  }

  /** The Elixir of the stop `seq`. */
  at(seq: Seq): CodeView {
    const { relation, spots } = this.#found(seq);
    const passages = spots.map((spot) => this.#passage(spot, seq));
    const files = new Set(passages.flatMap(({ lines }) => lines.map(({ file }) => file)));
    const texts = this.#texts.filter(({ file }) => files.has(file));
    return { relation, passages, forgotten: seq < this.lines.keptFrom, texts };
  }

  #found(seq: Seq): { readonly relation: CodeView["relation"]; readonly spots: readonly Spot[] } {
    const running = this.#runningIn(seq);
    if (running.length > 0) return { relation: "runs", spots: running };
    const cause = this.#ledTo(seq);
    if (cause !== null) return { relation: "led_here", spots: [cause] };
    const before = this.#ranBefore(seq);
    return { relation: "ran_before", spots: before === null ? [] : [before] };
  }

  /** What runs in the step: what recorded its own event first, the latest of the others next. */
  #runningIn(seq: Seq): readonly Spot[] {
    const found: Spot[] = [];
    const own = this.#atWork(seq);
    if (own !== null) found.push(own);
    const { turns } = this.lines;
    const before = this.#steps[lastAtMost(this.#steps, seq - 1)] ?? -1;
    for (let index = this.#lastTurn(seq + 1); index >= 0; index -= 1) {
      const turn = turns[index];
      if (turn === undefined || turn.to < before) break;
      for (const line of turn.lines.toReversed()) {
        if (this.#stepOf({ line, turn }) !== seq) continue;
        if (!found.some(({ all }) => all.some((one) => one.line === line))) {
          found.push(this.#spot({ line, turn }));
        }
      }
    }
    return found;
  }

  /** The line that was at work when an event was recorded; null when no Elixir ran then. */
  #atWork(seq: Seq): Spot | null {
    const { turns } = this.lines;
    const event = this.#events[seq];
    const last = this.#lastTurn(seq);
    const from = turns[last]?.from;
    let found: Placed | null = null;
    // While a server boots, several processes run in one step of the kernel.
    for (let index = last; index >= 0 && turns[index]?.from === from; index -= 1) {
      const turn = turns[index];
      if (turn === undefined || turn.to <= seq) continue;
      const line = event === undefined ? undefined : lineOf(event, turn.lines);
      if (line !== undefined && (found === null || line.events > found.line.events)) found = { line, turn };
    }
    return found === null ? null : this.#spot(found);
  }

  /** The line at work at the nearest cause on the server's side, if there is one. */
  #ledTo(seq: Seq): Spot | null {
    for (let event = this.#events[seq]; event !== undefined && !isClients(event); ) {
      const cause: TraceEvent | undefined = event.cause === null ? undefined : this.#events[event.cause];
      const spot = cause === undefined ? null : this.#atWork(cause.seq);
      if (spot !== null) return spot;
      event = cause;
    }
    return null;
  }

  /** What ran last for the same process, or else for the same viewer. */
  #ranBefore(seq: Seq): Spot | null {
    const event = this.#events[seq];
    if (event === undefined) return null;
    const pid = pidOf(event);
    const client = clientOf(event) ?? this.#clientOf(pid);
    const past = this.lines.turns.slice(0, this.#lastTurn(seq) + 1);
    const turn =
      past.findLast((one) => one.pid === pid) ??
      past.findLast((one) => client !== null && this.#clientOf(one.pid) === client);
    const line = turn?.lines.at(-1);
    return turn === undefined || line === undefined ? null : this.#spot({ line, turn });
  }

  #clientOf(pid: Pid | null): ClientId | null {
    const role = pid === null ? undefined : this.#roles.get(pid);
    return role === undefined || role.is === "other" ? null : role.client;
  }

  #passage({ at, all }: Spot, seq: Seq): CodePassage {
    const own = all.map((one) => this.#stepOf(one) === seq);
    const { pid, from: began, to } = at.turn;
    return {
      pid,
      role: this.#roles.get(pid) ?? null,
      lines: all.map(({ line: { events: _, ...line } }) => line),
      current: all.findIndex(({ line }) => line === at.line),
      own: { from: Math.max(0, own.indexOf(true)), to: own.lastIndexOf(true) + 1 },
      step: this.#stepOf(at),
      timeMs: this.#events[to > began ? began : began - 1]?.timeMs ?? 0,
    };
  }

  /** The line among all lines of its callback, and of its turn where there is no callback. */
  #spot(at: Placed): Spot {
    const callback = this.#callbackOf(at);
    const all: Placed[] = [];
    for (const turn of callback === null ? [at.turn] : this.#turnsOf(at.turn.pid, callback)) {
      for (const line of turn.lines) {
        if (this.#callbackOf({ line, turn }) === callback) all.push({ line, turn });
      }
    }
    return { at, all };
  }

  #turnsOf(pid: Pid, { from, to }: Callback): readonly Turn[] {
    const { turns } = this.lines;
    const found: Turn[] = [];
    for (let index = this.#lastTurn(to); index >= 0; index -= 1) {
      const turn = turns[index];
      if (turn === undefined || turn.to < from) break;
      if (turn.pid === pid) found.unshift(turn);
    }
    return found;
  }

  #callbackOf({ line: { events }, turn: { pid } }: Placed): Callback | null {
    const callbacks = this.#callbacks.get(pid) ?? [];
    const last = callbacks[lastWithAtMost(callbacks, events - 1, ({ from }) => from)];
    return last !== undefined && events <= last.to ? last : null;
  }

  /**
   * The stop that a line belongs to: the next one that its own turn recorded, else the last one of that turn. Lines
   * of a turn without any belong to what was recorded next, or before when it recorded nothing at all.
   */
  #stepOf({ line: { events }, turn: { from, to } }: Placed): Seq {
    const steps = this.#steps;
    const atLeast = (seq: number) => steps[lastAtMost(steps, seq - 1) + 1] ?? steps.at(-1) ?? FIRST;
    const next = atLeast(events);
    if (next >= events && next < to) return next;
    const last = steps[lastAtMost(steps, to - 1)];
    if (last !== undefined && last >= from) return last;
    return events < to ? next : atLeast(from - 1);
  }

  /** The index of the last turn that began with so many events or fewer; -1 when there is none. */
  #lastTurn(events: number): number {
    return lastWithAtMost(this.lines.turns, events, ({ from }) => from);
  }
}

const FIRST = 0 as Seq; // every trace has it

/** Which of a turn's lines an event belongs to: mostly the one that began last before it. */
function lineOf(event: TraceEvent, lines: readonly RecordedLine[]): RecordedLine | undefined {
  const { seq, kind } = event;
  const next = lines.find(({ events }) => events > seq);
  if (kind === "callback_entered" && next !== undefined) return next;
  const before = ({ events }: RecordedLine) => events <= seq;
  const isCrash = kind === "process_exited" ? event.crashed : kind === "logged" && event.level === "error";
  // `terminate/2` has run since a callback raised.
  const raised = isCrash ? lines.findLast((line) => before(line) && line.error !== null) : undefined;
  return raised ?? lines.findLast(before) ?? next;
}

/** Whether the client's own code did it: whatever Elixir led to that is another story. */
function isClients(event: TraceEvent): boolean {
  switch (event.kind) {
    case "input_applied":
    case "api_called":
    case "timer_fired":
      return true;
    case "frame_sent":
      return event.direction === "up";
    default:
      return false;
  }
}

function pidOf(event: TraceEvent): Pid | null {
  if (event.kind === "message_sent") return event.to;
  return "pid" in event ? event.pid : null;
}

function clientOf(event: TraceEvent): ClientId | null {
  return "client" in event ? event.client : null;
}
