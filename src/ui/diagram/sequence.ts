import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId, Seq } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import { frameItems, handshakeItems } from "./frame-items.ts";
import type { Canvas, Item } from "./item.ts";
import type { Lanes, Span } from "./lanes.ts";
import { lanesOf, placeProcesses } from "./lanes.ts";
import { callbackItems, fastlaneItems, lifeItems, messageItems } from "./process-items.ts";
import { serverItems, serverMark, serverMarks } from "./server-items.ts";
import type { Gap } from "./time-scale.ts";
import { timeScale } from "./time-scale.ts";
import { connectionItems, troubleItems, viewerMark, viewerMarks } from "./viewer-items.ts";

/** A whole run, ready to be drawn. */
export type Sequence = {
  readonly lanes: Lanes;
  readonly cast: Cast;
  readonly height: number;
  readonly gaps: readonly Gap[];
  /** In the order in which they are painted: grounds first, labels of frames last. */
  readonly items: readonly Item[];
  /** The y of every trace event, by its seq. */
  readonly y: readonly number[];
};

/** Label zones of the time scale. */
const LEFT = 0;
const RIGHT = 1;
const SERVER = 2;

/** Lays a run out: time downwards, participants side by side. Linear in the number of events. */
export function sequenceOf(events: readonly TraceEvent[], steps: readonly Seq[], cast: Cast): Sequence {
  const lanes = lanesOf(cast, events);
  const stops = new Set<number>(steps);
  const side = new Map<ClientId, number>();
  for (const { client } of cast) side.set(client, lanes.viewer(client)?.side === "right" ? RIGHT : LEFT);
  const scale = timeScale(
    events.map((event) => ({
      timeMs: event.timeMs,
      zones: zonesOf(event, side),
      step: stops.has(event.seq),
    })),
  );
  const canvas: Canvas = {
    events,
    y: scale.y,
    height: scale.height,
    cast,
    lanes,
    places: placeProcesses(lanes, events),
    linkOf: (client) => linkSpan(lanes, cast, client),
  };
  const items = [
    ...serverItems(canvas),
    ...troubleItems(canvas),
    ...lifeItems(canvas),
    ...callbackItems(canvas),
    ...connectionItems(canvas),
    ...handshakeItems(canvas),
    ...messageItems(canvas),
    ...fastlaneItems(canvas),
    ...serverMarks(canvas),
    ...frameItems(canvas),
    ...viewerMarks(canvas),
  ];
  return { lanes, cast, height: scale.height, gaps: scale.gaps, items, y: scale.y };
}

function zonesOf(event: TraceEvent, side: ReadonlyMap<ClientId, number>): readonly number[] {
  switch (event.kind) {
    case "frame_sent":
    case "frame_held":
    case "frame_lost":
    case "connection_opening":
    case "link_changed":
      return [side.get(event.client) ?? LEFT];
    case "upgrade_refused":
    case "message_sent":
    case "callback_entered":
    case "process_exited":
      return [SERVER];
    default: {
      const mark = viewerMark(event);
      if (mark !== null) return [side.get(mark.client) ?? LEFT];
      return serverMark(event) === null ? [] : [SERVER];
    }
  }
}

/** The part of a side's link that belongs to one viewer: the stretch is shared out evenly. */
function linkSpan(lanes: Lanes, cast: Cast, client: ClientId): Span {
  const lane = lanes.viewer(client);
  const whole = lane === undefined ? null : lanes.link[lane.side];
  if (lane === undefined || whole === null) return { from: 0, to: 0 };
  const mates = cast.filter((mate) => lanes.viewer(mate.client)?.side === lane.side);
  const place = mates.findIndex((mate) => mate.client === client);
  // A ghost stands a little way out of the server: the stretch ends before it.
  const clear = lanes.ghost * 1.6;
  const from = lane.side === "left" ? whole.from : whole.from + clear;
  const width = (whole.to - whole.from - clear) / mates.length;
  return { from: from + place * width, to: from + (place + 1) * width };
}

/** The items that touch a stretch of the diagram, in painting order. */
export function within<Placed extends { readonly top: number; readonly bottom: number }>(
  placed: readonly Placed[],
  top: number,
  bottom: number,
): readonly Placed[] {
  return placed.filter((one) => one.bottom >= top && one.top <= bottom);
}

/** The items that draw this trace event. */
export function itemsOf(items: readonly Item[], seq: Seq): readonly Item[] {
  return items.filter((one) => one.seqs.includes(seq));
}
