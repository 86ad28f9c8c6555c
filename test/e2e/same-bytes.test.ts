import { afterAll, beforeAll, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
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
