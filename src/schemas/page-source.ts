import { type Node, type Program, parse } from "acorn";

/** What is wrong with a place in a page's program; line and column count from 1. */
export type SourceProblem = { readonly line: number; readonly column: number; readonly message: string };

/** A program of a page that can be run, or all that keeps it from being one. */
export type ReadSource =
  | { readonly ok: true; readonly body: string; readonly program: Program }
  | { readonly ok: false; readonly problems: readonly SourceProblem[] };

/** A text beyond this is nobody's page. */
const MAX_LENGTH = 64 * 1024;

/**
 * Reads the text of a page's program: a module that exports `openPage` and imports nothing. The body is the same text,
 * each character at its place, as the inside of a function. Nothing of it is run.
 */
export function readPageSource(text: string): ReadSource {
  if (text.length > MAX_LENGTH) return refused(1, 1, `the text is longer than ${MAX_LENGTH / 1024} KB`);
  let program: Program;
  try {
    program = parse(text, {
      ecmaVersion: 2024,
      sourceType: "module",
      locations: true,
      allowAwaitOutsideFunction: false,
    });
  } catch (error) {
    return unreadable(error);
  }
  const problems: SourceProblem[] = [];
  let body = text;
  let opens = false;
  for (const statement of program.body) {
    switch (statement.type) {
      case "ImportDeclaration":
        problems.push(problemAt(statement, NO_IMPORTS));
        break;
      case "ExportNamedDeclaration": {
        const { declaration } = statement;
        if (declaration === null || declaration === undefined) {
          problems.push(problemAt(statement, "write `export` before the function itself"));
          break;
        }
        body = blanked(body, statement.start, declaration.start);
        opens ||= declaration.type === "FunctionDeclaration" && declaration.id.name === "openPage";
        break;
      }
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        problems.push(problemAt(statement, "only `export function openPage` is asked for"));
        break;
      default:
        opens ||= declaresOpenPage(statement);
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  if (!opens) return refused(1, 1, "there is no function `openPage`, which the page is opened with");
  return { ok: true, body, program };
}

const NO_IMPORTS =
  "nothing can be imported: `openPage` is given `Socket` and `Presence` of the official client, and `page`";

function declaresOpenPage(statement: Program["body"][number]): boolean {
  if (statement.type === "FunctionDeclaration") return statement.id.name === "openPage";
  if (statement.type !== "VariableDeclaration") return false;
  return statement.declarations.some(({ id }) => id.type === "Identifier" && id.name === "openPage");
}

/** The text with spaces in the place of a piece of it; line breaks stay. */
function blanked(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\n\r\u2028\u2029]/g, " ") + text.slice(to);
}

function problemAt({ loc }: Node, message: string): SourceProblem {
  const { line = 1, column = 0 } = loc?.start ?? {};
  return { line, column: column + 1, message };
}

function refused(line: number, column: number, message: string): ReadSource {
  return { ok: false, problems: [{ line, column, message }] };
}

/** What acorn throws names the place, and says it again at the end of its message. */
function unreadable(error: unknown): ReadSource {
  if (!(error instanceof SyntaxError) || !("loc" in error)) throw error;
  const { line, column } = error.loc as { readonly line: number; readonly column: number }; // acorn's own
  return refused(line, column + 1, error.message.replace(/ \(\d+:\d+\)$/, ""));
}
