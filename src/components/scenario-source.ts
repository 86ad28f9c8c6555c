import type { Scenario } from "../schemas/scenario.ts";
import { unknownWord } from "../schemas/scenario-message.ts";
import { parseScenario } from "../schemas/scenario-parser.ts";
import type { ScenarioProblem } from "../schemas/scenario-problem.ts";
import { BadElixir, withServerCode } from "../simulation/server-code.ts";
import "../simulation/whole.ts";
import { fileMistake } from "./author-mistake.ts";

const FILES: Readonly<Record<string, string>> = import.meta.glob(
  ["/content/{lessons,gallery}/**/*.scenario.yaml", "/content/{home,playground}/*.scenario.yaml"],
  { query: "?raw", import: "default", eager: true },
);

const ELIXIR: Readonly<Record<string, string>> = import.meta.glob("/content/{app,channels}/*.ex", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The text of a file of the server; throws when there is none. */
export function readElixir(file: string): string {
  const text = ELIXIR[`/${file}`];
  if (text === undefined) throw new Error(`There is no ${file}.`);
  return text;
}

/** Every scenario of the site, in the order of its file's path from the project's folder. */
export function scenarioFiles(): readonly { readonly id: string; readonly file: string }[] {
  return Object.keys(FILES)
    .sort()
    .map((path) => ({ id: path.replace(/^.*\/(.*)\.scenario\.yaml$/, "$1"), file: path.slice(1) }));
}

const ready = new Map<string, Scenario>();

/** The scenario with this id, or null when no lesson has it. */
export function findScenario(id: string): Scenario | null {
  return Object.keys(FILES).some((path) => path.endsWith(`/${id}.scenario.yaml`)) ? loadScenario(id) : null;
}

/** The scenario with this id, its servers compiled, for a run. */
export function loadScenario(id: string): Scenario {
  const known = ready.get(id);
  if (known !== undefined) return known;
  const scenario = compiled(parsedScenario(id));
  ready.set(id, scenario);
  return scenario;
}

function compiled(scenario: Scenario): Scenario {
  try {
    return withServerCode(scenario, readElixir);
  } catch (error) {
    if (!(error instanceof BadElixir)) throw error;
    throw fileMistake("The server's Elixir cannot be used.", problemsIn(error.message));
  }
}

/** Lines such as `content/channels/video_channel.ex:3:5: …`, taken apart again. */
function problemsIn(message: string): readonly ScenarioProblem[] {
  return message.split("\n").flatMap((row) => {
    const [, file, line, column, text] = /^(.*?):(\d+):(\d+): (.*)$/.exec(row) ?? [];
    if (file === undefined || text === undefined) return [];
    return [{ file, line: Number(line), column: Number(column), message: text }];
  });
}

/**
 * The scenario with this id, from `<id>.scenario.yaml` beside a lesson. Throws with everything that is wrong
 * with the file: a page with a broken scenario is not built.
 */
function parsedScenario(id: string): Scenario {
  const found = Object.entries(FILES).filter(([path]) => path.endsWith(`/${id}.scenario.yaml`));
  const [file, ...others] = found;
  if (file === undefined) {
    const ids = scenarioFiles().map((one) => one.id);
    throw new Error(unknownWord("scenario", id, ids));
  }
  if (others.length > 0) {
    throw new Error(`The scenario id ${id} is used twice: ${found.map(([path]) => path).join(", ")}.`);
  }
  const parsed = parseScenario(file[1], file[0].slice(1));
  if (!parsed.ok) {
    throw fileMistake("A scenario cannot be used.", parsed.problems);
  }
  return parsed.scenario;
}
