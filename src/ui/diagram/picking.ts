import { Causality, type Cone } from "../../trace/causality.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import { CausePanel } from "./cause-panel.tsx";
import { eventUnder } from "./hit.ts";
import { Lit } from "./lit.tsx";

/** All that picking an event takes; loaded when somebody picks one. */
export const picking = {
  CausePanel,
  Lit,
  eventUnder,
  coneOf: (events: readonly TraceEvent[], seq: Seq): Cone => new Causality(events).coneOf(seq),
} as const;

export type Picking = typeof picking;
