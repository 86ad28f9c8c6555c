import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";

/**
 * The JavaScript that a page has loaded once it answers to its reader, its worker's included: the size of each
 * file in bytes, gzipped. What is fetched only when a reader opens something is not among it.
 */
export async function scriptsLoadedBy(browser: Browser, url: string): Promise<ReadonlyMap<string, number>> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const sizes = new Map<string, number>();
  const reading: Promise<void>[] = [];
  context.on("response", (response) => {
    if (!/javascript/.test(response.headers()["content-type"] ?? "")) return;
    const name = new URL(response.url()).pathname;
    reading.push(response.body().then((body) => void sizes.set(name, gzipped(body))));
  });
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
  await Promise.all(reading);
  for (const [index, code] of inline.entries()) sizes.set(`inline script ${index + 1}`, gzipped(code));
  await context.close();
  return sizes;
}

/** All of it together, in bytes. */
export function totalOf(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function gzipped(code: string | Buffer): number {
  return gzipSync(code, { level: 9 }).length;
}
