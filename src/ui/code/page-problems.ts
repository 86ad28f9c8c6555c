import { readPageSource } from "../../schemas/page-source.ts";
import type { CodeProblem } from "../../simulation/simulator-api.ts";

/** What is wrong with the text of a page's program; nothing of it is run. */
export function pageProblems(file: string, text: string): readonly CodeProblem[] {
  const source = readPageSource(text);
  return source.ok ? [] : source.problems.map((problem) => ({ severity: "error", file, ...problem }));
}
