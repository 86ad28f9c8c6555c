import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { timedInputs } from "../schemas/input-shape.ts";
import { parseScenario } from "../schemas/scenario-parser.ts";
import { formatProblem } from "../schemas/scenario-problem.ts";
import { withServerCode } from "../simulation/server-code.ts";
import { Session } from "../simulation/session.ts";
import "../simulation/whole.ts";
import { serializeEvent } from "../trace/serialize.ts";

const ROOT = join(import.meta.dirname, "../..");

/** What a test that was saved from the simulator asks for. */
export type ReplayRequest = {
  /** Id of one of the site's scenarios. */
  readonly scenario: string;
  readonly variant: string;
  readonly seed: number;
  /** Each as JSON; null: what the scenario's script does. */
  readonly inputs: readonly string[] | null;
  /** How far the run went, in virtual milliseconds. */
  readonly untilMs: number;
};

/**
 * Plays a run again, with the scenario and the Elixir as they are now: its trace, one line of JSON an event. Throws
 * for a scenario or a variant that is not there, and for inputs that are none.
 */
export function replay({ scenario: id, variant, seed, inputs, untilMs }: ReplayRequest): readonly string[] {
  const [file] = globSync(`content/**/${id}.scenario.yaml`, { cwd: ROOT });
  if (file === undefined) throw new Error(`there is no content/**/${id}.scenario.yaml`);
  const parsed = parseScenario(read(file), file);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  const scenario = withServerCode(parsed.scenario, read);
  const request = { scenario, variant, seed, untilMs };
  const done = inputs === null ? {} : { inputs: timedInputs.parse(inputs.map((input) => JSON.parse(input))) };
  return new Session().load({ ...request, ...done }).events.map(serializeEvent);
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}
