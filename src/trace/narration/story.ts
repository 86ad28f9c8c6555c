import type { TimerPurpose, TraceEvent, TraceKind } from "../event.ts";
import type { ClientId, FrameId, Pid, PushId, Seq, TimerId } from "../ids.ts";

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

  /** The viewer's name, for example `Ben`. */
  name(client: ClientId): string {
    return this.#names.get(client) ?? client;
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

  /** The setting of a timer that has fired. */
  settingOf(timer: TimerId, client: ClientId): Told<"timer_set"> | null {
    return this.before("timer_set", (set) => set.timer === timer && set.client === client);
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

  linkOf(client: ClientId): Told<"link_changed">["state"] {
    return this.before("link_changed", (event) => event.client === client)?.state ?? "up";
  }

  isOpen(client: ClientId): boolean {
    const opened = this.before("connection_opened", (event) => event.client === client);
    const ended = this.before("connection_closed", (event) => event.client === client);
    const closing = this.before("connection_closing", (event) => event.client === client);
    return opened !== null && opened.seq > Math.max(ended?.seq ?? -1, closing?.seq ?? -1);
  }

  isHidden(client: ClientId): boolean {
    return this.before("visibility_changed", (event) => event.client === client)?.visible === false;
  }

  /** How many events of this kind the client had before this one. */
  count(kind: "connection_opening" | "connection_opened", client: ClientId): number {
    return this.#events.slice(0, this.#here).filter((event) => event.kind === kind && event.client === client)
      .length;
  }

  /** A process by what it is there for, for example `Ben's channel process`. */
  process(pid: Pid | null): string {
    const role =
      pid === null ? undefined : this.before("process_started", (event) => event.pid === pid)?.role;
    if (role === undefined) return "the server";
    if (role.is === "other") return `the process ${role.name}`;
    return `${this.name(role.client)}'s ${role.is} process`;
  }
}

function isOf<Kind extends TraceKind>(event: TraceEvent, kind: Kind): event is Told<Kind> {
  return event.kind === kind;
}
