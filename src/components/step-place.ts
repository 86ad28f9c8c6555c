import { runScenarioView } from "../simulation/run-view.ts";
import type { RunView } from "../simulation/simulator-api.ts";
import { narrate } from "../trace/narration.ts";
import { readShown } from "../ui/prose-steps.ts";
import { loadScenario } from "./scenario-source.ts";
import { readSource } from "./source-file.ts";

const runs = new Map<string, RunView>();

/**
 * Where a phrase of a lesson leads: the first step whose sentence matches, at or after a moment. Throws when there is
 * none, or when lines are shown that no file has, so that a page with a dead phrase is not built.
 */
export function stepOf(phrase: {
  readonly scenario: string;
  readonly variant?: string | undefined;
  readonly match: string;
  readonly after?: number | undefined;
  readonly shows?: string | undefined;
}): { readonly variant: string; readonly index: number; readonly drawn: boolean } {
  const scenario = loadScenario(phrase.scenario);
  const first = scenario.variants[0]?.id ?? "";
  const variant = phrase.variant ?? first;
  if (!scenario.variants.some(({ id }) => id === variant)) {
    const known = scenario.variants.map(({ id }) => id).join(", ");
    throw new Error(`the scenario ${phrase.scenario} has no variant ${variant}; it has: ${known}.`);
  }
  const key = `${phrase.scenario} ${variant}`;
  const run = runs.get(key) ?? runScenarioView(scenario, { variant, seed: scenario.seed });
  runs.set(key, run);
  const names = new Map(scenario.clients.map(({ id, name }) => [id, name]));
  const pattern = patternOf(phrase.match);
  const sentences = run.steps.map((seq) => narrate(run.events, seq, names));
  const index = run.steps.findIndex(
    (seq, place) =>
      (run.events[seq]?.timeMs ?? 0) >= (phrase.after ?? 0) && pattern.test(sentences[place] ?? ""),
  );
  if (index === -1) {
    const since = phrase.after === undefined ? "" : `, from ${phrase.after} ms on`;
    throw new Error(
      `no sentence of ${phrase.scenario} (variant ${variant}${since}) matches ${phrase.match}. The run says:\n${sentences.join("\n")}`,
    );
  }
  checkShown(phrase.shows ?? "");
  return { variant, index, drawn: variant === first };
}

function patternOf(match: string): RegExp {
  try {
    return new RegExp(match, "i");
  } catch (error) {
    throw new Error(`"match" is no pattern: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkShown(shows: string): void {
  const parts = shows.split(" ").filter((part) => part !== "");
  const read = readShown(shows);
  if (read.length !== parts.length) {
    throw new Error(
      `"shows" must be lines such as file.ex:3-5 or file.js:7, with blanks between, not "${shows}".`,
    );
  }
  for (const { file, from, to } of read) {
    const folder = file.endsWith(".js") ? "pages" : "channels";
    readSource(`content/${folder}/${file}`, { lines: `${from}-${to}` });
  }
}
