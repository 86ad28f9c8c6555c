import type { RunView, StateChange } from "../../simulation/simulator-api.ts";
import type { ProcessRole, TraceEvent } from "../../trace/event.ts";
import { settledAt } from "../../trace/history.ts";
import type { ClientId, Pid, Seq } from "../../trace/ids.ts";
import { type Frame, frameOf } from "../../trace/narration/frame.ts";

/** What kind of stop somebody looks for. */
export const STOP_KINDS = [
  { id: "all", label: "any step" },
  { id: "acts", label: "what is done" },
  { id: "frames", label: "frames" },
  { id: "joins", label: "joins" },
  { id: "broadcasts", label: "broadcasts" },
  { id: "states", label: "state changes" },
  { id: "connections", label: "connections" },
  { id: "timers", label: "timers" },
  { id: "processes", label: "processes" },
  { id: "trouble", label: "crashes and errors" },
] as const;

export type StopKind = (typeof STOP_KINDS)[number]["id"];

export type StopFilter = {
  readonly kind: StopKind;
  /** Null: whoever it is about. */
  readonly who: ClientId | "server" | null;
};

export const ANY_STOP: StopFilter = { kind: "all", who: null };

type Run = Pick<RunView, "events" | "steps">;

/** The stops that a filter lets through, ascending. `changes`: where a client's state changed. */
export function stopsOf(run: Run, filter: StopFilter, changes: readonly StateChange[]): readonly Seq[] {
  if (filter.kind === "all" && filter.who === null) return run.steps;
  const book = new Book(run);
  if (filter.kind === "states") {
    const fitting = changes.filter(({ client }) => filter.who === null || client === filter.who);
    return [...new Set(fitting.map(({ seq }) => seq))].sort((a, b) => a - b);
  }
  return run.steps.filter((seq) =>
    book
      .toldAt(seq)
      .some(
        (event) => book.isOf(event, filter.kind) && (filter.who === null || book.isAbout(event, filter.who)),
      ),
  );
}

/** The nearest stop of a list before or after a moment; null when there is none. */
export function nearestStop(stops: readonly Seq[], from: Seq, direction: "back" | "forward"): Seq | null {
  const found =
    direction === "forward" ? stops.find((seq) => seq > from) : stops.findLast((seq) => seq < from);
  return found ?? null;
}

/** What has to be looked up in a run to tell its stops from each other. */
class Book {
  readonly #run: Run;
  readonly #stops: ReadonlySet<Seq>;
  readonly #roles = new Map<Pid, ProcessRole>();
  readonly #frames = new Map<number, Frame | null>();

  constructor(run: Run) {
    this.#run = run;
    this.#stops = new Set(run.steps);
    for (const event of run.events) {
      if (event.kind === "process_started") this.#roles.set(event.pid, event.role);
      if (event.kind === "frame_sent") this.#frames.set(event.frame, frameOf(event));
    }
  }

  /** The events that a stop tells of: its own, those that only led to it, and those that belong to it. */
  toldAt(seq: Seq): readonly TraceEvent[] {
    const { events } = this.#run;
    const own = new Set<Seq>([seq]);
    const told = events.slice(seq, settledAt(this.#run, seq) + 1).filter((event) => {
      if (event.cause !== null && own.has(event.cause)) own.add(event.seq);
      return own.has(event.seq);
    });
    let cause = events[seq]?.cause ?? null;
    while (cause !== null && !this.#stops.has(cause)) {
      const event = events[cause];
      if (event === undefined || event.timeMs !== events[seq]?.timeMs) break;
      told.push(event);
      cause = event.cause;
    }
    return told;
  }

