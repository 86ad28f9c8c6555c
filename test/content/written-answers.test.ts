import { globSync } from "node:fs";
import { basename, dirname, extname } from "node:path";
import { expect, test } from "vitest";
import { checking } from "../../src/simulation/exercise/check.ts";
import { compileServer } from "../../src/simulation/server-code.ts";
import { allExercises } from "../simulation/exercise-files.ts";
import { drained } from "../simulation/own-page.ts";
import { allScenarios, readText } from "../simulation/scenario-files.ts";

/** Right answers that are not the author's, by the exercise that they answer: there is more than one way. */
const answers = globSync("test/fixtures/written/*/*.{ex,js}")
  .sort()
  .map((file) => [basename(dirname(file)), basename(file, extname(file)), file] as const);

const exercises = allExercises();
const scenarios = allScenarios();

test("there are such answers", () => {
  expect(answers.length).toBeGreaterThan(4);
});

test.each(answers)("the exercise %s takes %s", async (id, _, file) => {
  const exercise = exercises.find((one) => one.exercise.id === id)?.exercise;
  const scenario = scenarios.find((one) => one.id === exercise?.scenario);
  if (exercise === undefined || scenario === undefined) throw new Error(`there is no exercise ${id}`);
  const verdict = await drained(
    checking(scenario, exercise, { to: "write", text: readText(file) }, compileServer),
  );
  expect({ said: verdict.said, passed: verdict.passed }).toMatchObject({ passed: true });
});
