import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import type { Browser } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchPackagedBrowser } from "../../src/cli/browser.ts";
import { type BuiltSite, serveBuiltSite } from "../../src/cli/built-site.ts";

/** Pictures to compare with; `REJOIN_LOOKS=keep` takes them anew, to be looked at before they are committed. */
const KEPT = join(import.meta.dirname, "../fixtures/looks");
/** Where a picture goes that differs, with one that marks where. */
const SEEN = join(import.meta.dirname, "../../.looks");
const KEEPS = process.env["REJOIN_LOOKS"] === "keep";

/** Of a thousand pixels so many may differ: a letter more or less, no line of a drawing. */
const TOLERATED = 2 / 1000;

let browser: Browser;
let site: BuiltSite;

// Always the same browser and the site's own fonts, so that a difference is one of the site.
beforeAll(async () => {
  [site, browser] = await Promise.all([
    serveBuiltSite(join(import.meta.dirname, "../../dist")),
    launchPackagedBrowser(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const PAGES = [
  { name: "lesson", path: "/lessons/disconnects/what-have-you-seen/" },
  { name: "playground", path: "/playground/" },
];
const WIDTHS = [
  { width: 360, height: 780 },
  { width: 1440, height: 900 },
];

const LOOKS = PAGES.flatMap((page) =>
  WIDTHS.flatMap((viewport) =>
    (["light", "dark"] as const).map((colorScheme) => ({
      ...page,
      viewport,
      colorScheme,
      picture: `${page.name}-${viewport.width}-${colorScheme}.png`,
    })),
  ),
);

test.each(LOOKS)("$picture looks as it did", async ({ path, viewport, colorScheme, picture }) => {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    reducedMotion: "reduce",
    serviceWorkers: "block",
  });
  const page = await context.newPage();
  await page.goto(site.origin + path);
  const simulator = page.locator(".simulator[data-live]").first();
  await simulator.waitFor();
  await simulator.scrollIntoViewIfNeeded();
  await simulator.getByRole("button", { name: "To the end" }).click();
  await page.locator(".simulator[data-worker=ready]").first().waitFor();
  await simulator.getByRole("button", { name: "One step back" }).click();
  await page.evaluate(() => document.fonts.ready);
  // Until two pictures in a row are the same, something is still on its way.
  let seen = await page.screenshot({ caret: "hide" });
  await expect
    .poll(
      async () => {
        const before = seen;
        seen = await page.screenshot({ caret: "hide" });
        return seen.equals(before);
      },
      { timeout: 10_000, interval: 200 },
    )
    .toBe(true);
  await context.close();

  const file = join(KEPT, picture);
  if (KEEPS) {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(file, seen);
    return;
  }
  expect(existsSync(file), `there is no ${file}: REJOIN_LOOKS=keep takes it`).toBe(true);
  expect(shareOfDifference(picture, readFileSync(file), seen)).toBeLessThanOrEqual(TOLERATED);
});

/** How much of the picture differs; what does is put where it can be looked at. */
function shareOfDifference(picture: string, kept: Buffer, seen: Buffer): number {
  const [before, now] = [PNG.sync.read(kept), PNG.sync.read(seen)];
  const { width, height } = before;
  if (now.width !== width || now.height !== height) return 1;
  const marked = new PNG({ width, height });
  const different = pixelmatch(before.data, now.data, marked.data, width, height, { threshold: 0.15 });
  const share = different / (width * height);
  if (share > TOLERATED) {
    mkdirSync(SEEN, { recursive: true });
    writeFileSync(join(SEEN, picture), seen);
    writeFileSync(join(SEEN, `where-${picture}`), PNG.sync.write(marked));
  }
  return share;
}
