import { useMemo } from "preact/hooks";
import type { RunView } from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";
import { journeyOf } from "../inspector/frame-journey.ts";
import { inspect } from "../inspector/inspection.ts";
import { Inspector } from "../inspector/inspector.tsx";

/** The wire frame of the current step, and the frames that it has to do with. */
export function WirePanel(props: {
  readonly run: RunView;
  readonly seq: Seq;
  readonly onGo: (seq: Seq) => void;
}) {
  const { run, seq, onGo } = props;
  const { events } = run;
  const inspection = useMemo(() => inspect(events, seq), [events, seq]);
  const journey = useMemo(() => journeyOf(events, seq), [events, seq]);
  const timeOf = (one: Seq): number => events[one]?.timeMs ?? 0;
  return <Inspector inspection={inspection} journey={journey} timeOf={timeOf} onGo={onGo} />;
}
