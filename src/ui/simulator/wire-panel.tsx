import { useMemo } from "preact/hooks";
import type { Seq } from "../../trace/ids.ts";
import { journeyOf } from "../inspector/frame-journey.ts";
import { inspect } from "../inspector/inspection.ts";
import { Inspector } from "../inspector/inspector.tsx";
import type { PanelProps } from "./use-panel.ts";

/** The wire frame of the current step, and the frames that it has to do with. */
export function Panel({ conversation }: PanelProps) {
  const { run, at } = conversation.session;
  const { events } = run;
  const { seq } = at;
  const inspection = useMemo(() => inspect(events, seq), [events, seq]);
  const journey = useMemo(() => journeyOf(events, seq), [events, seq]);
  const timeOf = (one: Seq): number => events[one]?.timeMs ?? 0;
  return (
    <Inspector
      inspection={inspection}
      journey={journey}
      timeOf={timeOf}
      onGo={(to) => conversation.goTo(to)}
    />
  );
}
