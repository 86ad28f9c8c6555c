import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { allExercises } from "../simulation/exercise-files.ts";
import { allScenarios } from "../simulation/scenario-files.ts";

const rows = z
  .array(z.strictObject({ id: z.string(), part: z.string(), teaches: z.string() }))
  .parse(parse(readFileSync("content/curriculum.yaml", "utf8")))
  .map(({ id }) => id);
const lessons = globSync("content/lessons/**/index.mdx").sort();
const scenarios = allScenarios();
const exercises = allExercises();

function frontmatterOf(file: string): { readonly covers: readonly string[] } {
  const yaml = /^---\n([\s\S]*?)\n---\n/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return z.looseObject({ covers: z.array(z.string()) }).parse(parse(yaml));
}

describe.each(rows)("row %s of the curriculum", (row) => {
  test("is explained in a lesson", () => {
    expect(lessons.filter((file) => frontmatterOf(file).covers.includes(row))).not.toEqual([]);
  });

  test("is shown by a scenario, which says what proves it", () => {
    const showing = scenarios.filter(({ covers }) => covers.includes(row));
    expect(showing.map(({ id }) => id)).not.toEqual([]);
    for (const { expect: expectations } of showing) {
      expect(expectations.some(({ proves }) => proves.includes(row))).toBe(true);
    }
  });

  test("is practised in an exercise", () => {
    expect(exercises.filter(({ exercise }) => exercise.covers.includes(row))).not.toEqual([]);
  });
});

test("nothing claims to cover a row that the curriculum does not have", () => {
  const claimed = [
    ...lessons.flatMap((file) => frontmatterOf(file).covers),
    ...scenarios.flatMap(({ covers }) => covers),
    ...exercises.flatMap(({ exercise }) => exercise.covers),
  ];
  expect(claimed.filter((row) => !rows.includes(row))).toEqual([]);
});

describe.each(lessons)("%s", (file) => {
  const text = readFileSync(file, "utf8");
  const folder = dirname(file);
  const named = (component: string, attribute: string): readonly string[] =>
    [...text.matchAll(new RegExp(`<${component}\\b[^>]*?\\b${attribute}="([^"]*)"`, "g"))].map(
      ([, id]) => id ?? "",
    );

  test("has a simulator and an exercise, and covers what they cover", () => {
    expect(named("Simulator", "scenario")).not.toEqual([]);
    expect(named("Exercise", "id")).not.toEqual([]);
    const { covers } = frontmatterOf(file);
    const shown = [
      ...scenarios
        .filter(({ id }) => named("Simulator", "scenario").includes(id))
        .flatMap((one) => one.covers),
      ...exercises
        .filter(({ exercise }) => named("Exercise", "id").includes(exercise.id))
        .flatMap((one) => one.exercise.covers),
    ];
    for (const row of covers) expect(shown).toContain(row);
  });

  test("shows every scenario and asks every exercise that lies beside it", () => {
    const beside = (ending: string) =>
      globSync(`${folder}/*${ending}`)
        .map((path) => basename(path, ending))
        .sort();
    expect([...new Set(named("Simulator", "scenario"))].sort()).toEqual(beside(".scenario.yaml"));
    expect([...new Set(named("Exercise", "id"))].sort()).toEqual(beside(".exercise.yaml"));
  });

  test("puts everything into scenes", () => {
    const body = text.replace(/^---\n[\s\S]*?\n---\n/, "").trim();
    expect(body.startsWith("<Scene>")).toBe(true);
    expect(body.endsWith("</Scene>")).toBe(true);
    const outside = body.replaceAll(/<Scene>[\s\S]*?<\/Scene>/g, "").trim();
    expect(outside).toBe("");
  });
});

test("every file in a lesson's folder is one that something finds", () => {
  const strange = globSync("content/lessons/**/*.*").filter(
    (file) => !/\/(index\.mdx|[\w-]+\.(scenario|exercise)\.yaml)$/.test(file),
  );
  expect(strange).toEqual([]);
});
