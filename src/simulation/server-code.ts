import { compileToJavaScript } from "../elixir/compiler/load.ts";
import { parseElixir, type SyntaxError as Unreadable } from "../elixir/parser/parser.ts";
import { Program } from "../elixir/program.ts";
import { systemNames } from "../elixir/system-names.ts";
import { systemNamed } from "../elixir/system-on-demand.ts";
import type { Exercise } from "../schemas/exercise.ts";
import type { Scenario, ServerCode } from "../schemas/scenario.ts";
import type { ServerFileName } from "../schemas/scenario-cast.ts";
import { serverPaths } from "../schemas/server-paths.ts";
import type { CodeProblem, CompiledServer, ServerText } from "./simulator-api.ts";
import { VIDEOS_REPO } from "./videos-repo.ts";

/** Elixir that cannot be run: each line names file, line and column. */
export class BadElixir extends Error {}

/**
 * Compiles the server's files together to what a variant carries as `serverCode`, or says all that is wrong with
 * them. Pages get it ready made: parser and compiler are for whoever builds them, and for readers who edit. Throws
 * `NotLoaded` for what it names of the library.
 */
export function compileServer(files: readonly ServerText[]): CompiledServer {
  const parsed = files.map(({ file, text }) => parseElixir(text, file));
  const unreadable = parsed.flatMap((result) => (result.ok ? [] : [syntaxProblem(result.error)]));
  if (unreadable.length > 0) return { code: null, problems: unreadable };
  const sources = parsed.flatMap((result) => (result.ok ? [result.source] : []));
  const library = systemNames(sources.map(({ body }) => body));
  const { problems, js } = compileToJavaScript(new Program([...systemNamed(library), VIDEOS_REPO]), sources);
  return { code: js === null ? null : { js, library }, problems };
}

function syntaxProblem(error: Unreadable): CodeProblem {
  const { file, line, column, exception, message } = error;
  return { severity: "error", file, line, column, message: `** (${exception}) ${message}` };
}

/** Gives the text of a file by its path from the project's folder. */
export type ReadFile = (file: string) => string;

/** The scenario with the compiled server of each variant. */
export function withServerCode(scenario: Scenario, read: ReadFile): Scenario {
  const variants = scenario.variants.map((variant) => ({
    ...variant,
    serverCode: serverCodeOf(variant.server, read),
  }));
  return { ...scenario, variants };
}

/** The exercise with the compiled server of each option that names one. */
export function withOptionCode(exercise: Exercise, read: ReadFile): Exercise {
  const { task } = exercise;
  if (task.is !== "choose") return exercise;
  const groups = task.groups.map((group) => ({
    ...group,
    options: group.options.map((option) =>
      option.server === null ? option : { ...option, serverCode: serverCodeOf(option.server, read) },
    ),
  }));
  return { ...exercise, task: { ...task, groups } };
}

/** Throws `BadElixir`. */
function serverCodeOf(names: readonly ServerFileName[], read: ReadFile): ServerCode {
  const { code, problems } = compileServer(serverPaths(names).map((file) => ({ file, text: read(file) })));
  if (code !== null) return code;
  const errors = problems.filter(({ severity }) => severity === "error");
  throw new BadElixir(
    errors.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join("\n"),
  );
}
