import { describe, expect, test } from "vitest";
import type { Answer, Exercise, ExerciseTask } from "../../src/schemas/exercise.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { answerOf, blankDraft, draftOf } from "../../src/ui/exercise/exercise-model.ts";
import { allExercises } from "../simulation/exercise-files.ts";

const exercise = (task: ExerciseTask): Exercise => ({
  id: "x",
  title: "X",
  question: "?",
  covers: [],
  scenario: "s",
  task,
});

describe("an earlier answer comes back", () => {
  const solved = allExercises().filter(({ solution }) => solution.to !== "build");

  test.each(solved.map((one) => [one.exercise.id, one] as const))(
    "%s",
    (_, { exercise: asked, solution }) => {
      expect(answerOf(asked.task, draftOf(asked, solution))).toEqual(solution);
    },
  );
});

describe("an answer that does not fit the exercise any more", () => {
  const order = exercise({
    is: "order",
    variant: "v",
    items: ["a", "b"].map((id) => ({
      id,
      label: id,
      frame: {
        moment: "sent",
        client: "ben" as ClientId,
        direction: "up",
        event: "e",
        topic: null,
        payload: null,
        nth: 1,
      },
    })),
  });

  test.each<[string, Exercise, Answer]>([
    ["another kind", order, { to: "explain", choice: "a" }],
    ["an item that is gone", order, { to: "order", order: ["a", "c"] }],
    ["an item too few", order, { to: "order", order: ["b"] }],
    [
      "an option that is gone",
      exercise({
        is: "choose",
        groups: [{ id: "page", label: "?", options: [{ id: "a", label: "A", page: null, server: null }] }],
        faults: [],
        goal: [],
      }),
      { to: "choose", choices: { page: "z", server: "a" } },
    ],
    [
      "a field that is gone",
      exercise({
        is: "predict",
        variant: "v",
        atMs: 0,
        client: "ben" as ClientId,
        direction: "up",
        fields: [],
      }),
      { to: "predict", fields: { event: "x" } },
    ],
  ])("is dropped: %s", (_, asked, answer) => {
    expect(draftOf(asked, answer)).toEqual(blankDraft(asked));
  });
});
