import { globSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { checkExpectations } from "../../src/simulation/expectation.ts";
import { runScenario } from "../../src/simulation/run.ts";
import { readScenario } from "../simulation/scenario-files.ts";

const files = globSync("content/{lessons,gallery,playground}/**/*.scenario.yaml").sort();

test("there are scenarios", () => {
  expect(files.length).toBeGreaterThanOrEqual(7);
});

test.each(files)("%s is valid, and its id is its name", (file) => {
  expect(`${readScenario(file).id}.scenario.yaml`).toBe(basename(file));
});

const variants = files.flatMap((file) => readScenario(file).variants.map(({ id }) => ({ file, id })));

test.each(variants)("$file: all expectations hold in variant $id", ({ file, id }) => {
  const scenario = readScenario(file);
  const run = runScenario(scenario, { variant: id });
  const results = checkExpectations(scenario, id, run.events, (client, atMs) => run.stateAt(client, atMs));
  expect(results).not.toHaveLength(0);
  expect(results.filter(({ held }) => !held).map(({ expected, seen }) => ({ expected, seen }))).toEqual([]);
});

test("no two scenarios have the same id", () => {
  const names = files.map((file) => basename(file));
  expect([...new Set(names)]).toEqual(names);
});
