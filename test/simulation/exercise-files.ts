import { globSync, readFileSync } from "node:fs";
import { type AuthoredExercise, parseExercise } from "../../src/schemas/exercise-parser.ts";
import { formatProblem } from "../../src/schemas/scenario-problem.ts";
import { withOptionCode } from "../../src/simulation/server-code.ts";
import "../../src/simulation/whole.ts";
import { allScenarios, readText } from "./scenario-files.ts";

/** Every exercise of the site with its file; throws with its problems when one is not valid. */
export function allExercises(): readonly (AuthoredExercise & { readonly file: string })[] {
  const scenarios = allScenarios();
  return globSync("content/**/*.exercise.yaml")
    .sort()
    .map((file) => {
      const find = (id: string) => scenarios.find((scenario) => scenario.id === id) ?? null;
      const parsed = parseExercise(readFileSync(file, "utf8"), file, { scenario: find, source: readText });
      if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
      return { ...parsed.data, exercise: withOptionCode(parsed.data.exercise, readText), file };
    });
}
