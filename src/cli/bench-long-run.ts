import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { Scenario } from "../schemas/scenario.ts";
import { parseScenario } from "../schemas/scenario-parser.ts";
import { withServerCode } from "../simulation/server-code.ts";
import { Session } from "../simulation/session.ts";
import "../simulation/whole.ts";
import type { TimedInput } from "../trace/input.ts";
import type { Figure } from "./bench.ts";
import { p95, repeat, timeMoves } from "./bench-moves.ts";

const ROOT = join(import.meta.dirname, "../..");
const SAMPLES = 200;
/** Back and forth, after which the memory must be what it was. */
const SWINGS = 10;
const SWING = 50;

const SCRIPT = `
id: a-long-evening
title: Ada and Ben jump about for ten minutes
duration: 599s
page: seek
server: [user_socket, video_channel_seek]
clients: [{ id: ada }, { id: ben }]
inputs: [{ at: 0, do: open_page, client: ada }, { at: 200ms, do: open_page, client: ben }]
`;

/** What a reader waits for in a run of 10,000 trace events, and what the page keeps of the way there. */
export async function measureLongRun(browser: Browser, lesson: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    const { events, stops } = await openLongRun(page, lesson);
    const key = (name: string, count: number) =>
      page.evaluate(
        timeMoves,
        repeat(count, () => ({ key: name })),
      );
    // To the middle first: what has been looked at once is known.
    await page.evaluate(timeMoves, [{ place: Math.floor(stops / 2) }]);
    const steps = await key("ArrowRight", SAMPLES);
    const seeks = await page.evaluate(
      timeMoves,
      repeat(SAMPLES, (index) => ({ place: (index * 7919) % stops })),
    );
    // What has been looked at is remembered, so that the first time is no measure.
    await key("ArrowLeft", SWING);
    await key("ArrowRight", SWING);
    const before = await heapOf(page);
    for (let swing = 0; swing < SWINGS; swing += 1) {
      await key("ArrowLeft", SWING);
      await key("ArrowRight", SWING);
    }
    const after = await heapOf(page);
    // The first one waits for the world, which is loaded and made again; it is not the step's.
    await key("End", 1);
    await key("ArrowRight", 1);
    const growing = await key("ArrowRight", SAMPLES / 4);
    return [
      p95(`step to paint, p95, run of ${events} trace events`, steps, "under 16 ms"),
      p95("seek to paint, p95, same run", seeks, "under 100 ms"),
      p95("step to paint at its end, where it grows, p95", growing, "as good as the step"),
      {
        what: `memory of the page after ${SWINGS * SWING * 2} steps back and forth`,
        measured: `${(before / MB).toFixed(1)} → ${(after / MB).toFixed(1)} MB`,
        goal: "as before",
      },
    ];
  } finally {
    await page.close();
  }
}

const MB = 1024 * 1024;

/** Serves a lesson with the long run in place of its first simulator's. */
async function openLongRun(page: Page, lesson: string): Promise<{ events: number; stops: number }> {
  const scenario = longScenario();
  const session = new Session();
  const run = session.load({ scenario, variant: scenario.variants[0]?.id ?? "", seed: scenario.seed });
  const { truths } = session.recordOf(run.run);
  const props = { id: scenario.id, scenario, title: scenario.title, initial: { run, truths } };
  const data = JSON.stringify(props).replaceAll("<", "\\u003c");
  await page.route(lesson, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const island = /<div data-simulator>.*?<script type="application\/json">.*?<\/script>/s;
    if (!island.test(html)) throw new Error(`${lesson} has no simulator as this measurement knows them`);
    const body = html.replace(
      island,
      () => `<div data-simulator></div><script type="application/json">${data}</script>`,
    );
    await route.fulfill({ response, body });
  });
  await page.goto(lesson);
  const simulator = page.locator(".simulator[data-live]").first();
  await simulator.waitFor();
  await simulator.getByRole("button", { name: "To the start" }).click();
  await page.locator(".simulator[data-worker=ready]").first().waitFor();
  return { events: run.events.length, stops: run.steps.length };
}

function longScenario(): Scenario {
  const parsed = parseScenario(SCRIPT, "bench-long-run.ts");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [ada, ben] = parsed.scenario.clients.map(({ id }) => id);
  if (ada === undefined || ben === undefined) throw new Error("two viewers");
  const jumps = Array.from({ length: 1000 }, (_, index): TimedInput => {
    const atMs = 1000 + index * 595;
    const client = index % 2 === 0 ? ada : ben;
    if (index % 40 === 20) return { atMs, input: { kind: "annotate", client, body: `Note ${index}` } };
    if (index % 120 === 70) return { atMs, input: { kind: "pull_cable", client: ben } };
    if (index % 120 === 78) return { atMs, input: { kind: "plug_cable", client: ben } };
    return { atMs, input: { kind: "press", client, button: "Jump to second", text: String(index) } };
  });
  return withServerCode({ ...parsed.scenario, inputs: [...parsed.scenario.inputs, ...jumps] }, (file) =>
    readFileSync(join(ROOT, file), "utf8"),
  );
}

/** What the page holds, its worker left out, in bytes, once what nobody needs is gone. */
async function heapOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  for (let times = 0; times < 2; times += 1) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  return usedSize;
}
