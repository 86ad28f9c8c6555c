import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext } from "playwright-core";

/** The service worker would load the whole site beside the page. */
const VISIT = { viewport: { width: 1440, height: 900 }, serviceWorkers: "block" } as const;

/** What a page has loaded by itself, once its reader has stepped through a run, and once they have acted in one. */
export type PageScripts = {
  readonly byItself: ReadonlyMap<string, number>;
  readonly stepping: ReadonlyMap<string, number>;
  readonly acting: ReadonlyMap<string, number>;
};

/**
 * What a page may load, gzipped: until its reader has stepped through a run, worker included; and with client, server
 * and Elixir, which are loaded when somebody acts.
 */
const LIMITS_BYTES = { stepping: 50 * 1024, acting: 103 * 1024 };
/** Some symptoms take more of Elixir's library when somebody acts: presence, bytes, a crash and its log. */
const GALLERY_ACTING_BYTES = 113 * 1024;

/** Whether a page of this address shows a run that a reader can take over. */
export function hasSimulator(path: string): boolean {
  return /^\/(lessons|gallery)\/./.test(path);
}

/** What of a page's scripts is heavier than it may be; empty where nothing is. */
export function overweight(path: string, scripts: PageScripts): readonly string[] {
  const acting = path.startsWith("/gallery/") ? GALLERY_ACTING_BYTES : LIMITS_BYTES.acting;
  const limits = { ...LIMITS_BYTES, acting };
  return (["stepping", "acting"] as const).flatMap((when) => {
    const bytes = totalOf(scripts[when]);
    if (bytes <= limits[when]) return [];
    const largest = [...scripts[when]].sort(([, a], [, b]) => b - a).slice(0, 5);
    const files = largest.map(([name, size]) => `${name} ${size}`).join(", ");
    return [`${when}: ${bytes} bytes of JavaScript, ${limits[when]} are allowed; the largest: ${files}`];
  });
}

/**
 * The JavaScript of a page, its worker's included: the size of each file in bytes, gzipped.
 */
export async function scriptsLoadedBy(browser: Browser, url: string): Promise<PageScripts> {
  const context = await browser.newContext(VISIT);
  const { sizes, read } = watchScripts(context);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(".simulator[data-live]").first().waitFor();
  await page.waitForLoadState("networkidle");
  const inline = await page
    .locator("script:not([src])")
    .evaluateAll((scripts) =>
      scripts
        .filter((script) => !/json/.test(script.getAttribute("type") ?? ""))
        .map((script) => script.textContent ?? ""),
    );
  await read();
  for (const [index, code] of inline.entries()) sizes.set(`inline script ${index + 1}`, gzipped(code));
  const byItself = new Map(sizes);
  const simulator = page.locator(".simulator").first();
  // From the start: at the last step the next one is made, by a world that has to be loaded.
  await simulator.getByRole("button", { name: "To the start" }).click();
  await simulator.getByRole("button", { name: "One step forward" }).click();
  await page.locator(".simulator[data-worker=ready]").first().waitFor();
  await page.waitForLoadState("networkidle");
  await read();
  const stepping = new Map(sizes);
  await simulator.getByRole("tab", { name: "Take over" }).click();
  await simulator.locator(".act").first().click();
  await simulator.getByText("Your own run").waitFor();
  await page.waitForLoadState("networkidle");
  await read();
  await context.close();
  return { byItself, stepping, acting: sizes };
}

/** What the editor of a lesson's Elixir loads besides: the size of each file in bytes, gzipped. */
export async function scriptsLoadedByEditing(
  browser: Browser,
  url: string,
): Promise<ReadonlyMap<string, number>> {
  const context = await browser.newContext(VISIT);
  const { sizes, read } = watchScripts(context);
  const page = await context.newPage();
  await page.goto(url);
  const simulator = page.locator(".simulator[data-live]").first();
  await simulator.getByRole("tab", { name: "Take over" }).click();
  await simulator.locator(".act").first().click();
  await simulator.getByText("Your own run").waitFor();
  await page.waitForLoadState("networkidle");
  await read();
  const before = new Set(sizes.keys());
  const figure = page.locator("figure[data-editable]").first();
  await figure.getByRole("button", { name: "Edit and run" }).click();
  await figure.locator(".editor-run").click();
  await figure.getByText("It ran").waitFor();
  await page.waitForLoadState("networkidle");
  await read();
  await context.close();
  return new Map([...sizes].filter(([name]) => !before.has(name)));
}

/** Weighs every script that the pages of a context load; `read` waits for those on their way. */
function watchScripts(context: BrowserContext) {
  const sizes = new Map<string, number>();
  const reading: Promise<void>[] = [];
  context.on("response", (response) => {
    if (!/javascript/.test(response.headers()["content-type"] ?? "")) return;
    const name = new URL(response.url()).pathname;
    reading.push(response.body().then((body) => void sizes.set(name, gzipped(body))));
  });
  return { sizes, read: () => Promise.all(reading) };
}

/** All of it together, in bytes. */
export function totalOf(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function gzipped(code: string | Buffer): number {
  return gzipSync(code, { level: 9 }).length;
}
