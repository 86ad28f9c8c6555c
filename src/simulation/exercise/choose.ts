import type { ChooseTask, FaultPlacement } from "../../schemas/exercise.ts";
import type { Scenario, ScenarioVariant } from "../../schemas/scenario.ts";
import type { TimedInput } from "../../trace/input.ts";
import { runScenario } from "../run.ts";
import { missesOf } from "./goal.ts";
import { seedsOf, shownRun, type Verdict } from "./verdict.ts";

/** The variant that the reader's options make. */
const CHOSEN = "chosen";

/** Runs the scenario as the reader has set it, with every fault at every moment and every seed. */
export function checkChoices(
  scenario: Scenario,
  task: ChooseTask,
  choices: { readonly [group: string]: string },
): Verdict {
  const chosen = withChoices(scenario, task, choices);
  let runs = 0;
  for (const { label, atMs, inputs } of placements(task.faults)) {
    for (const seed of seedsOf(chosen)) {
      const all = [...chosen.inputs, ...inputs].sort((a, b) => a.atMs - b.atMs);
      const run = runScenario(chosen, { variant: CHOSEN, seed, inputs: all });
      runs += 1;
      const [miss] = missesOf(run, task.goal);
      if (miss === undefined) continue;
      const where = label === "" ? "" : `${label} at ${(atMs / 1000).toFixed(2)} s: `;
      return {
        passed: false,
        said: [`${where}${miss.text}`, `(${runs === 1 ? "The first run" : `Run ${runs}`} that was tried.)`],
        show: shownRun(run, miss.event, false),
      };
    }
  }
  return {
    passed: true,
    said: [`Nothing was lost in ${runs} runs, with the faults at every moment.`],
    show: null,
  };
}

/** The scenario with one more position of its switch: the reader's. */
function withChoices(
  scenario: Scenario,
  { groups }: ChooseTask,
  choices: { readonly [group: string]: string },
): Scenario {
  const [first] = scenario.variants;
  if (first === undefined) throw new RangeError("a scenario without variants");
  let { page, server, serverCode } = first;
  for (const { id, options } of groups) {
    const option = options.find((one) => one.id === choices[id]) ?? options[0];
    page = option?.page ?? page;
    server = option?.server ?? server;
    serverCode = option?.serverCode ?? serverCode;
  }
  const made = { id: CHOSEN, label: "Your choice", about: "", page, server };
  const variant: ScenarioVariant = serverCode === undefined ? made : { ...made, serverCode };
  return { ...scenario, variants: [...scenario.variants, variant] };
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
