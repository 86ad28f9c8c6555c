import type { WriteTask } from "../../schemas/exercise.ts";
import type { Scenario, ScenarioVariant, ServerCode } from "../../schemas/scenario.ts";
import type { CodeProblem, CompiledServer, ServerText } from "../simulator-api.ts";
import type { Steps } from "../steps.ts";
import { tryFaults } from "./trial.ts";
import type { Verdict } from "./verdict.ts";

/** Makes the server's code of its files. */
export type Compile = (files: readonly ServerText[]) => CompiledServer;

/** The variant that the reader's text makes. */
const WRITTEN = "written";

/** So many problems are told at once. */
const MOST_TOLD = 3;

/** Runs the scenario with the reader's text in its server, with every fault at every moment and every seed. */
export function* checkWriting(
  scenario: Scenario,
  task: WriteTask,
  text: string,
  compile: Compile,
): Steps<Verdict> {
  const files = task.server.map((one) => (one.file === task.file ? { ...one, text } : one));
  const { code, problems } = compile(files);
  if (code === null) {
    const errors = problems.filter(({ severity }) => severity === "error");
    return { passed: false, said: errors.slice(0, MOST_TOLD).map(told), show: null };
  }
  return yield* tryFaults(withAnswer(scenario, task, { ...code, texts: files }), WRITTEN, task);
}

function told({ line, column, message }: CodeProblem): string {
  return `Line ${line}, column ${column}: ${message}`;
}

/** The scenario with one more position of its switch: the reader's answer. */
function withAnswer(scenario: Scenario, { page }: WriteTask, serverCode: ServerCode): Scenario {
  const [first] = scenario.variants;
  if (first === undefined) throw new RangeError("a scenario without variants");
  const written = { ...first, id: WRITTEN, label: "Your answer", about: "", serverCode };
  const variant: ScenarioVariant = page === null ? written : { ...written, page };
  return { ...scenario, variants: [...scenario.variants, variant] };
}