  isOf(event: TraceEvent, kind: StopKind): boolean {
    switch (kind) {
      case "all":
        return true;
      case "acts":
        return event.kind === "input_applied";
      case "frames":
        return isFrame(event);
      case "joins":
        return this.#isJoin(event);
      case "broadcasts":
        return (
          event.kind === "broadcast_dispatched" ||
          event.kind === "broadcast_forwarded" ||
          (isFrame(event) && this.#isBroadcast(event.frame))
        );
      case "states":
        return false;
      case "connections":
        return CONNECTION_KINDS.has(event.kind);
      case "timers":
        return event.kind === "timer_fired";
      case "processes":
        return PROCESS_KINDS.has(event.kind);
      case "trouble":
        return this.#isTrouble(event);
    }
  }

  isAbout(event: TraceEvent, who: ClientId | "server"): boolean {
    const client = this.#clientOf(event);
    return who === "server" ? client === null : client === who;
  }

  #clientOf(event: TraceEvent): ClientId | null {
    if (event.kind === "input_applied") return "client" in event.input ? event.input.client : null;
    if ("client" in event) return event.client;
    if (event.kind === "process_started") return clientIn(event.role);
    const pid = pidOf(event);
    return pid === null ? null : clientIn(this.#roles.get(pid));
  }

  #isJoin(event: TraceEvent): boolean {
    if (isFrame(event)) {
      const frame = this.#frames.get(event.frame) ?? null;
      if (frame === null) return false;
      // The answer to a join has the join's own ref.
      return frame.event === "phx_join" || (frame.event === "phx_reply" && frame.ref === frame.joinRef);
    }
    switch (event.kind) {
      case "api_called":
        return event.call.name === "join";
      case "timer_fired":
        return event.purpose.is === "rejoin";
      case "process_started":
        return event.role.is === "channel";
      case "callback_entered":
      case "callback_returned":
        return event.callback === "join";
      default:
        return false;
    }
  }

  #isBroadcast(frame: number): boolean {
    const read = this.#frames.get(frame) ?? null;
    return read !== null && read.joinRef === null && read.ref === null;
  }

  #isTrouble(event: TraceEvent): boolean {
    if (isFrame(event)) {
      if (event.kind === "frame_lost") return true;
      const frame = this.#frames.get(event.frame) ?? null;
      return frame?.event === "phx_error" || (frame?.event === "phx_reply" && isError(frame.payload));
    }
    switch (event.kind) {
      case "page_threw":
      case "upgrade_refused":
        return true;
      case "process_exited":
        return event.crashed;
      case "connection_closed":
        return !event.clean;
      case "logged":
        return event.level === "error";
      case "server_stopping":
        return event.how === "kill";
      case "timer_fired":
        return event.purpose.is === "heartbeat_timeout" || event.purpose.is === "push_timeout";
      default:
        return false;
    }
  }
}

type FrameEvent = Extract<TraceEvent, { kind: "frame_sent" | "frame_arrived" | "frame_held" | "frame_lost" }>;

function isFrame(event: TraceEvent): event is FrameEvent {
  return event.kind.startsWith("frame_");
}

const CONNECTION_KINDS: ReadonlySet<TraceEvent["kind"]> = new Set([
  "connection_opening",
  "connection_opened",
  "connection_closing",
  "connection_closed",
  "upgrade_accepted",
  "upgrade_refused",
  "server_connection_closed",
  "link_changed",
]);

const PROCESS_KINDS: ReadonlySet<TraceEvent["kind"]> = new Set([
  "process_started",
  "process_exited",
  "process_slept",
  "message_sent",
  "callback_entered",
  "callback_returned",
]);

function pidOf(event: TraceEvent): Pid | null {
  if (event.kind === "message_sent") return event.to;
  if (event.kind === "broadcast_dispatched" || event.kind === "broadcast_forwarded") return event.from;
  return "pid" in event ? event.pid : null;
}

function clientIn(role: ProcessRole | undefined): ClientId | null {
  return role === undefined || role.is === "other" ? null : role.client;
}

function isError(payload: Frame["payload"]): boolean {
  return (
    typeof payload === "object" && payload !== null && "status" in payload && payload["status"] === "error"
  );
}
