import { globSync, readFileSync } from "node:fs";
import type { Scenario } from "../../src/schemas/scenario.ts";
import { parseScenario } from "../../src/schemas/scenario-parser.ts";
import { formatProblem } from "../../src/schemas/scenario-problem.ts";
import { withServerCode } from "../../src/simulation/server-code.ts";
import "../../src/simulation/whole.ts";

/** Every scenario of the site, in the order of its file's name. */
export function allScenarios(): readonly Scenario[] {
  return globSync("content/**/*.scenario.yaml").sort().map(readScenario);
}

/** The scenario in a file; with its server's Elixir compiled; throws with its problems when it is not valid. */
export function readScenario(file: string): Scenario {
  const parsed = parseScenario(readText(file), file);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return withServerCode(parsed.scenario, readText);
}

/** The text of a file of the project. */
export function readText(file: string): string {
  return readFileSync(file, "utf8");
}

/** One scenario of the lessons. */
export function lessonScenario(id: string): Scenario {
  const [file] = globSync(`content/lessons/**/${id}.scenario.yaml`);
  if (file === undefined) throw new Error(`no lesson has the scenario ${id}`);
  return readScenario(file);
}
