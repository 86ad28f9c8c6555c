import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CLIENT_FACTS } from "../../src/simulation/facts/client-facts.ts";
import { allExercises } from "../simulation/exercise-files.ts";
import { allScenarios } from "../simulation/scenario-files.ts";

function files(pattern: string): number {
  return globSync(`test/fixtures/${pattern}`).length;
}

function lines(pattern: string): number {
  return globSync(`test/fixtures/${pattern}`)
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line !== "").length;
}

/** What the column “how many” of docs/fidelity.md has to say, row by row. */
function counts(): readonly string[] {
  const scenarios = allScenarios();
  const exercises = allExercises();
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  return [
    `${files("golden/traces/*.jsonl")} golden traces`,
    `${files("recorded/{traces,lab}/*.jsonl")} recorded stories`,
    `${files("presence/*.jsonl")} presence recordings`,
    `${lines("cluster/*.jsonl")} steps of two nodes`,
    `${lines("beam/external-terms.jsonl")} terms, ${lines("beam/tokens.jsonl")} verdicts on tokens`,
    `${lines("elixir/*.results.txt")} expressions and programs`,
    `${CLIENT_FACTS.length} facts`,
    `${scenarios.length} scenarios`,
    `${sum(scenarios.map((one) => one.expect.length))} expectations`,
    `${exercises.length} exercises, ${sum(exercises.map(({ wrong }) => wrong.length))} wrong answers`,
    "",
  ];
}

test("the page on fidelity tells the counts of this test run", () => {
  const counted = counts();
  console.log(`What the model is held against:\n${counted.filter((one) => one !== "").join("\n")}`);
  const page = readFileSync("docs/fidelity.md", "utf8");
  const [, table = ""] = /\| what is held[^\n]*\n\|[-| ]+\n([\s\S]*?)\n\n/.exec(page) ?? [];
  const told = table.split("\n").map((row) => row.split("|").at(-2)?.trim());
  expect(told).toEqual(counted);
});
