import type { ClientId, Seq } from "../../trace/ids.ts";
import type { Lane, Lanes, ProcessPlaces, Side, Span } from "./lanes.ts";

/**
 * One thing in the diagram, as plain parts. Every `x` is a fraction of the diagram's width and every `y` is
 * in pixels, so that the same drawing serves all widths and the server can draw it without knowing one.
 */
export type Item = {
  readonly key: string;
  readonly kind: ItemKind;
  readonly hue: number | null;
  /** The trace events that this item draws, ascending. */
  readonly seqs: readonly Seq[];
  readonly top: number;
  readonly bottom: number;
  readonly parts: readonly Part[];
};

export type ItemKind =
  | "server"
  | "trouble"
  | "life"
  | "connection"
  | "callback"
  | "frame"
  | "handshake"
  | "message"
  | "timer"
  | "mark";

export type Part = LinePart | BandPart | GlyphPart | TextPart | SpanPart;

export type LinePart = {
  readonly is: "line";
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Name of the stroke in the style sheet. */
  readonly stroke: Stroke;
  readonly head: boolean;
};

export type Stroke =
  | "frame"
  | "handshake"
  | "message"
  | "fastlane"
  | "held"
  | "process"
  | "pubsub"
  | "ghost"
  | ConnectionStroke;
export type ConnectionStroke = "opening" | "open" | "closing";

export type BandPart = {
  readonly is: "band";
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly fill: "server" | "cut" | "silent" | "callback";
  /** Added to the width to both sides, in pixels. */
  readonly outset: number;
};

export type GlyphPart = {
  readonly is: "glyph";
  readonly x: number;
  readonly dx: number;
  readonly y: number;
  readonly path: string;
  readonly tone: "plain" | "solid" | "bad";
};

/** A stretch of time beside a lifeline. */
export type SpanPart = {
  readonly is: "span";
  readonly x: number;
  /** Away from the link. */
  readonly side: Side;
  /** How many others run between it and the lifeline. */
  readonly track: number;
  readonly y1: number;
  readonly y2: number;
  readonly stroke: TimerStroke;
  readonly end: SpanEnd;
  /** Along the span, where it is long enough. */
  readonly label: string;
};

export type TimerStroke = "heartbeat" | "timeout" | "back-off";
export type SpanEnd = "fired" | "cleared" | "running";

export type TextPart = {
  readonly is: "text";
  readonly x: number;
  readonly dx: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  /** Always shown. */
  readonly word: string;
  /** Code beside it, shown where there is room. */
  readonly detail: string;
  /** `if-picked`: told of what is picked, and else not. */
  readonly tone: "plain" | "strong" | "bad" | "quiet" | "if-picked";
};

/** What every layer reads. It grows with the run: each event is placed here before the layers take it in. */
export type Canvas = {
  /** The y of every trace event so far, by its seq. */
  readonly y: readonly number[];
  /** Down to where the run is drawn so far. */
  readonly height: number;
  readonly lanes: Lanes;
  readonly places: ProcessPlaces;
  /** The stretch of the link that belongs to this viewer alone: its trouble is drawn there. */
  readonly linkOf: (client: ClientId) => Span;
};

export function hueOf(lane: Lane | undefined): number | null {
  return lane !== undefined && "participant" in lane.role ? lane.role.participant.hue : null;
}

/** The extent of an item's parts, with room for a label above and a mark around. */
export function item(
  key: string,
  kind: ItemKind,
  hue: number | null,
  seqs: readonly Seq[],
  parts: readonly Part[],
): Item {
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const part of parts) {
    const low = "y" in part ? part.y : Math.min(part.y1, part.y2);
    const high = "y" in part ? part.y : Math.max(part.y1, part.y2);
    top = Math.min(top, low);
    bottom = Math.max(bottom, high);
  }
  return { key, kind, hue, seqs, top: top - 16, bottom: bottom + 8, parts };
}

export function line(
  stroke: Stroke,
  from: readonly [number, number],
  to: readonly [number, number],
  head = false,
): LinePart {
  return { is: "line", x1: from[0], y1: from[1], x2: to[0], y2: to[1], stroke, head };
}

export function glyph(
  x: number,
  y: number,
  path: string,
  dx = 0,
  tone: GlyphPart["tone"] = "plain",
): GlyphPart {
  return { is: "glyph", x, y, dx, path, tone };
}

/** A label beside a lifeline: it starts there and runs away from the edge, in the direction of `side`. */
export function beside(
  x: number,
  y: number,
  side: "left" | "right",
  word: string,
  detail = "",
  tone: TextPart["tone"] = "plain",
  indent = 19,
): TextPart {
  const dx = side === "left" ? indent : -indent;
  return { is: "text", x, dx, y: y - 4, anchor: side === "left" ? "start" : "end", word, detail, tone };
}

export function centred(
  x: number,
  y: number,
  word: string,
  detail = "",
  tone: TextPart["tone"] = "plain",
): TextPart {
  return { is: "text", x, dx: 0, y, anchor: "middle", word, detail, tone };
}

const FIRST_TRACK_PX = 9;
const TRACK_PX = 10;

/** Where more timers run at once than there is room for, the outermost share a track. */
const TRACKS = 4;

/** How far from its lifeline a span is drawn, in pixels; diagram.css moves those of a narrow diagram closer. */
export function spanOffset({ side, track }: SpanPart): number {
  return (side === "left" ? -1 : 1) * (FIRST_TRACK_PX + Math.min(track, TRACKS - 1) * TRACK_PX);
}
