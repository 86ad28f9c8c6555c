import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pagePath } from "../../src/schemas/page-text.ts";
import { serverPaths } from "../../src/schemas/server-paths.ts";
import { allScenarios } from "../simulation/scenario-files.ts";

const scenarios = new Map(allScenarios().map((scenario) => [scenario.id, scenario]));
const pages = globSync("content/**/index.mdx").sort();

/** The values of an attribute of a component in a page. */
function attributes(page: string, tag: RegExp, name: string): readonly string[] {
  return [...page.matchAll(tag)].flatMap(
    ([written]) => new RegExp(`\\b${name}="([^"]+)"`).exec(written)?.[1] ?? [],
  );
}

test("there is code to edit", () => {
  expect(
    pages.filter((file) => /<Code [^>]*\beditable\b/.test(readFileSync(file, "utf8"))).length,
  ).toBeGreaterThan(10);
});

test.each(pages)("the code to edit in %s is what a simulator of the page runs", (file) => {
  const page = readFileSync(file, "utf8");
  const run = [
    ...attributes(page, /<Simulator [^>]*>/g, "scenario"),
    // An entry of the gallery names it above its text.
    ...(/^scenario: (.+)$/m.exec(page)?.slice(1) ?? []),
  ].flatMap((id) =>
    (scenarios.get(id)?.variants ?? []).flatMap(({ server, page }) => [
      ...serverPaths(server),
      pagePath(page),
    ]),
  );
  for (const edited of attributes(page, /<Code [^>]*\beditable\b[^>]*>/g, "file"))
    expect(run).toContain(edited);
});
