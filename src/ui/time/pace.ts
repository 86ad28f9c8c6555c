/** How fast a run plays by itself. */
export type Pace = {
  readonly id: string;
  readonly label: string;
  /** How long each stop is shown, in milliseconds; null: in proportion to the virtual time between two stops. */
  readonly stopMs: number | null;
};

export const NORMAL: Pace = { id: "normal", label: "1×", stopMs: 1100 };

export const PACES: readonly Pace[] = [
  { id: "slow", label: "½×", stopMs: 2200 },
  NORMAL,
  { id: "fast", label: "2×", stopMs: 550 },
  { id: "faster", label: "4×", stopMs: 275 },
  { id: "fastest", label: "10×", stopMs: 110 },
  { id: "proportional", label: "as time goes", stopMs: null },
];

/** In proportion, a second of the run takes so many. */
const SLOWER_THAN_LIFE = 10;
/** What happens in one moment is still shown one after the other. */
const LEAST_MS = 150;
/** Nobody waits for a heartbeat. */
const MOST_MS = 4000;

/** How long to stay at a stop, in milliseconds, when the next one comes `laterMs` of virtual time after it. */
export function stayMs({ stopMs }: Pace, laterMs: number): number {
  return stopMs ?? Math.min(MOST_MS, Math.max(LEAST_MS, laterMs * SLOWER_THAN_LIFE));
}
