import { type SavedTrace, TRACE_LIMITS } from "../../schemas/trace-file.ts";
import { readTrace, type TraceProblem, tooLarge } from "../../schemas/trace-reader.ts";
import { castOf } from "../cast.ts";
import { sequenceOf } from "../diagram/sequence.ts";
import { createSimulatorClient, startWorker } from "../simulator-client.ts";
import type { DrawnSimulator } from "./stored-scenario.ts";
import { drawnTrace } from "./trace-run.ts";

/** A long trace takes its time; it is read once. */
const PATIENCE_MS = 30_000;

export type OpenedTrace =
  | { readonly ok: true; readonly trace: SavedTrace; readonly drawn: DrawnSimulator }
  | { readonly ok: false; readonly problems: readonly TraceProblem[] };

/** Reads a file that somebody has brought. Whatever is in it, it never rejects, and nothing in it is run. */
export async function openTrace(file: File): Promise<OpenedTrace> {
  if (file.size > TRACE_LIMITS.fileBytes) return refused(tooLarge(file.size));
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return refused("it is no UTF-8 text");
  }
  const read = readTrace(text);
  if (!read.ok) return read;
  const { trace } = read;
  const client = createSimulatorClient(startWorker, () => undefined, PATIENCE_MS);
  try {
    const drawn = await drawnTrace(trace, client);
    const { events, steps } = drawn.props.initial.run;
    // The page draws it, and what cannot be drawn must be known before.
    sequenceOf(events, steps, castOf(trace.scenario.clients, events));
    return { ok: true, trace, drawn };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refused(`its events do not fit together (${why})`);
  } finally {
    client.end();
  }
}

function refused(message: string): OpenedTrace {
  return { ok: false, problems: [{ place: null, path: "", message }] };
}
