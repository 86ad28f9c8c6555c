import { describe, expect, test } from "vitest";
import { untouchedAnswer } from "../../src/schemas/exercise-parser.ts";
import { checking } from "../../src/simulation/exercise/check.ts";
import { compileServer } from "../../src/simulation/server-code.ts";
import { allExercises } from "../simulation/exercise-files.ts";
import { drained } from "../simulation/own-page.ts";
import { allScenarios } from "../simulation/scenario-files.ts";

const scenarios = allScenarios();

describe.each(allExercises().map((one) => [one.exercise.id, one] as const))(
  "the exercise %s",
  (id, authored) => {
    const { exercise, solution, wrong, file } = authored;
    const scenario = scenarios.find((one) => one.id === exercise.scenario);
    if (scenario === undefined) throw new Error(`${id} has no scenario`);

    test("is named like its file", () => {
      expect(file.endsWith(`/${id}.exercise.yaml`)).toBe(true);
    });

    test("fails when nobody has touched it", async () => {
      const verdict = await drained(
        checking(scenario, exercise, untouchedAnswer(exercise.task, scenario.inputs), compileServer),
      );
      expect(verdict.passed).toBe(false);
      expect(verdict.said.join(" ")).not.toBe("");
    });

    test("passes with its solution", async () => {
      const verdict = await drained(checking(scenario, exercise, solution, compileServer));
      expect({ said: verdict.said, passed: verdict.passed }).toMatchObject({ passed: true });
    });

    test.each(wrong.map((one) => [one.says, one] as const))(
      "a wrong answer fails, and is told %s",
      async (says, { answer }) => {
        const verdict = await drained(checking(scenario, exercise, answer, compileServer));
        expect(verdict.passed).toBe(false);
        expect(verdict.said.join(" ")).toMatch(new RegExp(says));
        // Feedback points to the step that shows it, wherever there is a run to show.
        if (verdict.show !== null) expect(verdict.show.timeMs).toBeGreaterThanOrEqual(0);
      },
    );
  },
);
