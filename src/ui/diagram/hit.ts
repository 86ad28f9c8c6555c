import type { Seq } from "../../trace/ids.ts";
import type { Item, Part } from "./item.ts";
import { spanOffset } from "./item.ts";
import type { Sequence } from "./sequence.ts";

/** A place in the diagram, both in pixels. */
export type Point = { readonly x: number; readonly y: number };

/** The diagram as it stands on the page. */
export type Aim = {
  /** In pixels. */
  readonly width: number;
  /** How near to a line counts as on it, in pixels. */
  readonly reach: number;
  /** Whether the code beside a label is shown. */
  readonly details: boolean;
};

/** About the width of a letter. */
const WORD_PX = 6.2;
/** Long lines give way to what stands on them, and tell of an end only near it. */
const LINE_PENALTY_PX = 4;
const END_PX = 24;

/** How near to a line a mouse has to be to mean it, and how near a finger. */
const REACH_PX = { fine: 8, coarse: 18 };
/** In a narrower diagram the code beside a label is not shown (diagram.css). */
const DETAIL_PX = 520;

/** Where a pointer is in the window. */
export type Pointer = { readonly clientX: number; readonly clientY: number };

/** The trace event whose drawing is under a pointer on the diagram's box; null when nothing is. */
export function eventUnder(
  { items, y }: Sequence,
  diagram: HTMLElement,
  { clientX, clientY }: Pointer,
): Seq | null {
  const body = diagram.querySelector(".diagram-body");
  if (body === null) return null;
  const { left, top, width } = body.getBoundingClientRect();
  const reach = matchMedia("(pointer: coarse)").matches ? REACH_PX.coarse : REACH_PX.fine;
  const details = diagram.clientWidth >= DETAIL_PX;
  return eventAt(items, y, { x: clientX - left, y: clientY - top }, { width, reach, details });
}

/** The trace event whose drawing is nearest to a point; null when nothing is within reach. */
export function eventAt(
  items: readonly Item[],
  y: readonly number[],
  { x: px, y: py }: Point,
  aim: Aim,
): Seq | null {
  const { reach } = aim;
  let nearest: Seq | null = null;
  let nearestPx = reach;
  for (const item of items) {
    if (item.top - reach > py || item.bottom + reach < py) continue;
    const seq = nearestSeq(item, y, py);
    if (seq === null) continue;
    for (const part of item.parts) {
      const away = distance(part, { x: px, y: py }, aim) + (isLong(item) ? LINE_PENALTY_PX : 0);
      // Of two that are equally near, the one painted on top.
      if (away > nearestPx) continue;
      nearestPx = away;
      nearest = seq;
    }
  }
  return nearest;
}

function isLong({ kind }: Item): boolean {
  return kind === "life" || kind === "connection" || kind === "trouble";
}

function nearestSeq(item: Item, y: readonly number[], py: number): Seq | null {
  let nearest: Seq | null = null;
  let nearestPx = isLong(item) ? END_PX : Number.POSITIVE_INFINITY;
  for (const seq of item.seqs) {
    const away = Math.abs((y[seq] ?? 0) - py);
    if (away > nearestPx) continue;
    nearestPx = away;
    nearest = seq;
  }
  return nearest;
}

function distance(part: Part, at: Point, { width, details }: Aim): number {
  switch (part.is) {
    case "line":
      return toSegment(at, { x: part.x1 * width, y: part.y1 }, { x: part.x2 * width, y: part.y2 });
    case "band":
      return toBox(at, part.x1 * width - part.outset, part.y1, part.x2 * width + part.outset, part.y2);
    case "span": {
      const x = part.x * width + spanOffset(part);
      return toSegment(at, { x, y: part.y1 }, { x, y: part.y2 });
    }
    case "glyph":
      return toBox(at, part.x * width + part.dx - 5, part.y - 5, part.x * width + part.dx + 5, part.y + 5);
    case "text": {
      if (part.tone === "if-picked") return Number.POSITIVE_INFINITY;
      const detail = details ? part.detail : "";
      const long = (part.word.length + detail.length) * WORD_PX;
      const start = part.x * width + part.dx - { start: 0, middle: long / 2, end: long }[part.anchor];
      return toBox(at, start, part.y - 10, start + long, part.y + 3);
    }
  }
}

function toBox({ x, y }: Point, left: number, top: number, right: number, bottom: number): number {
  return Math.max(left - x, x - right, top - y, y - bottom, 0);
}

function toSegment(at: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along =
    length === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - from.x) * dx + (at.y - from.y) * dy) / length));
  return Math.hypot(at.x - from.x - along * dx, at.y - from.y - along * dy);
}
