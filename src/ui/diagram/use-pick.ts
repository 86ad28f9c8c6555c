import { useCallback, useMemo, useState } from "preact/hooks";
import type { Cone } from "../../trace/causality.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Pointer } from "./hit.ts";
import type { Picking } from "./picking.ts";
import type { Sequence } from "./sequence.ts";

export type Pick = {
  /** The picked event with what led to it and what followed; null: nothing is picked. */
  readonly cone: Cone | null;
  /** What shows it; null before anything was picked. */
  readonly tools: Picking | null;
  /** Picks an event, or lets go of the one that is picked. */
  readonly pick: (seq: Seq | null) => void;
  /** Picks what is drawn under a pointer on the diagram; where nothing is, lets go. */
  readonly pickAt: (sequence: Sequence, diagram: HTMLElement, pointer: Pointer) => void;
};

/** The event that the reader has picked; it is let go of when another run takes its place. */
export function usePick(events: readonly TraceEvent[]): Pick {
  const [tools, setTools] = useState<Picking | null>(null);
  const [picked, setPicked] = useState<TraceEvent | null>(null);
  // A run that goes on keeps its events; another run has others.
  const here = picked !== null && events[picked.seq] === picked ? picked.seq : null;
  const cone = useMemo(
    () => (here === null || tools === null ? null : tools.coneOf(events, here)),
    [events, here, tools],
  );
  const withTools = useCallback((use: (tools: Picking) => void): void => {
    import("./picking.ts").then(
      ({ picking }) => {
        setTools(picking);
        use(picking);
      },
      // Without it nothing is picked; the next press tries again.
      () => undefined,
    );
  }, []);
  return useMemo(() => {
    const pick = (seq: Seq | null): void => {
      if (seq === null) setPicked(null);
      else withTools(() => setPicked(events[seq] ?? null));
    };
    return {
      cone,
      tools,
      pick,
      pickAt: (sequence, diagram, pointer) =>
        withTools(({ eventUnder }) => pick(eventUnder(sequence, diagram, pointer))),
    };
  }, [cone, tools, events]);
}
