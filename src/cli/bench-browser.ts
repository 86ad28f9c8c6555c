import type { Page } from "playwright-core";
import type { Figure } from "./bench.ts";
import { measureEditing } from "./bench-editing.ts";
import { measureLongRun } from "./bench-long-run.ts";
import { p95, repeat, timeMoves } from "./bench-moves.ts";
import { launchBrowser } from "./browser.ts";
import { serveBuiltSite } from "./built-site.ts";
import { scriptsLoadedBy, totalOf } from "./page-weight.ts";

const LESSON = "/lessons/disconnects/what-have-you-seen/";
/** A run of so many steps has half as many trace events again. */
const STEPS = 1000;
const SCRUBBER = ".simulator input[type=range]";
const SAMPLES = 200;

/**
 * What a reader waits for in the browser: from the key press or the scrub to the frame that shows the new
 * moment, worker round trip and paint included. Frames come as fast as they can, not at a display's pace.
 */
export async function measureBrowser(dist: string): Promise<Figure[]> {
  const site = await serveBuiltSite(dist);
  const browser = await launchBrowser(["--disable-frame-rate-limit", "--disable-gpu-vsync"]);
  try {
    const url = site.origin + LESSON;
    const { byItself, stepping, acting } = await scriptsLoadedBy(browser, url);
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      serviceWorkers: "block",
    });
    await page.goto(url);
    const simulator = page.locator(".simulator[data-live]").first();
    await simulator.waitFor();
    await simulator.getByRole("button", { name: "To the start" }).click();
    await page.locator(".simulator[data-worker=ready]").first().waitFor();
    const stops = await growRun(page);
    const steps = await page.evaluate(
      timeMoves,
      repeat(SAMPLES, () => ({ key: "ArrowLeft" })),
    );
    const seeks = await page.evaluate(
      timeMoves,
      repeat(SAMPLES, (index) => ({ place: (index * 7919) % stops })),
    );
    return [
      {
        what: "JavaScript that the lesson page loads by itself, gzipped",
        measured: `${(totalOf(byItself) / 1024).toFixed(1)} KB`,
        goal: "at most 60 KB",
      },
      {
        what: "the same once its reader steps through a run, worker included",
        measured: `${(totalOf(stepping) / 1024).toFixed(1)} KB`,
        goal: "at most 60 KB",
      },
      {
        what: "the same once its reader acts: client, server and Elixir",
        measured: `${(totalOf(acting) / 1024).toFixed(1)} KB`,
        goal: "at most 90 KB",
      },
      ...(await measureEditing(browser, site.origin)),
      p95(`step to paint, p95, run of ${stops} steps`, steps, "under 16 ms"),
      p95("seek to paint, p95, same run", seeks, "under 50 ms"),
      ...(await measureLongRun(browser, url)),
    ];
  } finally {
    await browser.close();
    await site.close();
  }
}

// Steps on at the end, where every step lets the world go on, until the run is long.
async function growRun(page: Page): Promise<number> {
  await page.evaluate(timeMoves, [{ key: "End" }]);
  for (;;) {
    const stops = await page
      .locator(SCRUBBER)
      .first()
      .evaluate((slider) => {
        return slider instanceof HTMLInputElement ? Number(slider.max) + 1 : 0;
      });
    if (stops >= STEPS) return stops;
    await page.evaluate(
      timeMoves,
      repeat(100, () => ({ key: "ArrowRight" })),
    );
  }
}
