import type { Page } from "playwright-core";
import type { Figure } from "./bench.ts";
import { measureEditing } from "./bench-editing.ts";
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
      figure(`step to paint, p95, run of ${stops} steps`, steps, "under 16 ms"),
      figure("seek to paint, p95, same run", seeks, "under 50 ms"),
    ];
  } finally {
    await browser.close();
    await site.close();
  }
}

function figure(what: string, timesMs: readonly number[], goal: string): Figure {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  return { what, measured: `${p95.toFixed(1)} ms`, goal };
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

/** A key pressed inside the simulator, or the scrubber put to a place. */
type Move = { readonly key: string } | { readonly place: number };

function repeat(count: number, make: (index: number) => Move): Move[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/**
 * Runs in the page: makes one move after the other, and says how long each took until the new moment was
 * painted. Moves come at the pace of a held key, 30 a second: without a graphics card the screen is still busy
 * with the last frame for some 13 ms, which is not the next step's doing. No timer is waited for while the clock
 * runs: browsers hold nested timers back by 4 ms, which would count as ours.
 */
async function timeMoves(moves: readonly Move[]): Promise<number[]> {
  const simulator = document.querySelector(".simulator");
  const slider = simulator?.querySelector("input[type=range]");
  const step = simulator?.querySelector(".moment-step");
  // On the scrubber itself the browser handles the keys.
  const button = simulator?.querySelector(".transport button");
  if (!(slider instanceof HTMLInputElement) || step == null || button == null)
    throw new Error("no simulator");
  const afterPaint = (then: () => void): void => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(null);
    });
  };
  const times: number[] = [];
  for (const move of moves) {
    if ("place" in move && slider.value === String(move.place)) continue;
    await new Promise((resolve) => setTimeout(resolve, 33));
    const started = performance.now();
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${JSON.stringify(move)} changed nothing`)), 3000);
      const watch = new MutationObserver(() => {
        watch.disconnect();
        clearTimeout(late);
        afterPaint(resolve);
      });
      watch.observe(step, { characterData: true, childList: true, subtree: true });
      if ("key" in move) {
        button.dispatchEvent(
          new KeyboardEvent("keydown", { key: move.key, bubbles: true, cancelable: true }),
        );
      } else {
        slider.value = String(move.place);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    times.push(performance.now() - started);
  }
  return times;
}
