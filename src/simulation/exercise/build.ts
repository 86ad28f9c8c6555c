import type { BuildTask } from "../../schemas/exercise.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import type { TimedInput } from "../../trace/input.ts";
import { Run } from "../run.ts";
import { missesOf } from "./goal.ts";
import { seedsOf, shownRun, type Verdict } from "./verdict.ts";

/** Replays what the reader did, with every seed, lets the world settle, and looks whether the goal is reached. */
export function checkBuild(
  scenario: Scenario,
  task: BuildTask,
  { variant, inputs }: { readonly variant: string; readonly inputs: readonly TimedInput[] },
): Verdict {
  if (variant !== task.variant) {
    const label = scenario.variants.find(({ id }) => id === task.variant)?.label ?? task.variant;
    return { passed: false, said: [`This one is to be done with the switch at “${label}”.`], show: null };
  }
  const foreign = inputs.find(
    ({ atMs, input }) =>
      task.allowed.length > 0 &&
      !task.allowed.includes(input.kind) &&
      !scenario.inputs.some((own) => own.atMs === atMs && own.input.kind === input.kind),
  );
  if (foreign !== undefined) {
    const allowed = task.allowed.map((kind) => `\`${kind}\``).join(", ");
    return {
      passed: false,
      said: [`\`${foreign.input.kind}\` is not among what may be used here: ${allowed}.`],
      show: null,
    };
  }
  const untilMs = Math.max(scenario.durationMs, (inputs.at(-1)?.atMs ?? 0) + task.settleMs);
  for (const seed of seedsOf(scenario)) {
    const run = new Run(scenario, { variant, seed, inputs });
    run.runUntil(untilMs);
    const [miss, ...more] = missesOf(run, task.goal);
    if (miss === undefined) continue;
    return {
      passed: false,
      said: [miss, ...more].map(({ text }) => text),
      show: shownRun(run, miss.event, false),
    };
  }
  return { passed: true, said: [`Your run gets there, with ${seedsOf(scenario).length} seeds.`], show: null };
}
