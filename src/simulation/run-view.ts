import type { Scenario } from "../schemas/scenario.ts";
import { Session } from "./session.ts";
import type { RunView } from "./simulator-api.ts";

/** The run of a scenario as a page draws it at build time: the same as the worker will give. */
export function runScenarioView(
  scenario: Scenario,
  options: { readonly variant: string; readonly seed: number },
): RunView {
  return new Session().load({ scenario, ...options });
}
