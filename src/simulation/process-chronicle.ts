import type { ProcessGlimpse } from "../kernel/processes.ts";
import type { JsonValue } from "../protocol/json.ts";
import type { SupervisedSocket } from "../server/supervision.ts";
import { supervisionOf, supervisorOf } from "../server/supervision.ts";
import type { ChannelCallback, ProcessRole, TraceEvent } from "../trace/event.ts";
import { History } from "../trace/history.ts";
import type { NodeName, Pid, Seq } from "../trace/ids.ts";
import type { EndedProcess, LivingProcess, ProcessActivity, ProcessesView } from "./simulator-api.ts";

/** A callback that has begun and not returned, and until when it sleeps, if it does. */
type Callback = {
  readonly name: ChannelCallback;
  readonly about: string;
  readonly sleepsUntilMs: number | null;
};

type End = { readonly seq: Seq; readonly reason: string | null; readonly crashed: boolean };

/**
 * What processes were at after the step of the kernel that recorded the events from `from` on; one that recorded
 * nothing counts with the event before it.
 */
export type Glimpses = { readonly from: number; readonly of: readonly ProcessGlimpse[] };

/** One process from its start to its end. */
class Life {
  readonly role: ProcessRole;
  readonly supervisor: string | null;
  readonly startedBy: Pid | null;
  readonly node: NodeName | undefined;
  readonly from: Seq;
  end: End | null = null;
  readonly callbacks = new History<Callback | null>();
  /** The topic of the join that the process waits for. */
  readonly joins = new History<string | null>();
  readonly glimpses = new History<ProcessGlimpse>();
  readonly assigns = new History<JsonValue>();

  constructor(event: Extract<TraceEvent, { kind: "process_started" }>, supervisor: string | null) {
    this.role = event.role;
    this.supervisor = supervisor;
    this.startedBy = event.parent;
    this.node = event.node;
    this.from = event.seq;
  }

  livesAt(seq: number): boolean {
    return this.from <= seq && (this.end === null || this.end.seq > seq);
  }

  activityAt(seq: number, timeMs: number): ProcessActivity {
    const callback = this.callbacks.at(seq);
    const waitsFor = this.glimpses.at(seq)?.waitsFor ?? "turn";
    if (callback !== null) {
      const { name, about, sleepsUntilMs } = callback;
      if (sleepsUntilMs !== null && timeMs < sleepsUntilMs) {
        return { is: "sleeping", callback: name, about, untilMs: sleepsUntilMs };
      }
      return { is: waitsFor === "matching" ? "calling" : "running", callback: name, about };
    }
    if (waitsFor === "turn") return { is: "starting" };
    const topic = this.joins.at(seq);
    return waitsFor === "matching" && topic !== null ? { is: "awaiting_join", topic } : { is: "looping" };
  }
}

/**
 * The server's processes at every moment of a growing run: who lives and why it ended from the trace, mailboxes
 * and monitors from the process table itself, as it was after each step of the kernel.
 */
export class ProcessChronicle {
  readonly #sockets: readonly SupervisedSocket[];
  readonly #lives = new Map<Pid, Life>();
  readonly #presences = new Set<string>();
  readonly #joiners = new Map<Pid, Pid>();
  /** How many events, and how many looks at the process table, it has taken in. */
  #events = 0;
  #glimpses = 0;

  constructor(sockets: readonly SupervisedSocket[]) {
    this.#sockets = sockets;
  }

