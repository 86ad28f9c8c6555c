import { useMemo, useState } from "preact/hooks";
import type { Cone } from "../../trace/causality.ts";
import { Causality } from "../../trace/causality.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";

export type Pick = {
  /** Null: nothing is picked. */
  readonly cone: Cone | null;
  readonly pick: (seq: Seq | null) => void;
};

/** The event that the reader has picked, with its cone; it is let go of when another run takes its place. */
export function usePick(events: readonly TraceEvent[]): Pick {
  const [picked, setPicked] = useState<TraceEvent | null>(null);
  // A run that goes on keeps its events; another run has others.
  const here = picked !== null && events[picked.seq] === picked ? picked.seq : null;
  const cone = useMemo(() => (here === null ? null : new Causality(events).coneOf(here)), [events, here]);
  return { cone, pick: (seq) => setPicked(seq === null ? null : (events[seq] ?? null)) };
}
