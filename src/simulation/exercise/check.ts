import type { Answer, Exercise } from "../../schemas/exercise.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import { atOnce, type Steps } from "../steps.ts";
import { checkBuild } from "./build.ts";
import { checkChoices } from "./choose.ts";
import { checkExplanation } from "./explain.ts";
import { checkOrder } from "./order.ts";
import { checkPrediction } from "./predict.ts";
import type { Verdict } from "./verdict.ts";
import { type Compile, checkWriting } from "./write.ts";
import { checkPage } from "./write-page.ts";

/**
 * Checks an answer by running the simulation, over several seeds and, where the task has faults, over their
 * placements. `compile` is asked for an answer that is Elixir, and for no other. Throws a RangeError for an answer to another kind of task.
 */
export function checkAnswer(
  scenario: Scenario,
  exercise: Exercise,
  answer: Answer,
  compile: Compile,
): Verdict {
  return atOnce(checking(scenario, exercise, answer, compile));
}

/** ... step by step, where pages of the reader's run. */
export function* checking(
  scenario: Scenario,
  { task }: Exercise,
  answer: Answer,
  compile: Compile,
): Steps<Verdict> {
  switch (task.is) {
    case "predict":
      if (answer.to === "predict") return checkPrediction(scenario, task, answer.fields);
      break;
    case "order":
      if (answer.to === "order") return checkOrder(scenario, task, answer.order);
      break;
    case "explain":
      if (answer.to === "explain") return checkExplanation(scenario, task, answer.choice);
      break;
    case "build":
      if (answer.to === "build") return checkBuild(scenario, task, answer);
      break;
    case "choose":
      if (answer.to === "choose") return yield* checkChoices(scenario, task, answer.choices);
      break;
    case "write":
      if (answer.to === "write") return yield* checkWriting(scenario, task, answer.text, compile);
      break;
    case "write_page":
      if (answer.to === "write") return yield* checkPage(scenario, task, answer.text);
      break;
  }
  throw new RangeError(`an answer to "${answer.to}" for an exercise of the kind "${task.is}"`);
}
