import { afterAll, beforeAll, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { Session } from "../../src/simulation/session.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import { serializeTrace } from "../../src/trace/serialize.ts";
import { allScenarios } from "../simulation/scenario-files.ts";
import { LESSON, Library } from "./reader.ts";

let library: Library;

beforeAll(async () => {
  library = await Library.open();
});

afterAll(async () => {
  await library?.close();
});

const cases = allScenarios().flatMap((scenario) =>
  scenario.variants.map(({ id }) => ({ name: scenario.id, variant: id, scenario })),
);

test("every scenario gives the same bytes in the browser's worker and in Node", async () => {
  const reader = await library.reader(LESSON);
  const worker = reader.page.waitForEvent("worker");
  await reader.ready();
  await reader.press("Home");
  const url = (await worker).url();
  const differing: string[] = [];
  for (const { name, variant, scenario } of cases) {
    for (const seed of [scenario.seed, 4711]) {
      const shaky = { ...scenario, clients: scenario.clients.map(withJitter) };
      const request: unknown = { scenario: shaky, variant, seed };
      const events = await reader.page.evaluate(loadInWorker, { url, request });
      const inBrowser = serializeTrace(events as unknown as readonly TraceEvent[]); // as the worker's API says
      const inNode = serializeTrace(runScenario(shaky, { variant, seed }).events);
      if (inBrowser !== inNode) differing.push(`${name} ${variant} ${seed}`);
    }
  }
  expect(differing).toEqual([]);
  await reader.leave();
});

test("every line of Elixir is the same in the browser's worker and in Node, with its bindings", async () => {
  const reader = await library.reader(LESSON);
  const worker = reader.page.waitForEvent("worker");
  await reader.ready();
  await reader.press("Home");
  const url = (await worker).url();
  for (const { variant, scenario } of cases.filter(({ name }) => LINES_OF.has(name))) {
    const request: unknown = { scenario, variant, seed: scenario.seed };
    const session = new Session();
    const { run, steps } = session.load({ scenario, variant, seed: scenario.seed });
    const inNode: unknown[] = [];
    for (const seq of steps) inNode.push(await session.code(run, seq));
    expect(await reader.page.evaluate(codeInWorker, { url, request })).toEqual(inNode);
  }
  await reader.leave();
});

/** An exception, a callback in two processes, and a lesson's own functions. */
const LINES_OF = new Set(["no-clause-fits", "cable-pulled-while-ada-writes", "ada-jumps-and-writes"]);

function withJitter<Client extends { readonly link: { readonly latencyMs: number } }>(
  client: Client,
): Client {
  return { ...client, link: { ...client.link, jitterMs: 25, bytesPerSecond: 50_000 } };
}

/** Runs in the page: asks a worker of its own as worker/wire.ts does, and gives the run's events. */
async function loadInWorker({ url, request }: { url: string; request: unknown }): Promise<unknown[]> {
  const worker = new Worker(url, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if ("error" in data) reject(new Error(data.error));
        else resolve(data.value.events);
      };
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ id: 1, call: "load", args: [request] });
    });
  } finally {
    worker.terminate();
  }
}

/** Likewise, for the Elixir of each of the run's stops. */
async function codeInWorker({ url, request }: { url: string; request: unknown }): Promise<unknown[]> {
  const worker = new Worker(url, { type: "module" });
  const ask = (call: string, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if ("error" in data) reject(new Error(data.error));
        else resolve(data.value);
      };
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ id: 1, call, args });
    });
  try {
    const { run, steps } = (await ask("load", [request])) as { run: number; steps: number[] }; // as the worker's API says
    const found: unknown[] = [];
    for (const seq of steps) found.push(await ask("code", [run, seq]));
    return found;
  } finally {
    worker.terminate();
  }
}
