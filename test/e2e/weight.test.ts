import { globSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { overweight, scriptsLoadedBy, scriptsLoadedByEditing, totalOf } from "../../src/cli/page-weight.ts";
import { Library } from "./reader.ts";

const dist = join(import.meta.dirname, "../../dist");
let library: Library;

beforeAll(async () => {
  library = await Library.open();
});

afterAll(async () => {
  await library?.close();
});

test("every page of the course and the gallery stays within its weight of JavaScript", async () => {
  const pages = globSync(["lessons/*/*/index.html", "gallery/*/index.html"], { cwd: dist });
  expect(pages.length).toBeGreaterThan(0);
  for (const file of pages) {
    const path = `/${file.replaceAll("\\", "/").replace(/index\.html$/, "")}`;
    const scripts = await scriptsLoadedBy(library.browser, library.site.origin + path);
    expect([...scripts.stepping.keys()].some((name) => name.includes("simulator"))).toBe(true);
    expect({ path, overweight: overweight(path, scripts) }).toEqual({ path, overweight: [] });
  }
});

/** Editor, parser and compiler, which are loaded when a reader wants to edit. */
const EDITING_BYTES = 250 * 1024;

test("editing stays within its weight on top of that", async () => {
  const path = "/lessons/creating-a-channel/telling-everyone/";
  const scripts = await scriptsLoadedByEditing(library.browser, library.site.origin + path);
  expect([...scripts.keys()].some((name) => name.includes("editor"))).toBe(true);
  expect({ scripts, tooMuch: Math.max(0, totalOf(scripts) - EDITING_BYTES) }).toMatchObject({ tooMuch: 0 });
});
