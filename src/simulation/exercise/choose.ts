import type { ChooseTask } from "../../schemas/exercise.ts";
import type { Scenario, ScenarioVariant } from "../../schemas/scenario.ts";
import type { Steps } from "../steps.ts";
import { tryFaults } from "./trial.ts";
import type { Verdict } from "./verdict.ts";

/** The variant that the reader's options make. */
const CHOSEN = "chosen";

/** Runs the scenario as the reader has set it, with every fault at every moment and every seed. */
export function* checkChoices(
  scenario: Scenario,
  task: ChooseTask,
  choices: { readonly [group: string]: string },
): Steps<Verdict> {
  return yield* tryFaults(withChoices(scenario, task, choices), CHOSEN, task);
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
