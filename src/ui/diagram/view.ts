import type { Item } from "./item.ts";
import type { Span } from "./lanes.ts";
import type { Optics } from "./optics.ts";

/** How the reader looks at a run. */
export type View = {
  /** How much of the screen a stretch of time takes; 1 is as the page was built. Below it, labels give way. */
  readonly zoom: number;
  /** Whether a viewer's page and its client socket have a lifeline each: where there is room. */
  readonly split: boolean;
  /** What it takes to draw a run otherwise than the page was built; null before somebody wanted that. */
  readonly optics: Optics | null;
};

/** As the page was built. */
export const PLAIN: View = { zoom: 1, split: false, optics: null };

/** From this width on, in pixels, a viewer's page and socket stand apart. */
export const SPLIT_PX = 1000;

/** What there is room for in a view. */
export function roomFor({ zoom, optics }: View, items: readonly Item[], server: Span): readonly Item[] {
  return zoom < 1 && optics !== null ? optics.thinned(items, server, zoom) : items;
}
