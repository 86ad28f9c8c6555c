import { lineOf, type Mark, ownProgram } from "../client/own-program.ts";
import { markedBody } from "../schemas/page-marks.ts";
import { readPageSource } from "../schemas/page-source.ts";
import type { MakePage } from "./page-code.ts";

/** What keeps a text from being a page's program. */
export class BadPage extends Error {}

/**
 * Makes pages of readers' texts, which run in the realm that this is called in. `passed` is called with a line at every
 * turn of a loop and at the begin of every function. What is made throws `BadPage`.
 */
export function pageMaker(passed: (line: number) => void): MakePage {
  return ({ program, text }) => {
    const source = readPageSource(text);
    if (!source.ok) {
      throw new BadPage(source.problems.map(({ line, message }) => `Line ${line}: ${message}`).join("\n"));
    }
    const name = `${program}.js`;
    const mark: Mark = { name: unusedName(text), run: passed };
    const body = markedBody(source.body, source.program, mark.name);
    return {
      program,
      make: (console) => ownProgram(body, name, console, mark),
      told: (error) => [
        error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        lineOf(error, name),
      ],
    };
  };
}

function unusedName(text: string): string {
  let name = "passed";
  while (text.includes(name)) name += "_";
  return name;
}
