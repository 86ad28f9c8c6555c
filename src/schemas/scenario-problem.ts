/** One mistake in a scenario file; line and column count from 1 and name the offending piece of YAML. */
export type ScenarioProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** The problem in one line, in the form that terminals and editors turn into a link. */
export function formatProblem(problem: ScenarioProblem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}
