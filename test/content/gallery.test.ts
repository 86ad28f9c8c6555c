import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { checkFrontMatter } from "../../src/schemas/front-matter.ts";
import { GALLERY_VARIANTS, galleryEntry } from "../../src/schemas/gallery-entry.ts";
import type { Scenario } from "../../src/schemas/scenario.ts";
import { formatProblem } from "../../src/schemas/scenario-problem.ts";
import { checkExpectations } from "../../src/simulation/expectation.ts";
import { runScenario } from "../../src/simulation/run.ts";
import { allExercises } from "../simulation/exercise-files.ts";
import { readScenario } from "../simulation/scenario-files.ts";

/** The symptoms that the gallery must have. */
const WANTED = Array.from({ length: 22 }, (_, index) => `G${index + 1}`);

const exercises = allExercises();
const entries = globSync("content/gallery/*/index.mdx").sort().map(readEntry);

function readEntry(file: string) {
  const text = readFileSync(file, "utf8");
  const checked = checkFrontMatter(text, file, galleryEntry);
  if (!checked.ok) throw new Error(checked.problems.map(formatProblem).join("\n"));
  const body = text.replace(/^---\n[\s\S]*?\n---\n/, "").trim();
  const scenario = readScenario(`${dirname(file)}/${checked.data.scenario}.scenario.yaml`);
  return { ...checked.data, file, body, scenario };
}

/** The claims about one variant only, tried on a run of one of the two: those that hold there. */
function claimsHeld(scenario: Scenario, about: string, on: string): readonly boolean[] {
  const own = scenario.expect.filter(({ variants }) => variants?.length === 1 && variants[0] === about);
  const moved = { ...scenario, expect: own.map((claim) => ({ ...claim, variants: [on] })) };
  const run = runScenario(moved, { variant: on });
  const results = checkExpectations(moved, on, run.events, (client, atMs) => run.stateAt(client, atMs));
  return results.map(({ held }) => held);
}

test("every symptom has a page", () => {
  expect(entries.map(({ id }) => id).sort()).toEqual(WANTED.toSorted());
});

test("what an entry points to exists", () => {
  const lessons = globSync("content/lessons/*/*/index.mdx").map((file) =>
    dirname(file)
      .replace("content/lessons/", "")
      .replaceAll(/(^|\/)\d+-/g, "$1"),
  );
  expect(entries.flatMap((entry) => entry.lessons).filter((id) => !lessons.includes(id))).toEqual([]);
  const ids = entries.map(({ id }) => id);
  expect(entries.flatMap((entry) => entry.see).filter((id) => !ids.includes(id))).toEqual([]);
  for (const { id, see } of entries) expect(see).not.toContain(id);
});

describe.each(entries.map((entry) => [entry.id, entry] as const))("%s", (_, entry) => {
  const { scenario, body, file } = entry;
  const { symptom, fix } = GALLERY_VARIANTS;

  test("has the symptom first and the fix beside it", () => {
    const [first, ...others] = scenario.variants.map(({ id }) => id);
    expect(first).toBe(symptom);
    expect(others).toContain(fix);
  });

  test("proves the symptom: something holds of the one run that does not hold of the other", () => {
    expect(claimsHeld(scenario, symptom, symptom)).not.toContain(false);
    expect(claimsHeld(scenario, symptom, fix)).toContain(false);
  });

  test("proves it gone: something holds with the fix that does not hold without", () => {
    expect(claimsHeld(scenario, fix, fix)).not.toContain(false);
    expect(claimsHeld(scenario, fix, symptom)).toContain(false);
  });

  test("says what is seen, why, what mends it and what does not, and asks an exercise, at most two, in this order", () => {
    const parts = [...body.matchAll(/^<(Symptom|Cause|Fix|DeadEnds|Exercise)\b/gm)].map(([, name]) => name);
    expect(parts.slice(0, 5)).toEqual(["Symptom", "Cause", "Fix", "DeadEnds", "Exercise"]);
    expect(parts.slice(5).length === 0 || parts.slice(5).join() === "Exercise").toBe(true);
    for (const variant of [symptom, fix]) {
      const own = variant === symptom ? /<Cause[\s\S]*<\/Cause>/ : /<Fix[\s\S]*<\/Fix>/;
      expect(own.exec(body)?.[0]).toMatch(/<Step /);
    }
    expect(body).toMatch(/<Code /);
  });

  test("asks about its own scenario, in the simulator that shows the symptom", () => {
    const [, id] = /<Exercise id="([^"]+)"/.exec(body) ?? [];
    const own = exercises.find(({ exercise }) => exercise.id === id);
    expect(own?.exercise.scenario).toBe(scenario.id);
    const task = own?.exercise.task;
    if (task?.is === "build") expect(task.variant).toBe(symptom);
  });

  test("has no file beside it that it does not use", () => {
    const asked = [...body.matchAll(/<Exercise id="([^"]+)"/g)].map(([, id]) => `${id}.exercise.yaml`);
    const beside = globSync(`${dirname(file)}/*`).map((path) => basename(path));
    expect(beside.sort()).toEqual(["index.mdx", `${scenario.id}.scenario.yaml`, ...asked].sort());
  });

  test("is short", () => {
    const words = body
      .replaceAll(/<[^>]*>/g, " ")
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
    expect(words.length).toBeGreaterThanOrEqual(180);
    expect(words.length).toBeLessThanOrEqual(450);
  });
});
