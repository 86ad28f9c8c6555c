import { parseArgs } from "node:util";
import type { Scenario } from "../schemas/scenario.ts";
import { unknownWord } from "../schemas/scenario-message.ts";
import { parseScenario } from "../schemas/scenario-parser.ts";
import { formatProblem } from "../schemas/scenario-problem.ts";
import type { StateAt } from "../simulation/claim.ts";
import { checkExpectations } from "../simulation/expectation.ts";
import type { TraceEvent } from "../trace/event.ts";
import { type CheckedRun, jsonReport, storyReport, textReport } from "./run-report.ts";

/** What the command needs of the world outside. */
export type SimulateOutside = {
  /** The text of the file; throws an `Error` whose message says why it cannot be read. */
  readonly readFile: (file: string) => string;
  readonly run: RunScenario;
};

/** Runs a scenario to its end; src/simulation/world.ts does so. */
export type RunScenario = (
  scenario: Scenario,
  options: { readonly variant: string; readonly seed: number },
) => { readonly events: readonly TraceEvent[]; readonly stateAt: StateAt };

/** 0: every expectation holds. 1: some do not. 2: bad arguments or a bad file. */
export type SimulateResult = {
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
};

const USAGE = `Usage: npm run simulate -- FILE.scenario.yaml [options]

Runs a scenario and prints its trace, and whether each of its expectations holds.

  --variant ID    run this variant only; without it every variant is run
  --seed N        a whole number from 0 to 4294967295 instead of the scenario's seed
  --format text   one line for each trace event (the default)
  --format story  one sentence for each step, as the simulator on the page tells it
  --format json   one JSON object, described in docs/scenarios.md
  --help          print this

Exit status: 0 all expectations hold, 1 some do not, 2 bad file or bad arguments.
`;

const REPORTS = { text: textReport, story: storyReport, json: jsonReport } as const;

type Format = keyof typeof REPORTS;

const FORMATS: readonly Format[] = ["text", "story", "json"];

class BadArguments extends Error {}

/** The command without its surroundings: arguments in, output and exit status out. */
export function simulate(args: readonly string[], outside: SimulateOutside): SimulateResult {
  try {
    const options = readOptions(args);
    if (options === "help") return { exitCode: 0, stdout: USAGE, stderr: "" };
    const parsed = parseScenario(readFile(outside, options.file), options.file);
    if (!parsed.ok) {
      return { exitCode: 2, stdout: "", stderr: `${parsed.problems.map(formatProblem).join("\n")}\n` };
    }
    const runs = runVariants(parsed.scenario, options, outside.run);
    const held = runs.every((run) => run.expectations.every((expectation) => expectation.held));
    return { exitCode: held ? 0 : 1, stdout: REPORTS[options.format](parsed.scenario, runs), stderr: "" };
  } catch (error) {
    if (error instanceof BadArguments)
      return { exitCode: 2, stdout: "", stderr: `simulate: ${error.message}\n` };
    throw error;
  }
}

type Options = {
  readonly file: string;
  readonly variant: string | null;
  readonly seed: number | null;
  readonly format: Format;
};

function readOptions(args: readonly string[]): Options | "help" {
  const { values, positionals } = parse(args);
  if (values.help === true) return "help";
  const [file, ...others] = positionals;
  if (file === undefined) throw new BadArguments("which scenario? Give the path of one *.scenario.yaml file");
  if (others.length > 0) throw new BadArguments(`one file at a time, not ${positionals.length}`);
  const { format: word = "text" } = values;
  const format = FORMATS.find((one) => one === word);
  if (format === undefined) throw new BadArguments(unknownWord("format", word, FORMATS));
  return { file, variant: values.variant ?? null, seed: readSeed(values.seed), format };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        variant: { type: "string" },
        seed: { type: "string" },
        format: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error));
  }
}

function readSeed(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (seed <= 0xffff_ffff) return seed;
  throw new BadArguments(`--seed must be a whole number from 0 to 4294967295, not ${JSON.stringify(text)}`);
}

function readFile(outside: SimulateOutside, file: string): string {
  try {
    return outside.readFile(file);
  } catch (error) {
    throw new BadArguments(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function runVariants(scenario: Scenario, options: Options, run: RunScenario): readonly CheckedRun[] {
  const chosen = scenario.variants.filter(({ id }) => options.variant === null || options.variant === id);
  if (chosen.length === 0) {
    const allowed = scenario.variants.map(({ id }) => id);
    throw new BadArguments(unknownWord("variant", options.variant, allowed));
  }
  const seed = options.seed ?? scenario.seed;
  return chosen.map((variant) => {
    const { events, stateAt } = run(scenario, { variant: variant.id, seed });
    const expectations = checkExpectations(scenario, variant.id, events, stateAt);
    return { variant, seed, events, expectations };
  });
}
