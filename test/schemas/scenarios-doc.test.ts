import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scenarioFile } from "../../src/schemas/scenario-file.ts";
import { SCENARIO_LIMITS } from "../../src/schemas/scenario-limits.ts";
import { parseScenario } from "../../src/schemas/scenario-parser.ts";
import { checkExpectations } from "../../src/simulation/expectation.ts";
import { runScenario } from "../../src/simulation/run.ts";
import { withServerCode } from "../../src/simulation/server-code.ts";
import "../../src/simulation/whole.ts";

const doc = readFileSync("docs/scenarios.md", "utf8");

test("the example in docs/scenarios.md is a valid scenario whose expectations hold", () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(doc)?.[1] ?? "";
  const parsed = parseScenario(example, "docs/scenarios.md");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const scenario = withServerCode(parsed.scenario, (file) => readFileSync(file, "utf8"));
  expect(scenario.variants).not.toHaveLength(0);
  for (const { id } of scenario.variants) {
    const run = runScenario(scenario, { variant: id });
    const results = checkExpectations(scenario, id, run.events, (client, atMs) => run.stateAt(client, atMs));
    expect(results.filter(({ held }) => !held)).toEqual([]);
  }
});

const { shape } = scenarioFile;
const inputs = shape.inputs.unwrap().element.options;
const claims = shape.expect.unwrap().element.options;

test.each(inputs.map(({ shape }) => ({ name: shape.do.value, keys: Object.keys(shape) })))(
  "docs/scenarios.md has a row for the input $name with all of its keys",
  ({ name, keys }) => {
    expectRow(name, keys, ["do", "at"]);
  },
);

test.each(claims.map(({ shape }) => ({ name: shape.that.value, keys: Object.keys(shape) })))(
  "docs/scenarios.md has a row for the claim $name with all of its keys",
  ({ name, keys }) => {
    expectRow(name, keys, ["that", "at", "variants", "proves", "client"]);
  },
);

test.each(Object.keys(shape))("docs/scenarios.md has a row for the key %s", (key) => {
  expect(doc).toContain(`\n| \`${key}\` | `);
});

test("docs/scenarios.md states the limits that are enforced", () => {
  const { clients, variants, inputs, expectations, fileBytes, problems } = SCENARIO_LIMITS;
  expect(doc).toContain(`1 to ${clients} viewers`);
  expect(doc).toContain(`1 to ${variants} positions`);
  expect(SCENARIO_LIMITS.covers).toBe(2);
  expect(doc).toContain("two at most");
  expect(doc).toContain(`up to ${inputs} things that happen`);
  expect(doc).toContain(`up to ${expectations} things that must be true`);
  expect(doc).toContain(`at most ${fileBytes / 1024} KB`);
  expect(doc).toContain(`(at most ${problems})`);
});

function expectRow(name: string, keys: readonly string[], explainedElsewhere: readonly string[]): void {
  const row = doc.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";
  for (const key of keys.filter((key) => !explainedElsewhere.includes(key)))
    expect(row).toContain(`\`${key}\``);
  expect(row.split("|").at(-2)?.trim()).not.toBe("");
  expect(row).not.toBe("");
}
