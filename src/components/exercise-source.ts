import type { AuthoredExercise } from "../schemas/exercise-parser.ts";
import { parseExercise } from "../schemas/exercise-parser.ts";
import { unknownWord } from "../schemas/scenario-message.ts";
import { withOptionCode } from "../simulation/server-code.ts";
import "../simulation/whole.ts";
import { fileMistake } from "./author-mistake.ts";
import { findScenario, readElixir } from "./scenario-source.ts";
import { wholeSource } from "./source-file.ts";

const FILES: Readonly<Record<string, string>> = import.meta.glob(
  "/content/{lessons,gallery}/**/*.exercise.yaml",
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

/** The exercise with this id, from `<id>.exercise.yaml` beside a lesson; throws with everything that is wrong. */
export function loadExercise(id: string): AuthoredExercise {
  const [file, ...others] = Object.entries(FILES).filter(([path]) => path.endsWith(`/${id}.exercise.yaml`));
  if (file === undefined) {
    const ids = Object.keys(FILES).map((path) => path.replace(/^.*\/(.*)\.exercise\.yaml$/, "$1"));
    throw new Error(unknownWord("exercise", id, ids));
  }
  if (others.length > 0)
    throw new Error(`The exercise id ${id} is used twice: ${file[0]}, ${others[0]?.[0]}.`);
  const parsed = parseExercise(file[1], file[0].slice(1), { scenario: findScenario, source: wholeSource });
  if (!parsed.ok) {
    throw fileMistake("An exercise cannot be used.", parsed.problems);
  }
  return { ...parsed.data, exercise: withOptionCode(parsed.data.exercise, readElixir) };
}
