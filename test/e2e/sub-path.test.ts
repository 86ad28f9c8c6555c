import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../src/cli/browser.ts";
import { type BuiltSite, serveBuiltSite } from "../../src/cli/built-site.ts";
import { LESSON, Reader } from "./reader.ts";

const BASE = "/learn/rejoin";
const ROOT = join(import.meta.dirname, "../..");

let folder: string;
let site: BuiltSite;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rejoin-sub-path-"));
  const build = ["src/cli/site.ts", "build", "--base", BASE, "--outDir", folder];
  // Vitest's own BASE_URL and its like would be the build's.
  const { PATH, HOME } = process.env;
  const { status, stderr } = spawnSync("node", build, { cwd: ROOT, encoding: "utf8", env: { PATH, HOME } });
  if (status !== 0) throw new Error(`the build under ${BASE} failed:\n${stderr}`);
  site = await serveBuiltSite(folder, BASE);
  browser = await launchBrowser();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("every address in every page stays under the path, and is there", () => {
  const pages = globSync("**/*.html", { cwd: folder });
  expect(pages.length).toBeGreaterThan(20);
  const astray = pages.flatMap((page) => {
    const html = readFileSync(join(folder, page), "utf8");
    // What stands in data (the text of a frame, a URL of the simulated server) is no address of the site.
    const marks = html.replace(/<script[^>]*type="application\/json"[^>]*>[\s\S]*?<\/script>/g, "");
    const addresses = [...marks.matchAll(/\s(?:href|src)="(\/[^"#?]*)/g)].map(([, address]) => address ?? "");
    return [...new Set(addresses)]
      .filter((address) => !isThere(address))
      .map((address) => `${page}: ${address}`);
  });
  expect(astray).toEqual([]);
});

function isThere(address: string): boolean {
  if (!address.startsWith(`${BASE}/`)) return false;
  const file = join(folder, decodeURIComponent(address.slice(BASE.length)));
  return existsSync(file) && (statSync(file).isFile() || existsSync(join(file, "index.html")));
}

test("a reader steps, acts, edits and searches under the path", async () => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: "block",
  });
  const page = await context.newPage();
  const reader = new Reader(page, site.origin + BASE);
  await page.goto(site.origin + BASE + LESSON);
  await reader.ready();
  await reader.forward();
  await reader.panel("Take over");
  await reader.simulator.locator(".act").first().click();
  await reader.simulator.getByText("Your own run").waitFor();
  const figure = page.locator("figure[data-editable]").first();
  await figure.getByRole("button", { name: "Edit and run" }).click();
  await figure.locator(".editor-run").click();
  await figure.getByText("It ran").waitFor();
  await page.locator("[data-search]").click();
  await page.getByRole("searchbox").fill("heartbeat");
  await page.locator("dialog").getByRole("link").first().click();
  await page.waitForURL(`${site.origin}${BASE}/**`);
  expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
  expect(reader.complaints).toEqual([]);
  expect(reader.outside).toEqual([]);
  await context.close();
}, 90_000);
