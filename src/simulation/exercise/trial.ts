import type { FaultPlacement } from "../../schemas/exercise.ts";
import type { Expectation, Scenario } from "../../schemas/scenario.ts";
import type { TimedInput } from "../../trace/input.ts";
import { runningScenario } from "../run.ts";
import type { Steps } from "../steps.ts";
import { errorTold } from "./error-told.ts";
import { missesOf } from "./goal.ts";
import { seedsOf, shownRun, type Verdict } from "./verdict.ts";

/** What must hold, and what is done to the run meanwhile. */
export type Trial = { readonly faults: readonly FaultPlacement[]; readonly goal: readonly Expectation[] };

/** Runs a variant of the scenario with every fault at every moment and every seed; the first run that misses settles it. */
export function* tryFaults(scenario: Scenario, variant: string, { faults, goal }: Trial): Steps<Verdict> {
  let runs = 0;
  for (const { label, atMs, inputs } of placements(faults)) {
    for (const seed of seedsOf(scenario)) {
      const all = [...scenario.inputs, ...inputs].sort((a, b) => a.atMs - b.atMs);
      const run = yield* runningScenario(scenario, { variant, seed, inputs: all });
      runs += 1;
      const [miss] = missesOf(run, goal);
      if (miss === undefined) continue;
      const where = label === "" ? "" : `${label} at ${(atMs / 1000).toFixed(2)} s: `;
      return {
        passed: false,
        said: [
          `${where}${miss.text}`,
          ...errorTold(run),
          `(${runs === 1 ? "The first run" : `Run ${runs}`} that was tried.)`,
        ],
        show: shownRun(run, miss.event, false),
      };
    }
  }
  const said =
    faults.length === 0
      ? `It held in ${runs} runs, with other seeds.`
      : `It held in ${runs} runs, with the faults at every moment.`;
  return { passed: true, said: [said], show: null };
}

function placements(
  faults: readonly FaultPlacement[],
): readonly { readonly label: string; readonly atMs: number; readonly inputs: readonly TimedInput[] }[] {
  if (faults.length === 0) return [{ label: "", atMs: 0, inputs: [] }];
  return faults.flatMap(({ label, fromMs, toMs, everyMs, inputs }) => {
    const times = Math.floor((toMs - fromMs) / everyMs) + 1;
    return Array.from({ length: times }, (_, index) => {
      const atMs = fromMs + index * everyMs;
      return { label, atMs, inputs: inputs.map((one) => ({ ...one, atMs: one.atMs + atMs })) };
    });
  });
}
