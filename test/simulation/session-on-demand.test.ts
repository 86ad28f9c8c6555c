import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import type { Scenario } from "../../src/schemas/scenario.ts";
import { Session } from "../../src/simulation/session.ts";
import type { RunView, SimulatorApi } from "../../src/simulation/simulator-api.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import type { Input, TimedInput } from "../../src/trace/input.ts";
import { callsTo, type Remote } from "../../src/worker/wire.ts";
import { allScenarios, lessonScenario } from "./scenario-files.ts";

const workers: Worker[] = [];

afterEach(async () => {
  await Promise.all(
    workers.splice(0).map((worker) => {
      const ended = once(worker, "exit");
      worker.postMessage("end");
      return ended;
    }),
  );
});

/** A session that begins with nothing loaded, as on a page that was just opened. */
function pageSession(): Remote<SimulatorApi> {
  const worker = new Worker(new URL("page-worker.ts", import.meta.url));
  workers.push(worker);
  return callsTo<SimulatorApi>({
    addEventListener: (_type, listener) =>
      void worker.on("message", (data) => listener({ data } as MessageEvent)), // as much of it as is read
    postMessage: (message) => worker.postMessage(message),
  });
}

function everyAct(scenario: Scenario): readonly Input[] {
  return scenario.clients.flatMap(({ id: client }): Input[] => [
    { kind: "pull_cable", client },
    { kind: "annotate", client, body: "hello" },
    { kind: "hide_page", client },
    { kind: "crash_channel", client, topic: "videos:1" },
    { kind: "restart_server", how: "graceful", downMs: 2000 },
  ]);
}

function scenarioNamed(id: string): Scenario {
  const scenario = allScenarios().find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`there is no scenario ${id}`);
  return scenario;
}

/** Each session counts its own runs. */
function withoutIds({ run: _run, parent: _parent, ...view }: RunView): unknown {
  return view;
}

test.each(allScenarios().map((scenario) => [scenario.id, scenario] as const))(
  "%s: what is loaded on the way changes nothing of what happens",
  async (_id, scenario) => {
    const [whole, page] = [new Session(), pageSession()];
    for (const { id: variant } of scenario.variants) {
      const request = { scenario, variant, seed: scenario.seed };
      const recorded = whole.recordOf(whole.load(request).run);
      for (const input of everyAct(scenario)) {
        const [here, there] = [
          whole.load({ ...request, recorded }),
          await page.load({ ...request, recorded }),
        ];
        const at = here.steps[Math.floor(here.steps.length / 2)] ?? here.at.seq;
        const acted = whole.apply(here.run, at, input);
        const actedThere = await page.apply(there.run, at, input);
        expect(withoutIds(actedThere)).toEqual(withoutIds(acted));
        expect(await page.sentences(actedThere.run)).toEqual(whole.sentences(acted.run));
      }
    }
  },
);

// The page's own code has the parts of binary frames loaded, and a page takes every exception of its code for its own.
test.each([
  ["six-hundred-bytes", "fix"],
  ["a-heartbeat-behind-a-film", "only"],
])(
  "%s, %s: a run from its beginning is the same, whatever its page makes to be loaded",
  async (id, variant) => {
    const scenario = scenarioNamed(id);
    const request = { scenario, variant, seed: scenario.seed };
    const [whole, page] = [new Session(), pageSession()];
    expect(withoutIds(await page.load(request))).toEqual(withoutIds(whole.load(request)));
  },
);

test("a run that breaks off while it goes on is there again when the rest is loaded", async () => {
  const scenario = lessonScenario("cable-pulled-while-ada-writes");
  const request = { scenario, variant: "right", seed: scenario.seed };
  const [whole, page] = [new Session(), pageSession()];
  const [run, other] = [whole.load(request), await page.load(request)];
  const crash: Input = { kind: "crash_channel", client: "ada" as ClientId, topic: "videos:1" };
  let [here, there] = [
    whole.apply(run.run, run.at.seq, crash),
    await page.apply(other.run, other.at.seq, crash),
  ];
  expect(there).toEqual(here);
  for (let step = 0; step < 40; step += 1) {
    const from = here.at.seq;
    here = { ...here, at: whole.step(here.run, from, "forward") };
    there = { ...there, at: await page.step(there.run, from, "forward") };
    expect(there.at).toEqual(here.at);
  }
});

test("what a step adds is handed out also when its sentence has to be loaded first", async () => {
  const scenario = lessonScenario("cable-pulled-while-ada-writes");
  const client = "ben" as ClientId;
  const inputs: readonly TimedInput[] = [
    { atMs: 0, input: { kind: "open_page", client } },
    { atMs: 1000, input: { kind: "pull_cable", client } },
  ];
  const request = { scenario, variant: "right", seed: scenario.seed, inputs };
  const [whole, page] = [new Session(), pageSession()];
  const [here, there] = [whole.load(request), await page.load(request)];
  const last = here.steps.at(-1) ?? here.at.seq;
  const added = whole.step(here.run, last, "forward");
  expect(added.appendedSteps.length).toBeGreaterThan(0);
  expect(await page.step(there.run, last, "forward")).toEqual(added);
});
