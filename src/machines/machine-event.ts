import { CLOSE, ERROR, REPLY } from "../protocol/reserved.ts";
import type {
  ApiCall,
  ChannelName,
  LifecycleEvent,
  PageCode,
  TimerPurpose,
  TraceBody,
  TraceEvent,
} from "../trace/event.ts";
import type { ClientId, ConnectionId, FrameId, PushId } from "../trace/ids.ts";
import { type FrameHead, readFrameHead } from "./frame-head.ts";

/** Everything that the machines of one client are fed with. */
export type MachineEvent =
  /** `within`: the function of the page that the client was running, null when there was none. */
  | { readonly type: "api_called"; readonly call: ApiCall; readonly within: PageFunction | null }
  | { readonly type: "page_threw"; readonly within: PageFunction }
  /** Not in a function that the client runs amid its own work. */
  | { readonly type: "program_threw" }
  | { readonly type: "heartbeat_fired" | "heartbeat_timeout_fired" | "reconnect_fired" }
  | { readonly type: "teardown_wait_fired" }
  | { readonly type: "rejoin_fired"; readonly topic: string; readonly tries: number }
  | {
      readonly type: "push_timeout_fired";
      readonly channel: ChannelName;
      readonly push: PushId | null;
    }
  | {
      readonly type:
        | "connection_opening"
        | "connection_opened"
        | "connection_closing"
        | "connection_errored"
        | "connection_closed";
      readonly connection: ConnectionId;
    }
  | {
      readonly type: "frame_sent" | "frame_arrived";
      readonly connection: ConnectionId;
      readonly head: FrameHead;
    }
  | {
      readonly type:
        | "page_hidden"
        | "page_shown"
        | "page_resumed"
        | "page_left"
        | "page_returned"
        | "page_closed";
    };

/** A function that the page gave to a channel or to the socket. */
export type PageFunction = Exclude<PageCode, { readonly in: "program" }>;

/** A frame on its way to the client that will mean something to a machine when it arrives. */
type Flight = { readonly frame: FrameId; readonly head: FrameHead };

/** What has to be remembered to read the trace events of one client. */
export type TraceReader = { readonly client: ClientId; readonly flights: readonly Flight[] };

export function makeTraceReader(client: ClientId): TraceReader {
  return { client, flights: [] };
}

/**
 * The machine event that a trace event is for the machines of one client, or null if it is none: it belongs
 * to another client, to the server or the link, or it is a timer that was set or cancelled, not fired.
 */
export function readTraceEvent(
  reader: TraceReader,
  traceEvent: TraceEvent,
): readonly [TraceReader, MachineEvent | null] {
  if (!("client" in traceEvent) || traceEvent.client !== reader.client) return [reader, null];
  switch (traceEvent.kind) {
    case "api_called":
      return [reader, readCall(traceEvent)];
    case "page_threw":
      return [reader, readThrow(traceEvent.where)];
    case "timer_fired":
      return [reader, readTimer(traceEvent.purpose)];
    case "connection_opening":
    case "connection_opened":
    case "connection_closing":
    case "connection_errored":
    case "connection_closed":
      return [reader, { type: traceEvent.kind, connection: traceEvent.connection }];
    case "visibility_changed":
      return [reader, { type: traceEvent.visible ? "page_shown" : "page_hidden" }];
    case "page_closed":
      return [reader, { type: "page_closed" }];
    case "lifecycle_changed":
      return [reader, readLifecycle(traceEvent.event)];
    case "frame_sent":
      return traceEvent.direction === "up" ? readSent(reader, traceEvent) : depart(reader, traceEvent);
    case "frame_arrived":
      return traceEvent.direction === "up" ? [reader, null] : arrive(reader, traceEvent);
    case "frame_lost":
      return [withoutFlight(reader, traceEvent.frame), null];
    default:
      return [reader, null];
  }
}

function readCall({ call, within }: Extract<TraceBody, { readonly kind: "api_called" }>): MachineEvent {
  const code = within === undefined || within.in === "program" ? null : within;
  return { type: "api_called", call, within: code };
}

function readThrow(where: PageCode): MachineEvent {
  return where.in === "program" ? { type: "program_threw" } : { type: "page_threw", within: where };
}

function readLifecycle(event: LifecycleEvent): MachineEvent | null {
  switch (event) {
    case "pagehide":
      return { type: "page_left" };
    case "pageshow":
      return { type: "page_returned" };
    case "resume":
      return { type: "page_resumed" };
    case "freeze":
      // The client does not listen to it.
      return null;
  }
}

function readTimer(purpose: TimerPurpose): MachineEvent | null {
  switch (purpose.is) {
    case "heartbeat":
      return { type: "heartbeat_fired" };
    case "heartbeat_timeout":
      return { type: "heartbeat_timeout_fired" };
    case "reconnect":
      return { type: "reconnect_fired" };
    case "rejoin":
      return { type: "rejoin_fired", topic: purpose.topic, tries: purpose.tries };
    case "push_timeout":
      return { type: "push_timeout_fired", channel: purpose, push: purpose.push };
    case "teardown_wait":
      return { type: "teardown_wait_fired" };
    case "other":
      return null;
  }
}

type FrameSent = Extract<TraceBody, { readonly kind: "frame_sent" }>;
type FrameArrived = Extract<TraceBody, { readonly kind: "frame_arrived" }>;

function readSent(reader: TraceReader, sent: FrameSent): readonly [TraceReader, MachineEvent | null] {
  const head = readFrameHead(sent.data, "up");
  return [reader, head && { type: "frame_sent", connection: sent.connection, head }];
}

// Only these three events move a machine, and every one of their names has this in it as text. Most frames
// are broadcasts without it, which are never parsed.
const MARK = '"phx_';

function depart(reader: TraceReader, sent: FrameSent): readonly [TraceReader, null] {
  if (typeof sent.data === "string" && !sent.data.includes(MARK)) return [reader, null];
  const head = readFrameHead(sent.data, "down");
  if (head === null || !(head.event === REPLY || head.event === CLOSE || head.event === ERROR)) {
    return [reader, null];
  }
  return [{ ...reader, flights: [...reader.flights, { frame: sent.frame, head }] }, null];
}

function arrive(reader: TraceReader, arrived: FrameArrived): readonly [TraceReader, MachineEvent | null] {
  const flight = reader.flights.find(({ frame }) => frame === arrived.frame);
  if (flight === undefined) return [reader, null];
  return [
    withoutFlight(reader, arrived.frame),
    { type: "frame_arrived", connection: arrived.connection, head: flight.head },
  ];
}

function withoutFlight(reader: TraceReader, frame: FrameId): TraceReader {
  if (!reader.flights.some((flight) => flight.frame === frame)) return reader;
  return { ...reader, flights: reader.flights.filter((flight) => flight.frame !== frame) };
}
