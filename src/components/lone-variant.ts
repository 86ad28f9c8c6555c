import type { Scenario } from "../schemas/scenario.ts";

/**
 * The id of the simulator that shows one variant of a scenario alone. The first variant's has the scenario's id, as a
 * simulator of all variants has: there the page's exercise shows its runs.
 */
export function loneSimulator(scenario: Scenario, variant: string): string {
  return scenario.variants[0]?.id === variant ? scenario.id : `${scenario.id}-${variant}`;
}

/** A scenario as the simulator that shows only one of its variants knows it. */
export function loneVariant(scenario: Scenario, variant: string): Scenario {
  return { ...scenario, variants: scenario.variants.filter(({ id }) => id === variant) };
}
