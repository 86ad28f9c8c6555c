import type { WritePageTask } from "../../schemas/exercise.ts";
import { readPageSource } from "../../schemas/page-source.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import type { Steps } from "../steps.ts";
import { tryFaults } from "./trial.ts";
import type { Verdict } from "./verdict.ts";

/** The variant that the reader's text makes. */
const WRITTEN = "written";

/** Runs the scenario with the reader's text as its pages' program, with every fault at every moment and every seed. */
export function* checkPage(scenario: Scenario, task: WritePageTask, text: string): Steps<Verdict> {
  const source = readPageSource(text);
  if (!source.ok) {
    const said = source.problems.map(
      ({ line, column, message }) => `Line ${line}, column ${column}: ${message}`,
    );
    return { passed: false, said, show: null };
  }
  const against = scenario.variants.find(({ id }) => id === task.variant);
  if (against === undefined) throw new RangeError(`no variant ${task.variant} in ${scenario.id}`);
  const written = {
    ...against,
    id: WRITTEN,
    label: "Your answer",
    about: "",
    page: task.page,
    pageCode: { program: task.page, text },
  };
  return yield* tryFaults({ ...scenario, variants: [...scenario.variants, written] }, WRITTEN, task);
}
