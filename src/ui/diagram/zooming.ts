const MAX_ZOOM = 12;
const STEP = 1.4;

/** One step nearer, and one step away; a step that would jump over 1 stops there. */
export function nearer(zoom: number): number {
  return within(zoom, zoom * STEP, MAX_ZOOM);
}

export function farther(zoom: number, least: number): number {
  return within(zoom, zoom / STEP, least);
}

function within(from: number, to: number, limit: number): number {
  const passes = (from < 1 && to > 1) || (from > 1 && to < 1);
  if (passes) return 1;
  return to > from ? Math.min(to, limit) : Math.max(to, Math.min(from, limit));
}

/** A zoom that somebody has pulled to, between showing the whole run and the nearest there is. */
export function bounded(zoom: number, least: number): number {
  const near = Math.min(MAX_ZOOM, Math.max(Math.min(1, least), zoom));
  return Math.abs(near - 1) < 0.02 ? 1 : near;
}

/** A place between two events: it stays the same place however the run is drawn. */
export type Place = { readonly index: number; readonly part: number; readonly rest: number };

/** The place at a height of the drawing. `y` never falls. */
export function placeAt(y: readonly number[], py: number): Place {
  let low = 0;
  let high = y.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((y[middle] ?? 0) <= py) low = middle + 1;
    else high = middle;
  }
  const index = low - 1;
  const [from, to] = [y[index], y[low]];
  if (from === undefined) return { index: -1, part: 0, rest: py };
  if (to === undefined) return { index, part: 0, rest: py - from };
  return { index, part: (py - from) / (to - from), rest: 0 };
}

/** The height of a place in this drawing. */
export function heightOf(y: readonly number[], { index, part, rest }: Place): number {
  const from = y[index];
  if (from === undefined) return rest;
  const to = y[index + 1] ?? from;
  return from + part * (to - from) + rest;
}
