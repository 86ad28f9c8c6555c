import type { TraceEvent } from "../../trace/event.ts";
import type { TimedInput } from "../../trace/input.ts";
import { canonicalJson, serializeEvent } from "../../trace/serialize.ts";

/** A run, as far as it is needed to play it again. */
export type ReplayedRun = {
  readonly scenario: string;
  readonly title: string;
  readonly variant: string;
  readonly seed: number;
  /** Null: the scenario's script. */
  readonly inputs: readonly TimedInput[] | null;
  readonly events: readonly TraceEvent[];
};

/** The text of a Vitest test for this project, which plays the run again and holds every event of it to be the same. */
export function replayTest({ scenario, title, variant, seed, inputs, events }: ReplayedRun): string {
  const untilMs = events.at(-1)?.timeMs ?? 0;
  const script =
    inputs === null
      ? "null, // what the scenario's script does"
      : `[\n${inputs.map((input) => `      ${quoted(canonicalJson(input))},\n`).join("")}    ],`;
  return `// A run saved from the simulator. Put this file into Rejoin's folder test/, and run
//   npx vitest run --project unit test/${testFileName(scenario, variant)}
import { expect, test } from "vitest";
import { replay } from "../src/cli/replay.ts";

test(${quoted(`${title} (${variant}): every event is as it was`)}, () => {
  const events = replay({
    scenario: ${quoted(scenario)},
    variant: ${quoted(variant)},
    seed: ${seed},
    inputs: ${script}
    untilMs: ${untilMs},
  });
  expect(events).toEqual([
${events.map((event) => `    ${quoted(serializeEvent(event))},\n`).join("")}  ]);
});
`;
}

export function testFileName(scenario: string, variant: string): string {
  return `${scenario}-${variant}.test.ts`;
}

/** A string of TypeScript, whatever stands in it. JSON keeps its quotes readable in it. */
function quoted(text: string): string {
  const escaped = text.replace(/[\\'\n\r\u2028\u2029\p{Surrogate}]/gu, (letter) => {
    if (letter === "\\" || letter === "'") return `\\${letter}`;
    return `\\u${(letter.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
  return `'${escaped}'`;
}
