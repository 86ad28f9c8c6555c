import { globSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scriptsLoadedBy, scriptsLoadedByEditing, totalOf } from "../../src/cli/page-weight.ts";
import { Library } from "./reader.ts";

/**
 * What a lesson page may load, gzipped: until its reader has stepped through a run, worker included; and with client,
 * server and Elixir, which are loaded when somebody acts.
 */
const BUDGET_BYTES = { stepping: 60 * 1024, acting: 119 * 1024 };
/** Some symptoms take more of Elixir's library when somebody acts: presence, bytes, a crash and its log. */
const GALLERY_ACTING_BYTES = 140 * 1024;

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
    const path = `/${file.replace(/index\.html$/, "")}`;
    const { stepping, acting } = await scriptsLoadedBy(library.browser, library.site.origin + path);
    expect([...stepping.keys()].some((name) => name.includes("simulator"))).toBe(true);
    expect({ path, stepping, tooMuch: Math.max(0, totalOf(stepping) - BUDGET_BYTES.stepping) }).toMatchObject(
      {
        tooMuch: 0,
      },
    );
    const most = file.startsWith("gallery/") ? GALLERY_ACTING_BYTES : BUDGET_BYTES.acting;
    expect({ path, acting, tooMuch: Math.max(0, totalOf(acting) - most) }).toMatchObject({
      tooMuch: 0,
    });
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
