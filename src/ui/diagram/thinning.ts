import type { Item, Part, TextPart } from "./item.ts";
import type { Span } from "./lanes.ts";

/** Labels of one part of the diagram keep so far apart, in pixels, and marks of one lifeline. */
const LABEL_GAP_PX = 12;
const MARK_GAP_PX = 9;
/** At a smaller zoom only what went wrong and what somebody did is told in words. */
const WORDS_FROM = 0.5;
/** How far a label reaches from its lifeline at least, as a fraction of the width. */
const REACH = 0.07;

/**
 * What can be told apart of a drawing in which time takes little room: no two labels or marks in one place, no line
 * twice. What went wrong and what somebody did keep their words before all else.
 */
export function thinned(items: readonly Item[], server: Span, zoom: number): readonly Item[] {
  const rooms = new Rooms(server, zoom >= WORDS_FROM);
  const kept = new Set<Part>();
  for (const first of [true, false]) {
    for (const { parts } of items) {
      for (const part of parts) {
        if (isFirst(part) === first && rooms.take(part)) kept.add(part);
      }
    }
  }
  return items.flatMap((item) => {
    const parts = item.parts.filter((part) => kept.has(part));
    if (parts.length === item.parts.length) return [item];
    return parts.length === 0 ? [] : [{ ...item, parts }];
  });
}

function isFirst(part: Part): boolean {
  switch (part.is) {
    case "text":
      return part.tone === "strong" || part.tone === "bad";
    case "glyph":
      return part.tone === "bad";
    default:
      return true;
  }
}

class Rooms {
  readonly #server: Span;
  readonly #words: boolean;
  readonly #taken = new Map<string, Set<number>>();
  readonly #drawn = new Set<string>();

  constructor(server: Span, words: boolean) {
    this.#server = server;
    this.#words = words;
  }

  /** Whether there is room for it; then it is taken. */
  take(part: Part): boolean {
    switch (part.is) {
      case "text":
        if (part.tone === "if-picked") return true;
        if (!this.#words && !isFirst(part)) return false;
        return this.#takeRoom(this.#zoneOf(part), part.y, LABEL_GAP_PX);
      case "glyph":
        return this.#takeRoom(`glyph ${part.x} ${part.dx}`, part.y, MARK_GAP_PX);
      case "line":
        return this.#isNew(
          `${part.stroke} ${part.x1} ${part.x2} ${Math.round(part.y1)} ${Math.round(part.y2)}`,
        );
      case "band":
        return this.#isNew(
          `${part.fill} ${part.x1} ${part.x2} ${Math.round(part.y1)} ${Math.round(part.y2)}`,
        );
      case "span":
        return this.#isNew(
          `${part.stroke} ${part.x} ${part.track} ${Math.round(part.y1)} ${Math.round(part.y2)}`,
        );
    }
  }

  #takeRoom(zone: string, y: number, gap: number): boolean {
    let taken = this.#taken.get(zone);
    if (taken === undefined) {
      taken = new Set();
      this.#taken.set(zone, taken);
    }
    const at = Math.round(y);
    for (let near = at - gap + 1; near < at + gap; near += 1) if (taken.has(near)) return false;
    taken.add(at);
    return true;
  }

  #isNew(name: string): boolean {
    if (this.#drawn.has(name)) return false;
    this.#drawn.add(name);
    return true;
  }

  #zoneOf({ x, anchor }: TextPart): string {
    const probe = x + { start: REACH, middle: 0, end: -REACH }[anchor];
    if (probe < this.#server.from) return "left";
    return probe > this.#server.to ? "right" : "server";
  }
}
