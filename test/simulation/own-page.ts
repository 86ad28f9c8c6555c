import type { Scenario } from "../../src/schemas/scenario.ts";
import type { PageProgramName } from "../../src/schemas/scenario-cast.ts";
import { allowPageCode } from "../../src/simulation/page-code.ts";
import { pageMaker } from "../../src/simulation/page-maker.ts";
import { type Run, type RunOptions, runningScenario } from "../../src/simulation/run.ts";
import type { Steps } from "../../src/simulation/steps.ts";

// Here it is the tests' own code.
allowPageCode(pageMaker(() => undefined));

/** Goes through steps, with a turn of the event loop after each: every promise has its turn before the next one. */
export async function drained<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The scenario with this text in the place of a program of its pages, in every variant. */
export function withPage(scenario: Scenario, program: PageProgramName, text: string): Scenario {
  const variants = scenario.variants.map((variant) => ({ ...variant, pageCode: { program, text } }));
  return { ...scenario, variants };
}

/** Runs a scenario to its end, promises and all. */
export function runDrained(scenario: Scenario, options: RunOptions = {}): Promise<Run> {
  return drained(runningScenario(scenario, options));
}
