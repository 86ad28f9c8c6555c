import { BETWEEN_ROOM, isBetween, pageLayer } from "./page-items.ts";
import { thinned } from "./thinning.ts";
import { bounded, farther, heightOf, nearer, placeAt } from "./zooming.ts";

/** All that it takes to look at a run otherwise than the page was built; loaded when somebody does. */
export const optics = {
  nearer,
  farther,
  bounded,
  placeAt,
  heightOf,
  thinned,
  pageLayer,
  isBetween,
  betweenRoom: BETWEEN_ROOM,
} as const;

export type Optics = typeof optics;
