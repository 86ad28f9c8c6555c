import { lineOf, ownProgram } from "../client/own-program.ts";
import { readPageSource } from "../schemas/page-source.ts";
import type { MakePage } from "./page-code.ts";

/** What keeps a text from being a page's program. */
export class BadPage extends Error {}

/** Makes pages of readers' texts, which run in the realm that this is called in. Throws `BadPage`. */
export const makePage: MakePage = ({ program, text }) => {
  const source = readPageSource(text);
  if (!source.ok) {
    throw new BadPage(source.problems.map(({ line, message }) => `Line ${line}: ${message}`).join("\n"));
  }
  const name = `${program}.js`;
  return {
    program,
    make: (console) => ownProgram(source.body, name, console),
    told: (error) => [
      error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      lineOf(error, name),
    ],
  };
};
