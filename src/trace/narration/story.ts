import type { LinkState, ProcessRole, TimerPurpose, TraceEvent, TraceKind } from "../event.ts";
import type { ClientId, FrameId, NodeName, Pid, PushId, Seq, TimerId } from "../ids.ts";
import { addedBy } from "../viewer.ts";
import { code } from "./words.ts";

/** The trace events of some kinds. */
export type Told<Kind extends TraceKind> = Extract<TraceEvent, { readonly kind: Kind }>;

/** A trace seen from one of its events: what a sentence about that event may look up. */
export class Story {
  readonly #events: readonly TraceEvent[];
  readonly #here: Seq;
  readonly #names: ReadonlyMap<ClientId, string>;

  constructor(events: readonly TraceEvent[], here: Seq, names: ReadonlyMap<ClientId, string>) {
    this.#events = events;
    this.#here = here;
    this.#names = names;
  }

  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  /** The viewer's name, for example `Ben`. */
  name(client: ClientId): string {
    return this.#names.get(client) ?? this.#nameGiven(client) ?? client;
  }

  #nameGiven(client: ClientId): string | undefined {
    for (const event of this.#events) {
      const added = event.kind === "input_applied" ? addedBy(event.input) : null;
      if (added?.id === client) return added.name;
    }
    return undefined;
  }

  /** The event that led to this one, if it is of that kind. */
  cause<Kind extends TraceKind>(event: TraceEvent, kind: Kind): Told<Kind> | null {
    const cause = event.cause === null ? undefined : this.#events[event.cause];
    return cause !== undefined && isOf(cause, kind) ? cause : null;
  }

  /** The last event of a kind before this one that fits. */
  before<Kind extends TraceKind>(kind: Kind, fits: (event: Told<Kind>) => boolean): Told<Kind> | null {
    return this.beforeSeq(this.#here, kind, fits);
  }

  beforeSeq<Kind extends TraceKind>(
    seq: Seq,
    kind: Kind,
    fits: (event: Told<Kind>) => boolean,
  ): Told<Kind> | null {
    for (let index = seq - 1; index >= 0; index -= 1) {
      const event = this.#events[index];
      if (event !== undefined && isOf(event, kind) && fits(event)) return event;
    }
    return null;
  }

  /** The first event of a kind that this one led to in the same moment and that fits. */
  effect<Kind extends TraceKind>(kind: Kind, fits: (event: Told<Kind>) => boolean): Told<Kind> | null {
    const timeMs = this.#events[this.#here]?.timeMs;
    for (let index = this.#here + 1; this.#events[index]?.timeMs === timeMs; index += 1) {
      const event = this.#events[index];
      if (event !== undefined && event.cause === this.#here && isOf(event, kind) && fits(event)) return event;
    }
    return null;
  }

  /** Whether this event led to anything in the same moment. */
  hasEffect(): boolean {
    const here = this.#events[this.#here];
    for (let index = this.#here + 1; this.#events[index]?.timeMs === here?.timeMs; index += 1) {
      const event = this.#events[index];
      if (event === undefined) return false;
      if (event.cause === this.#here) return true;
    }
    return false;
  }

  /** The first event of a kind after this one that fits, as far as the trace goes. */
  after<Kind extends TraceKind>(kind: Kind, fits: (event: Told<Kind>) => boolean): Told<Kind> | null {
    for (let index = this.#here + 1; index < this.#events.length; index += 1) {
      const event = this.#events[index];
      if (event !== undefined && isOf(event, kind) && fits(event)) return event;
    }
    return null;
  }

  /** The loss that was recorded at that place, when it is of the same connection in the same moment as this one. */
  lossBeside({ connection, direction, timeMs }: Told<"frame_lost">, seq: number): Told<"frame_lost"> | null {
    const other = this.#events[seq];
    if (other === undefined || !isOf(other, "frame_lost") || other.timeMs !== timeMs) return null;
    return other.connection === connection && other.direction === direction ? other : null;
  }

  #firstFrom(seq: Seq, fits: (event: TraceEvent) => boolean): TraceEvent | undefined {
    for (let index: number = seq; index < this.#events.length; index += 1) {
      const event = this.#events[index];
      if (event !== undefined && fits(event)) return event;
    }
    return undefined;
  }

  /** When a timer that has fired was set. */
  setting(timer: TimerId, client: ClientId): Told<"timer_set"> | null {
    return this.before("timer_set", (set) => set.timer === timer && set.client === client);
  }

  /** How long a timer that has fired was set for. */
  delayOf(timer: TimerId, client: ClientId): number | null {
    return this.setting(timer, client)?.delayMs ?? null;
  }

  /** The delay of a timer for this purpose which this event made the client set. */
  delayAhead(purpose: TimerPurpose["is"]): number | null {
    return this.effect("timer_set", (set) => set.purpose.is === purpose)?.delayMs ?? null;
  }

  /** The event of a push: the page's own, or a reserved one; null for the push is a join by the client itself. */
  eventOfPush(push: PushId | null, client: ClientId): string | null {
    if (push === null) return "phx_join";
    const called = this.before(
      "api_called",
      (event) => event.client === client && "push" in event.call && event.call.push === push,
    );
    switch (called?.call.name) {
      case "push":
        return called.call.event;
      case "join":
        return "phx_join";
      default:
        return null;
    }
  }

  /** What a frame carried, and when it left. */
  sent(frame: FrameId): Told<"frame_sent"> | null {
    return this.before("frame_sent", (event) => event.frame === frame);
  }

  linkOf(client: ClientId): LinkState {
    return this.linkBefore(this.#here, client);
  }

  linkBefore(seq: Seq, client: ClientId): LinkState {
    return this.beforeSeq(seq, "link_changed", (event) => event.client === client)?.state ?? "up";
  }

  /** The node on which a process runs, if there are several. */
  nodeOf(pid: Pid): NodeName | undefined {
    return this.before("process_started", (event) => event.pid === pid)?.node;
  }

  /** When a page of the viewer was closed last: what was before is of another page. -1: never. */
  pageSince(client: ClientId): number {
    return this.before("page_closed", (event) => event.client === client)?.seq ?? -1;
  }

  /** Whether the process is inside `join/3` at that event. */
  isInJoin(pid: Pid | null, seq: Seq): boolean {
    const entered = this.beforeSeq(seq, "callback_entered", (event) => event.pid === pid);
    const returned = this.beforeSeq(seq, "callback_returned", (event) => event.pid === pid);
    return entered?.callback === "join" && returned === null;
  }

  /** Whether a callback ends its process by raising, in the moment in which it was entered. */
  raisesIn({ pid, callback, timeMs }: Told<"callback_entered">): boolean {
    const returned = this.after(
      "callback_returned",
      (event) => event.pid === pid && event.callback === callback,
    );
    const exited = this.after("process_exited", (event) => event.pid === pid);
    if (exited === null || exited.timeMs !== timeMs || !exited.crashed) return false;
    return returned === null || returned.seq > exited.seq;
  }

  /** Whether a process is a channel process of the client on the topic. */
  isChannelOf(pid: Pid, client: ClientId, topic: string): boolean {
    const role = this.#roleOf(pid);
    return role?.is === "channel" && role.client === client && role.topic === topic;
  }

  #roleOf(pid: Pid): ProcessRole | undefined {
    return this.before("process_started", (event) => event.pid === pid)?.role;
  }

  /** How many events of this kind the client had before this one. */
  count(kind: "connection_opening" | "connection_opened", client: ClientId): number {
    return this.#events
      .slice(this.pageSince(client) + 1, this.#here)
      .filter((event) => event.kind === kind && event.client === client).length;
  }

  /** A process by what it is there for, for example `Ben's channel process`. */
  process(pid: Pid | null): string {
    const role = pid === null ? undefined : this.#roleOf(pid);
    if (role === undefined) return "the server";
    if (role.is === "other") return `the process ${role.name}`;
    return role.is === "channel"
      ? this.channelProcess(role.client, role.topic)
      : `${this.name(role.client)}'s ${role.is} process`;
  }

  /** `Ben's channel process`, and on what topic once the viewer has had one on another topic, too. */
  channelProcess(client: ClientId, topic: string): string {
    const other = this.before(
      "process_started",
      ({ role }) => role.is === "channel" && role.client === client && role.topic !== topic,
    );
    const where = other === null ? "" : ` on ${code(topic)}`;
    return `${this.name(client)}'s channel process${where}`;
  }

  /**
   * The topic whose join keeps the transport process of a connection from taking the frame that arrives at this event:
   * it waits until `join/3` has returned (phoenix 1.8.12, lib/phoenix/channel/server.ex, `join/4`). Null: it is free.
   */
  joinAhead({ connection, timeMs, seq }: Told<"frame_arrived">): string | null {
    for (const started of this.#events) {
      if (started.timeMs > timeMs) return null;
      if (!isOf(started, "process_started") || started.role.is !== "channel") continue;
      // A join whose frame came later is taken later.
      if (started.role.connection !== connection || (started.cause ?? seq) >= seq) continue;
      const { pid, role } = started;
      const ends = (event: TraceEvent): boolean =>
        (isOf(event, "message_sent") && event.from === pid && event.label.is === "joined") ||
        (isOf(event, "process_exited") && event.pid === pid);
      const end = this.#firstFrom(started.seq, ends);
      if (end === undefined || end.timeMs > timeMs) return role.topic;
    }
    return null;
  }
}

function isOf<Kind extends TraceKind>(event: TraceEvent, kind: Kind): event is Told<Kind> {
  return event.kind === kind;
}
