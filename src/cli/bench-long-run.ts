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
    const worked = await workOf(page);
    const steps = await key("ArrowRight", SAMPLES);
    const workMs = (await worked()) / SAMPLES;
    const seeks = await page.evaluate(
      timeMoves,
      repeat(SAMPLES, (index) => ({ place: (index * 7919) % stops })),
    );
    // What has been looked at is remembered, so that the first time is no measure.
    await key("ArrowLeft", SWING);
    await key("ArrowRight", SWING);
    const before = await heapsOf(page);
    for (let swing = 0; swing < SWINGS; swing += 1) {
      await key("ArrowLeft", SWING);
      await key("ArrowRight", SWING);
    }
    const after = await heapsOf(page);
    // The first one waits for the world, which is loaded and made again; it is not the step's.
    await key("End", 1);
    await key("ArrowRight", 1);
    const growing = await key("ArrowRight", SAMPLES / 4);
    return [
      p95(`step to paint, p95, run of ${events} trace events`, steps, "under 16 ms"),
      {
        what: "of which the page's thread works, on average",
        measured: `${workMs.toFixed(1)} ms`,
        goal: "whatever else runs on this machine",
      },
      p95("seek to paint, p95, same run", seeks, "under 100 ms"),
      p95("step to paint at its end, where it grows, p95", growing, "as good as the step"),
      {
        what: `memory of the page after ${SWINGS * SWING * 2} steps back and forth`,
        measured: grown(before.page, after.page),
        goal: "as before",
      },
      { what: "memory of its worker", measured: grown(before.worker, after.worker), goal: "as before" },
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
  // As the page's other simulators have it: what several may share stands in scripts of its own.
  const variants = scenario.variants.map((variant, index) => ({ ...variant, serverCode: `code-${index}` }));
  const scripts = [
    dataScript({ id: scenario.id, scenario: "long-run", title: scenario.title, initial: { run, truths } }),
    dataScript({ ...scenario, variants }, "long-run"),
    ...scenario.variants.map(({ serverCode }, index) => dataScript(serverCode, `code-${index}`)),
  ];
  await page.route(lesson, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const island = /<div data-simulator>.*?<script type="application\/json">.*?<\/script>/s;
    if (!island.test(html)) throw new Error(`${lesson} has no simulator as this measurement knows them`);
    const body = html.replace(island, () => `<div data-simulator></div>${scripts.join("")}`);
    await route.fulfill({ response, body });
  });
  await page.goto(lesson);
  const simulator = page.locator(".simulator[data-live]").first();
  await simulator.waitFor();
  await simulator.getByRole("button", { name: "To the start" }).click();
  await page.locator(".simulator[data-worker=ready]").first().waitFor();
  return { events: run.events.length, stops: run.steps.length };
}

function dataScript(data: unknown, part?: string): string {
  const text = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `<script type="application/json"${part === undefined ? "" : ` data-part="${part}"`}>${text}</script>`;
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

/** Begins to count for how long the page's own thread works, in milliseconds of its processor. */
async function workOf(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const workedMs = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
  };
  const before = await workedMs();
  return async () => {
    const after = await workedMs();
    await devtools.detach();
    return after - before;
  };
}

function grown(before: number, after: number): string {
  return `${(before / MB).toFixed(1)} → ${(after / MB).toFixed(1)} MB`;
}

/** What the page and its worker hold once what nobody needs is gone, in bytes. */
async function heapsOf(page: Page): Promise<{ page: number; worker: number }> {
  const devtools = await page.context().newCDPSession(page);
  const send: Send = (method) => devtools.send(method);
  const held = await heapOf(send);
  const ofWorker = await workerOf(page);
  const worker = await heapOf(ofWorker.send);
  await ofWorker.end();
  await devtools.detach();
  return { page: held, worker };
}

type Send = (method: "HeapProfiler.collectGarbage" | "Runtime.getHeapUsage") => Promise<unknown>;

async function heapOf(send: Send): Promise<number> {
  for (let times = 0; times < 2; times += 1) await send("HeapProfiler.collectGarbage");
  const usage = await send("Runtime.getHeapUsage");
  if (typeof usage !== "object" || usage === null || !("usedSize" in usage)) throw new Error("no heap");
  return Number(usage.usedSize);
}

/** The only worker that runs. Playwright has no session for workers, so messages to it go through the page's. */
async function workerOf(page: Page): Promise<{ send: Send; end: () => Promise<void> }> {
  const devtools = await page.context().newCDPSession(page);
  const attached = new Promise<string>((resolve) => {
    devtools.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.type === "worker") resolve(sessionId);
    });
  });
  await devtools.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const sessionId = await attached;
  const waiting = new Map<number, (result: unknown) => void>();
  devtools.on("Target.receivedMessageFromTarget", ({ message }) => {
    const answer: { id?: number; result?: unknown } = JSON.parse(message);
    waiting.get(answer.id ?? -1)?.(answer.result);
  });
  let lastId = 0;
  return {
    send: (method) =>
      new Promise((resolve) => {
        lastId += 1;
        waiting.set(lastId, resolve);
        const message = JSON.stringify({ id: lastId, method });
        devtools.send("Target.sendMessageToTarget", { sessionId, message }).catch(() => resolve(null));
      }),
    end: () => devtools.detach(),
  };
}
