import type { Scenario } from "../../src/schemas/scenario.ts";
import type { SavedTrace } from "../../src/schemas/trace-file.ts";
import { Session } from "../../src/simulation/session.ts";

/** A run of a scenario as the simulator would save it. */
export function savedRun(scenario: Scenario, variant: string): SavedTrace {
  const session = new Session();
  const { run, seed, inputs, at } = session.load({ scenario, variant, seed: scenario.seed });
  const { events, truths } = session.recordOf(run);
  const label = scenario.variants.find(({ id }) => id === variant)?.label ?? variant;
  const { id, title, clients } = scenario;
  return {
    scenario: { id, title, variant: { id: variant, label }, clients },
    seed,
    inputs,
    at: at.seq,
    states: truths,
    events,
  };
}
