import type { Scenario, ScenarioVariant } from "../schemas/scenario.ts";
import type { ExpectationResult } from "../simulation/expectation.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { ClientId } from "../trace/ids.ts";
import { narrate } from "../trace/narration.ts";
import { canonicalJson, serializeEvent } from "../trace/serialize.ts";
import { isStep } from "../trace/step.ts";
import { traceLine } from "./trace-text.ts";

/** One variant of a scenario, run to its end and checked. */
export type CheckedRun = {
  readonly variant: ScenarioVariant;
  readonly seed: number;
  readonly events: readonly TraceEvent[];
  readonly expectations: readonly ExpectationResult[];
};

/** The runs for people: a section for each variant, with its trace and then its expectations. */
export function textReport(scenario: Scenario, runs: readonly CheckedRun[]): string {
  return sections(scenario, runs, ({ events }) => events.map(traceLine));
}

/** The runs as a reader of the site is told them: the sentence of every step, with its time. */
export function storyReport(scenario: Scenario, runs: readonly CheckedRun[]): string {
  const names = new Map<ClientId, string>(scenario.clients.map(({ id, name }) => [id, name]));
  return sections(scenario, runs, ({ events }) =>
    events
      .filter((event) => isStep(event, events))
      .map(({ seq, timeMs }) => `${String(timeMs).padStart(7)} ms  ${narrate(events, seq, names)}`),
  );
}

function sections(
  scenario: Scenario,
  runs: readonly CheckedRun[],
  linesOf: (run: CheckedRun) => readonly string[],
): string {
  const lines = [`${scenario.id}: ${scenario.title}`];
  for (const run of runs) {
    const { variant, seed, expectations } = run;
    lines.push(
      "",
      `variant ${variant.id} (${variant.label}): page ${variant.page}, server ${variant.server.join(" + ")}, seed ${seed}`,
      ...linesOf(run),
      "",
    );
    for (const { held, expected, seen, seq } of expectations) {
      if (held) lines.push(`held      ${expected}`);
      else lines.push(`NOT HELD  ${expected}; seen: ${seen}${seq === null ? "" : ` (trace event ${seq})`}`);
    }
    lines.push(`${countHeld(expectations)} of ${expectations.length} expectations held`);
  }
  return `${lines.join("\n")}\n`;
}

/** The runs for programs: the JSON object that docs/scenarios.md describes, one trace event a line. */
export function jsonReport(scenario: Scenario, runs: readonly CheckedRun[]): string {
  const sections = runs.map(({ variant, seed, events, expectations }) => {
    const results = expectations.map(({ expectation, held, expected, seen, seq }) => {
      const { variants, atMs, that } = expectation;
      return canonicalJson({ that, atMs, variants, held, expected, seen, seq });
    });
    return [
      `{"variant":${canonicalJson(variant.id)},"seed":${seed},"events":${list(events.map(serializeEvent))},`,
      `"expectations":${list(results)}}`,
    ].join("\n");
  });
  const held = runs.every(({ expectations }) => countHeld(expectations) === expectations.length);
  return `{"scenario":${canonicalJson(scenario.id)},"held":${held},"runs":${list(sections)}}\n`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "[]" : `[\n${items.join(",\n")}\n]`;
}

function countHeld(expectations: readonly ExpectationResult[]): number {
  return expectations.filter(({ held }) => held).length;
}
