import { useMemo } from "preact/hooks";
import type { RunView } from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";
import { inspect } from "../inspector/inspection.ts";
import { Inspector } from "../inspector/inspector.tsx";

/** The wire frame of the current step. */
export function WirePanel({ run, seq }: { readonly run: RunView; readonly seq: Seq }) {
  const inspection = useMemo(() => inspect(run.events, seq), [run.events, seq]);
  return <Inspector inspection={inspection} />;
}
