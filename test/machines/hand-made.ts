import { type ClientModel, createClientModel, feed, stateOf } from "../../src/machines/client-model.ts";
import type { JsonValue } from "../../src/protocol/json.ts";
import type { ClientState } from "../../src/trace/client-state.ts";
import type { ApiCall, TimerPurpose, TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId, PushId, TimerId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";

// Brands have no value at run time, so a literal may be called one wherever a test makes an id.
export const BEN = "ben" as ClientId;
export const connectionId = (id: number) => id as ConnectionId;
export const pushId = (id: number) => id as PushId;
export const TOPIC = "videos:1";

/** Trace events of one client, written down by a test, and what the statecharts make of them. */
export class HandMadeTrace {
  readonly log = new MemoryLog();
  model: ClientModel = createClientModel(BEN);
  #timeMs = 0;
  #frames = 0;

  get events(): readonly TraceEvent[] {
    return this.log.events;
  }

  get state(): ClientState {
    return stateOf(this.model);
  }

  wait(ms: number): this {
    this.#timeMs += ms;
    return this;
  }

  record(body: TraceBody): this {
    const seq = this.log.record(body, this.#timeMs, null);
    const event = this.log.events[seq];
    if (event !== undefined) this.model = feed(this.model, event);
    return this;
  }

  call(call: ApiCall): this {
    return this.record({ kind: "api_called", client: BEN, call });
  }

  fire(purpose: TimerPurpose): this {
    // A brand, see above; no test looks at it.
    return this.record({ kind: "timer_fired", client: BEN, timer: 0 as TimerId, purpose });
  }

  opening(connection: number): this {
    return this.record({
      kind: "connection_opening",
      client: BEN,
      connection: connectionId(connection),
      url: "",
    });
  }

  opened(connection: number): this {
    return this.record({ kind: "connection_opened", client: BEN, connection: connectionId(connection) });
  }

  closing(connection: number): this {
    const id = connectionId(connection);
    return this.record({ kind: "connection_closing", client: BEN, connection: id, code: null });
  }

  closed(connection: number): this {
    return this.record({
      kind: "connection_closed",
      client: BEN,
      connection: connectionId(connection),
      code: 1006,
      reason: "",
      clean: false,
      why: "reset",
    });
  }

  /** The client sends `[join_ref, ref, topic, event, payload]`. */
  up(connection: number, ...message: readonly JsonValue[]): this {
    return this.#frame("frame_sent", "up", connection, JSON.stringify(message));
  }

  /** The server sends it, and it arrives at once. */
  down(connection: number, data: readonly JsonValue[] | Uint8Array): this {
    const text = data instanceof Uint8Array ? data : JSON.stringify(data);
    return this.#frame("frame_sent", "down", connection, text).#frame(
      "frame_arrived",
      "down",
      connection,
      text,
    );
  }

  #frame(
    kind: "frame_sent" | "frame_arrived",
    direction: "up" | "down",
    connection: number,
    data: string | Uint8Array,
  ): this {
    if (kind === "frame_sent") this.#frames += 1;
    const frame = this.#frames as FrameId; // see above
    const at = { client: BEN, connection: connectionId(connection), frame, direction };
    return this.record(kind === "frame_sent" ? { kind, ...at, data } : { kind, ...at });
  }

  /** Connects and joins: push 1 with join_ref "3" over connection 1. */
  join(): this {
    return this.call({ name: "channel", topic: TOPIC })
      .call({ name: "connect" })
      .opening(1)
      .call({ name: "join", topic: TOPIC, push: pushId(1) })
      .opened(1)
      .up(1, "3", "3", TOPIC, "phx_join", {});
  }

  joined(): this {
    return this.join().down(1, ["3", "3", TOPIC, "phx_reply", { status: "ok", response: {} }]);
  }

  push(push: number): this {
    const call = { name: "push", topic: TOPIC, push: pushId(push), event: "said", payload: {} } as const;
    return this.call({ ...call, timeoutMs: 10_000 });
  }
}
