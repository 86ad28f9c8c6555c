import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../../src/cli/browser.ts";
import { type BuiltSite, serveBuiltSite } from "../../src/cli/built-site.ts";
import { writeServiceWorker } from "../../src/cli/service-worker.ts";
import { LESSON } from "./reader.ts";

const DIST = join(import.meta.dirname, "../../dist");

let browser: Browser;
let folder: string;
let site: BuiltSite;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rejoin-offline-"));
  cpSync(DIST, folder, { recursive: true });
  site = await serveBuiltSite(folder);
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  await page.goto(`${site.origin}/`);
  // The first visit is over when the whole site is kept.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}, 60_000);

afterEach(async () => {
  await context.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

test("after the first visit everything works without the server", async () => {
  await site.close();

  // A lesson that was never opened: stepping, acting, editing.
  await page.goto(site.origin + LESSON);
  const simulator = page.locator(".simulator[data-live]").first();
  await simulator.getByRole("button", { name: "One step forward" }).click();
  await page.locator(".simulator[data-worker=ready]").first().waitFor();
  await simulator.getByRole("tab", { name: "Take over" }).click();
  await simulator.locator(".act").first().click();
  await simulator.getByText("Your own run").waitFor();
  await simulator.getByRole("tab", { name: "Statecharts" }).click();
  await simulator.locator(".chart").first().waitFor();
  const figure = page.locator("figure[data-editable]").first();
  await figure.getByRole("button", { name: "Edit and run" }).click();
  await figure.locator(".editor-run").click();
  await figure.getByText("It ran").waitFor();

  // The search, the gallery, and a link to a term.
  await page.keyboard.press("Escape");
  await page.locator("[data-search]").click();
  await page.getByRole("searchbox").fill("heartbeat");
  await page.locator("dialog").getByRole("link").first().waitFor();
  await page.goto(`${site.origin}/gallery/`);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).not.toBe("");

  // As the host would: a folder without its last stroke, and an address that is nowhere.
  await page.goto(`${site.origin}/gallery`);
  expect(new URL(page.url()).pathname).toBe("/gallery/");
  await page.goto(`${site.origin}/lessons/nowhere/`);
  expect(await page.title()).toContain("Page not found");
}, 90_000);

test("a new version is offered, and comes when the reader says so", async () => {
  await page.goto(site.origin + LESSON);
  expect(await page.title()).not.toContain("renewed");
  await renew();
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const bar = page.locator(".update-bar");
  await bar.getByText("newer version").waitFor();

  // "Later" leaves everything as it is, also on the next page.
  await bar.getByRole("button", { name: "Later" }).click();
  await bar.waitFor({ state: "detached" });
  await page.goto(`${site.origin}/glossary/`);
  expect(await page.locator("[data-renewed]").count()).toBe(0);

  await bar.getByRole("button", { name: "Use it now" }).click();
  await page.locator("[data-renewed]").waitFor({ state: "attached" });
}, 90_000);

/** Puts a newer version of the site in the place of the one that is served. */
async function renew(): Promise<void> {
  appendFileSync(join(folder, "glossary/index.html"), "<i data-renewed hidden></i>");
  await writeServiceWorker(folder);
}
