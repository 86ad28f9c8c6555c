import { AstroError } from "astro/errors";
import type { ScenarioProblem } from "../schemas/scenario-problem.ts";
import { formatProblem } from "../schemas/scenario-problem.ts";

/** Something that is wrong in `content/`: named with file, line and column, in the terminal and in the browser. */
export class AuthorMistake extends AstroError {
  /** Astro shows the file around this place. */
  readonly loc: Place;
  /** Astro's MDX integration asks for them by these names. */
  readonly line: number;
  readonly column: number;

  constructor(message: string, place: Place) {
    super(message);
    this.name = "AuthorMistake";
    this.loc = { ...place };
    this.line = place.line;
    this.column = place.column;
    // Where our own code found it helps nobody.
    this.stack = `${this.name}: ${message}\n    at ${place.file}:${place.line}:${place.column}`;
  }
}

/** Where a mistake is; line and column count from 1. */
export type Place = Omit<ScenarioProblem, "message">;

/** Everything that is wrong with one file, the first of it as the place to look at. */
export function fileMistake(what: string, problems: readonly ScenarioProblem[]): AuthorMistake {
  const { file = "content", line = 1, column = 1 } = problems[0] ?? {};
  return new AuthorMistake(`${what}\n${problems.map(formatProblem).join("\n")}`, { file, line, column });
}

/** One mistake at a place. */
export function mistakeAt(place: Place, message: string): AuthorMistake {
  return new AuthorMistake(formatProblem({ ...place, message }), place);
}

/**
 * What a component of a lesson does with what its author wrote. If it fails, the error says where the component stands
 * (`written`, which lesson-plugin.ts adds to each: `content/lessons/…/index.mdx:11:1`); a mistake in another file
 * keeps its own place.
 */
export function asWritten<Made>(written: string | undefined, component: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(written ?? "") ?? [];
    if (file === undefined || !(error instanceof Error)) throw error;
    if (error instanceof AuthorMistake) {
      throw new AuthorMistake(`${error.message}\n(<${component}> at ${written})`, error.loc);
    }
    const place = { file, line: Number(line), column: Number(column) };
    throw mistakeAt(place, `<${component}>: ${error.message}`);
  }
}
