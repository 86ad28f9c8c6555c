import { useMemo, useRef } from "preact/hooks";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import { Drawing } from "./drawing.ts";
import type { Sequence } from "./sequence.ts";
import type { View } from "./view.ts";
import { PLAIN } from "./view.ts";

/** The run laid out; of one that goes on only what is new is worked out. `beside`: it has the lifelines of this run as well. */
export function useSequence(
  events: readonly TraceEvent[],
  steps: readonly Seq[],
  cast: Cast,
  view: View = PLAIN,
  beside?: readonly TraceEvent[],
): Sequence {
  const drawn = useRef<Drawing | null>(null);
  return useMemo(() => {
    drawn.current = Drawing.of({ events, steps, cast, view, beside }, drawn.current);
    return drawn.current.sequence;
  }, [events, steps, cast, view, beside]);
}