  /** Takes in what has happened since the last time. */
  readOn(events: readonly TraceEvent[], glimpses: readonly Glimpses[]): void {
    for (const event of events.slice(this.#events)) this.#add(event);
    this.#events = events.length;
    for (const { from, of } of glimpses.slice(this.#glimpses)) {
      for (const glimpse of of) this.#lives.get(glimpse.pid)?.glimpses.push(from, glimpse);
    }
    this.#glimpses = glimpses.length;
  }

  #add(event: TraceEvent): void {
    switch (event.kind) {
      case "process_started": {
        const { pid, role, parent } = event;
        const above = parent === null ? null : (this.#lives.get(parent)?.role ?? null);
        this.#lives.set(pid, new Life(event, supervisorOf(role, above, this.#sockets)));
        // Its supervisor, if it has one, is not in the trace.
        if (role.is === "other" && above === null) this.#presences.add(role.name);
        break;
      }
      case "process_exited":
        this.#end(event.pid, { seq: event.seq, reason: event.reason, crashed: event.crashed });
        break;
      case "server_stopped":
        // A server that is gone has taken every process with it, told or not.
        for (const [pid, { node }] of this.#lives)
          if (node === event.node) this.#end(pid, { seq: event.seq, reason: null, crashed: false });
        break;
      case "callback_entered": {
        const { pid, callback: name, about, seq } = event;
        this.#lives.get(pid)?.callbacks.push(seq, { name, about, sleepsUntilMs: null });
        break;
      }
      case "callback_returned":
        this.#lives.get(event.pid)?.callbacks.push(event.seq, null);
        this.#lives.get(event.pid)?.assigns.push(event.seq, event.assigns);
        break;
      case "process_slept": {
        const callbacks = this.#lives.get(event.pid)?.callbacks;
        const callback = callbacks?.at(event.seq) ?? null;
        if (callback !== null) {
          callbacks?.push(event.seq, { ...callback, sleepsUntilMs: event.timeMs + event.delayMs });
        }
        break;
      }
      case "message_sent":
        if (event.label.is === "join" && event.from !== null) {
          this.#joiners.set(event.to, event.from);
          this.#lives.get(event.from)?.joins.push(event.seq, event.label.topic);
        } else if (event.label.is === "joined" && event.from !== null) {
          this.#joinIsOver(event.from, event.seq);
        }
        break;
      default:
        break;
    }
  }

  /** Everything about the processes at `seq`; `before` is the stop before it, null at the first. */
  at(seq: Seq, timeMs: number, before: { readonly seq: Seq; readonly timeMs: number } | null): ProcessesView {
    const living: LivingProcess[] = [];
    const ended: EndedProcess[] = [];
    for (const [pid, life] of this.#lives) {
      const { role, supervisor, startedBy, end } = life;
      const of = life.node === undefined ? {} : { node: life.node };
      const isNew = before === null || life.from > before.seq;
      if (life.livesAt(seq)) {
        const now = this.#look(life, seq, timeMs);
        const then = isNew ? null : this.#look(life, before.seq, before.timeMs);
        const change = then === null ? "started" : sameLook(now, then) ? null : "changed";
        const known: LivingProcess = { pid, role, supervisor, startedBy, change, ...of, ...now };
        living.push(isNew ? known : { ...known, assignsBefore: life.assigns.at(before.seq) });
      } else if (end !== null && end.seq <= seq && before !== null && end.seq > before.seq) {
        ended.push({ pid, role, supervisor, startedBy, ...of, reason: end.reason, crashed: end.crashed });
      }
    }
    return { supervision: supervisionOf(this.#sockets, [...this.#presences]), living, ended };
  }

  #look(life: Life, seq: Seq, timeMs: number): Look {
    const glimpse = life.glimpses.at(seq);
    return {
      activity: life.activityAt(seq, timeMs),
      mailbox: glimpse?.mailbox ?? 0,
      monitors: glimpse?.monitors ?? [],
      assigns: life.assigns.at(seq),
    };
  }

  #end(pid: Pid, end: End): void {
    const life = this.#lives.get(pid);
    if (life !== undefined) life.end ??= end;
    this.#joinIsOver(pid, end.seq);
  }

  #joinIsOver(channel: Pid, seq: Seq): void {
    const joiner = this.#joiners.get(channel);
    if (joiner === undefined) return;
    this.#joiners.delete(channel);
    this.#lives.get(joiner)?.joins.push(seq, null);
  }
}

type Look = Pick<LivingProcess, "activity" | "mailbox" | "monitors" | "assigns">;

function sameLook(a: Look, b: Look): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
