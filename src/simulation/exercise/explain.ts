import type { ExplainTask, FaultOption } from "../../schemas/exercise.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import type { TimedInput } from "../../trace/input.ts";
import { type Run, runScenario } from "../run.ts";
import { nameIn } from "./goal.ts";
import { type Observation, observe } from "./observation.ts";
import { seedsOf, shownRun, type Verdict } from "./verdict.ts";

/** What the client saw in the run that is to be explained. */
export function observationsToExplain(scenario: Scenario, task: ExplainTask): readonly Observation[] {
  const shown = task.options.find(({ id }) => id === task.shown);
  if (shown === undefined) throw new RangeError(`no option "${task.shown}"`);
  return observe(runWith(scenario, task, shown, scenario.seed).events, task.client);
}

/** Runs the fault that the reader suspects, and compares what the client sees then with what it saw. */
export function checkExplanation(scenario: Scenario, task: ExplainTask, choice: string | null): Verdict {
  const option = task.options.find(({ id }) => id === choice);
  const shown = task.options.find(({ id }) => id === task.shown);
  if (option === undefined || shown === undefined) {
    return { passed: false, said: ["Choose the fault that fits."], show: null };
  }
  for (const seed of seedsOf(scenario)) {
    const was = observe(runWith(scenario, task, shown, seed).events, task.client);
    const run = runWith(scenario, task, option, seed);
    const would = observe(run.events, task.client);
    const index = firstDifference(was, would);
    if (index === null) continue;
    const [seen, instead] = [was[index], would[index]];
    return {
      passed: false,
      said: [
        `With “${option.label}” ${nameIn(scenario, task.client)}'s client ${told(instead)}. In the trace it ${told(seen)}.`,
      ],
      show: shownRun(run, instead, false),
    };
  }
  const run = runWith(scenario, task, option, scenario.seed);
  const last = observe(run.events, task.client).at(-1);
  return {
    passed: true,
    said: [`With this fault the client sees exactly that, in ${seedsOf(scenario).length} runs.`],
    show: shownRun(run, last, false),
  };
}

function runWith(scenario: Scenario, { variant }: ExplainTask, option: FaultOption, seed: number): Run {
  return runScenario(scenario, { variant, seed, inputs: withFault(scenario, option) });
}

function withFault(scenario: Scenario, { inputs }: FaultOption): readonly TimedInput[] {
  return [...scenario.inputs, ...inputs].sort((a, b) => a.atMs - b.atMs);
}

function firstDifference(a: readonly Observation[], b: readonly Observation[]): number | null {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left, right] = [a[index], b[index]];
    if (left?.text !== right?.text || left?.timeMs !== right?.timeMs) return index;
  }
  return null;
}

function told(observation: Observation | undefined): string {
  if (observation === undefined) return "sees nothing more";
  return `${observation.text} at ${(observation.timeMs / 1000).toFixed(3)} s`;
}
