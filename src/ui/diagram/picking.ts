import { Causality, type Cone } from "../../trace/causality.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import { CausePanel } from "./cause-panel.tsx";
import { eventAt } from "./hit.ts";
import { litItems } from "./picked.ts";

/** All that picking an event takes; loaded when somebody picks one. */
export const picking = {
  CausePanel,
  eventAt,
  litItems,
  coneOf: (events: readonly TraceEvent[], seq: Seq): Cone => new Causality(events).coneOf(seq),
} as const;

export type Picking = typeof picking;
