import { globSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Figure } from "./bench.ts";
import { launchBrowser } from "./browser.ts";
import { serveBuiltSite } from "./built-site.ts";
import { scriptsLoadedBy, totalOf } from "./page-weight.ts";

const EVENTS = 1000;
const SAMPLES = 200;

/**
 * What a reader waits for in the browser: from the key press or the scrub to the frame that shows the new
 * moment, worker round trip and paint included. Frames come as fast as they can, not at a display's pace.
 */
export async function measureBrowser(dist: string): Promise<Figure[]> {
  const lesson = globSync("lessons/**/index.html", { cwd: dist }).sort()[0];
  if (lesson === undefined) throw new Error("no lesson page in the built site");
  const site = await serveBuiltSite(dist);
  const browser = await launchBrowser(["--disable-frame-rate-limit", "--disable-gpu-vsync"]);
  try {
    const url = `${site.origin}/${lesson.replace(/index\.html$/, "")}`;
    const weight = totalOf(await scriptsLoadedBy(browser, url)) / 1024;
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    await page.locator(".simulator[data-live]").waitFor();
    const events = await growRun(page);
    const steps = await page.evaluate(timeKeys, { key: "ArrowLeft", samples: SAMPLES });
    const seeks = await page.evaluate(timeScrubs, { samples: SAMPLES });
    return [
      {
        what: "JavaScript of the lesson page, worker included, gzipped",
        measured: `${weight.toFixed(1)} KB`,
        goal: "at most 60 KB",
      },
      figure(`step to paint, p95, run of ${events} steps and more events`, steps, "under 16 ms"),
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

// Pulls a cable and steps on at the end, where every step lets the world go on, until the run is long.
async function growRun(page: Page): Promise<number> {
  await page
    .locator(".simulator")
    .focus()
    .catch(() => {});
  await page.evaluate(timeKeys, { key: "End", samples: 1 });
  for (;;) {
    const stops = await page.locator(".simulator input[type=range]").evaluate((slider) => {
      return slider instanceof HTMLInputElement ? Number(slider.max) + 1 : 0;
    });
    if (stops >= EVENTS) return stops;
    await page.evaluate(timeKeys, { key: "ArrowRight", samples: 100 });
  }
}

/** Runs in the page: presses a key so many times, and says how long each took until it was painted. */
async function timeKeys({ key, samples }: { key: string; samples: number }): Promise<number[]> {
  const simulator = document.querySelector(".simulator");
  const slider = simulator?.querySelector("input[type=range]");
  // On the scrubber itself the browser handles these keys.
  const target = simulator?.querySelector(".transport button");
  if (!(slider instanceof HTMLInputElement) || target == null) throw new Error("no scrubber");
  const times: number[] = [];
  for (let count = 0; count < samples; count += 1) {
    const before = slider.value;
    const started = performance.now();
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (slider.value !== before) requestAnimationFrame(() => setTimeout(resolve));
        else if (performance.now() - started > 3000) reject(new Error(`${key} changed nothing`));
        else setTimeout(look);
      };
      look();
    });
    times.push(performance.now() - started);
  }
  return times;
}

/** Runs in the page: scrubs to moments all over the run. */
async function timeScrubs({ samples }: { samples: number }): Promise<number[]> {
  const simulator = document.querySelector(".simulator");
  const slider = simulator?.querySelector("input[type=range]");
  const sentence = simulator?.querySelector("[aria-live]");
  if (!(slider instanceof HTMLInputElement) || !(sentence instanceof HTMLElement))
    throw new Error("no scrubber");
  const times: number[] = [];
  for (let count = 0; count < samples; count += 1) {
    const before = sentence.textContent;
    const place = (count * 7919) % Number(slider.max);
    const started = performance.now();
    slider.value = String(place);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise<void>((resolve) => {
      const look = (): void => {
        const moved = sentence.textContent !== before || performance.now() - started > 500;
        if (moved) requestAnimationFrame(() => setTimeout(resolve));
        else setTimeout(look);
      };
      look();
    });
    const took = performance.now() - started;
    if (took < 500) times.push(took); // two moments can read the same; such a sample says nothing
  }
  return times;
}
