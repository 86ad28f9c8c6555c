import type { Scenario } from "../../schemas/scenario.ts";
import { DEFAULT_LINK } from "../../schemas/scenario-limits.ts";
import type { SavedTrace } from "../../schemas/trace-file.ts";
import type { InitialRun } from "../simulator/conversation.ts";
import type { SimulatorClient } from "../simulator-client.ts";
import type { DrawnSimulator } from "./stored-scenario.ts";

/** The simulator of a run that came in a file; none of the site's is called so. */
export const SAVED_RUN = "saved-run";

/** As much of a scenario as the simulator needs to show a run that it will never make. */
function scenarioOf({ scenario, seed, inputs, events }: SavedTrace): Scenario {
  return {
    id: scenario.id,
    title: scenario.title,
    about: "",
    seed,
    durationMs: events.at(-1)?.timeMs ?? 0,
    store: "kept",
    covers: [],
    clients: scenario.clients.map(({ id, name }) => ({
      id,
      name,
      user: id,
      page: null,
      token: { is: "missing" },
      link: DEFAULT_LINK,
    })),
    // Its page and its server are not in the file, and nobody asks for them.
    variants: [
      { id: scenario.variant.id, label: scenario.variant.label, about: "", page: "live-only", server: [] },
    ],
    inputs,
    expect: [],
  };
}

/**
 * The simulator that shows a saved run at the moment at which it was saved. The worker looks through all of it once:
 * rejects when the events, each right by itself, cannot have happened one after the other.
 */
export async function drawnTrace(trace: SavedTrace, client: SimulatorClient): Promise<DrawnSimulator> {
  const scenario = scenarioOf(trace);
  const { seed, events, states: truths } = trace;
  const variant = trace.scenario.variant.id;
  const record: Pick<InitialRun, "truths" | "lookOnly"> = { truths, lookOnly: true };
  const run = await client.load({ scenario, variant, seed, recorded: { events, ...record } });
  await client.sentences(run.run);
  const at = await client.seek(run.run, trace.at);
  const initial: InitialRun = { run: { ...run, at }, ...record };
  return { props: { id: SAVED_RUN, scenario, title: scenario.title, initial }, steps: "" };
}
