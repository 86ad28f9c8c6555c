import { globSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scriptsLoadedBy, totalOf } from "../../src/cli/page-weight.ts";
import { Library } from "./reader.ts";

/** What a lesson page may load by itself, and with its simulator running, gzipped, before anything is edited. */
const BUDGET_BYTES = { byItself: 60 * 1024, running: 90 * 1024 };

const dist = join(import.meta.dirname, "../../dist");
let library: Library;

beforeAll(async () => {
  library = await Library.open();
});

afterAll(async () => {
  await library?.close();
});

test("every lesson page stays within its weight of JavaScript", async () => {
  const pages = globSync("lessons/*/*/index.html", { cwd: dist });
  expect(pages.length).toBeGreaterThan(0);
  for (const file of pages) {
    const path = `/${file.replace(/index\.html$/, "")}`;
    const { byItself, running } = await scriptsLoadedBy(library.browser, library.site.origin + path);
    expect([...running.keys()].some((name) => name.includes("simulator"))).toBe(true);
    expect(totalOf(byItself)).toBeGreaterThan(0);
    expect({
      path,
      running,
      tooMuch: Math.max(
        0,
        totalOf(running) - BUDGET_BYTES.running,
        totalOf(byItself) - BUDGET_BYTES.byItself,
      ),
    }).toMatchObject({ tooMuch: 0 });
  }
});
