import type { Source } from "../elixir/ast.ts";
import { compileToJavaScript } from "../elixir/compiler/load.ts";
import { parseElixir } from "../elixir/parser/parser.ts";
import { Program } from "../elixir/program.ts";
import { SYSTEM_LIBRARY } from "../elixir/system-library.ts";
import { systemNames } from "../elixir/system-on-demand.ts";
import type { Exercise } from "../schemas/exercise.ts";
import type { Scenario, ServerCode } from "../schemas/scenario.ts";
import type { ServerFileName } from "../schemas/scenario-cast.ts";
import { provide } from "./server-app.ts";
import { VIDEOS_REPO } from "./videos-repo.ts";

// Who compiles has the whole library, also to run what it made.
provide(SYSTEM_LIBRARY);

/** The application around a scenario's own modules: `content/app/<name>.ex`. */
export const APP_FILES = ["annotations", "application", "endpoint"] as const;

/** A file with Elixir of the server, and what stands in it. */
export type ServerText = { readonly file: string; readonly text: string };

/** Elixir that cannot be run: each line names file, line and column. */
export class BadElixir extends Error {}

/**
 * Compiles the server's files to what a variant carries as `serverCode`. Pages get it ready made: parser and
 * compiler are for whoever builds them, and for readers who edit. Throws `BadElixir`.
 */
export function compileServer(files: readonly ServerText[]): ServerCode {
  const sources = files.map(parsed);
  const { problems, js } = compileToJavaScript(new Program([...SYSTEM_LIBRARY, VIDEOS_REPO]), sources);
  if (js !== null) return { js, library: systemNames(sources.map(({ body }) => body)) };
  const errors = problems.filter(({ severity }) => severity === "error");
  throw new BadElixir(
    errors.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join("\n"),
  );
}

function parsed({ file, text }: ServerText): Source {
  const result = parseElixir(text, file);
  if (result.ok) return result.source;
  const { line, column, exception, message } = result.error;
  throw new BadElixir(`${file}:${line}:${column}: ** (${exception}) ${message}`);
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

function serverCodeOf(names: readonly ServerFileName[], read: ReadFile): ServerCode {
  const files = [
    ...APP_FILES.map((name) => `content/app/${name}.ex`),
    ...names.map((name) => `content/channels/${name}.ex`),
  ];
  return compileServer(files.map((file) => ({ file, text: read(file) })));
}
