/** One trace event as the scale sees it; rows come in the order of the trace. */
export type ScaleRow = {
  readonly timeMs: number;
  /** Where its label stands; labels of one zone keep `LABEL_PX` apart. Empty: it has no label. */
  readonly zones: readonly number[];
  /** Whether stepping stops here; stops keep `STEP_PX` apart, so that every step is seen to move. */
  readonly step: boolean;
  /** Pixels that it takes above and below its label besides. */
  readonly above?: number;
  readonly below?: number;
};

/** A stretch in which nothing was drawn, shortened on purpose and said so. */
export type Gap = {
  readonly top: number;
  readonly bottom: number;
  readonly ms: number;
  readonly untilMs: number;
};

export const LABEL_PX = 19;
export const STEP_PX = 14;
export const GAP_PX = 46;
/** A pause longer than this is broken, in virtual milliseconds. */
export const GAP_MS = 600;

const PX_PER_MS = 0.5;
const LINEAR_MS = 110;
const TOP_PX = 26;
const BOTTOM_PX = 40;

/** The zoom at which a run that is so high at a zoom of at most 1 takes so many pixels. */
export function zoomToFit(height: number, pixels: number, zoom: number): number {
  const ends = TOP_PX + BOTTOM_PX;
  return (zoom * Math.max(1, pixels - ends)) / Math.max(1, height - ends);
}

/**
 * Virtual time to pixels. Short times are drawn to scale (an arrow's slope is its latency), longer ones
 * less and less, pauses above `GAP_MS` all alike with a visible break; labels push rows apart where needed.
 * Above zoom 1 time takes more room and labels do not; below it everything is as much smaller.
 */
export class TimeScale {
  /** The y of every row so far, in pixels; never falls. */
  readonly y: number[] = [];
  readonly gaps: Gap[] = [];
  readonly #zoom: number;
  /** What has a size of its own gives way when time takes little room, and does not grow when it takes much. */
  readonly #least: number;
  readonly #zoneY = new Map<number, number>();
  #at = TOP_PX;
  #timeMs: number | null = null;
  #stepY = Number.NEGATIVE_INFINITY;

  constructor(zoom = 1) {
    this.#zoom = zoom;
    this.#least = Math.min(1, zoom);
  }

  get height(): number {
    return this.#at + BOTTOM_PX;
  }

  add({ timeMs, zones, step, above = 0, below = 0 }: ScaleRow): void {
    const pause = Math.max(0, timeMs - (this.#timeMs ?? timeMs));
    const least = this.#least;
    let at = this.#at;
    if (pause > GAP_MS) {
      // The break starts below whatever the last row still draws.
      const top = at + LABEL_PX * 0.7 * least;
      const bottom = top + GAP_PX * least;
      this.gaps.push({ top, bottom, ms: pause, untilMs: timeMs });
      at = bottom + LABEL_PX * least;
    } else {
      at += distance(pause) * this.#zoom;
    }
    this.#timeMs = Math.max(this.#timeMs ?? timeMs, timeMs);
    for (const zone of zones) {
      const last = this.#zoneY.get(zone) ?? Number.NEGATIVE_INFINITY;
      at = Math.max(at, last + (LABEL_PX + above) * least);
    }
    if (step) at = Math.max(at, this.#stepY + STEP_PX * least);
    for (const zone of zones) this.#zoneY.set(zone, at + below * least);
    if (step) this.#stepY = at;
    this.#at = at;
    this.y.push(at);
  }
}

function distance(ms: number): number {
  if (ms <= LINEAR_MS) return ms * PX_PER_MS;
  return LINEAR_MS * PX_PER_MS + ((ms - LINEAR_MS) / (GAP_MS - LINEAR_MS)) * 14;
}

/** A length of time as the diagram writes it, for example `29.9 s` or `150 ms`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trimZeros((ms / 1000).toFixed(ms < 10_000 ? 2 : 1))} s`;
  return `${Math.floor(ms / 60_000)} min ${trimZeros(((ms % 60_000) / 1000).toFixed(1))} s`;
}

/** A moment of the run, always with three decimals so that numbers do not dance. */
export function moment(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
