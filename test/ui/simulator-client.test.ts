import { describe, expect, test } from "vitest";
import { Session } from "../../src/simulation/session.ts";
import type { LoadRequest, RunId } from "../../src/simulation/simulator-api.ts";
import type { Seq } from "../../src/trace/ids.ts";
import type { SupervisionNode } from "../../src/trace/supervision.ts";
import type { AsyncSimulator, Backend } from "../../src/ui/simulator-client.ts";
import { createSimulatorClient } from "../../src/ui/simulator-client.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import { ada, sampleRun, sampleScenario, sampleStep } from "./sample-run.ts";

const request: LoadRequest = { scenario: sampleScenario, variant: "right", seed: 1 };
const NO_TREE: SupervisionNode = { name: "", module: "", is: "supervisor", strategy: null, children: [] };
const start = 0 as Seq; // a brand
const never = new Promise<never>(() => undefined);

/** Workers that answer from the sample; each counts its runs from 10 times its own number. */
function workers(
  faults: { readonly hang?: number; readonly breaks?: number; readonly forgets?: boolean } = {},
) {
  const log: string[] = [];
  let born = 0;
  const startBackend = (): Backend => {
    born += 1;
    const name = born;
    let lastRun = name * 10;
    const known = new Set<number>();
    const make = (parent: RunId | null) => {
      lastRun += 1;
      known.add(lastRun);
      return {
        ...sampleRun(),
        run: lastRun as RunId,
        parent,
        inputs: [{ atMs: 5, input: { kind: "connect", client: ada } as const }],
      };
    };
    const kept = <Result>(run: RunId, give: () => Result): Result => {
      if (!known.has(run)) throw new RangeError(`run ${run} is not kept`);
      return give();
    };
    let calls = 0;
    const answer = async <Result>(line: string, give: () => Result): Promise<Result> => {
      calls += 1;
      log.push(`worker ${name} ${line}`);
      if ((faults.hang === name || faults.breaks === name) && calls > 1) return never;
      return give();
    };
    const api: AsyncSimulator = {
      load: ({ inputs }) =>
        answer(`load${inputs === undefined ? "" : ` ${inputs.length} inputs`}`, () => make(null)),
      seek: (run, seq) =>
        answer(`seek ${run}`, () => {
          if (faults.forgets && known.size === 1 && run === lastRun) {
            known.clear();
          }
          return kept(run, () => sampleStep(sampleRun().events, seq));
        }),
      step: (run, from) => answer(`step ${run}`, () => kept(run, () => sampleStep(sampleRun().events, from))),
      apply: (run) => answer(`apply ${run}`, () => kept(run, () => make(run))),
      fork: (run) => answer(`fork ${run}`, () => kept(run, () => make(run))),
      check: () => answer("check", () => ({ passed: true, said: [], show: null })),
      changes: (run) => answer(`changes ${run}`, () => kept(run, () => [])),
      sentences: (run) => answer(`sentences ${run}`, () => kept(run, () => [])),
      inside: (run) =>
        answer(`inside ${run}`, () =>
          kept(run, () => ({ now: { clients: [], mailboxes: [], presences: [] }, before: null })),
        ),
      machine: (run) => answer(`machine ${run}`, () => kept(run, () => null)),
      recordOf: (run) => answer(`record of ${run}`, () => kept(run, () => ({ events: [], truths: [] }))),
      compile: () => answer("compile", () => ({ code: null, problems: [] })),
      compare: (left, right) =>
        answer(`compare ${left} ${right}`, () =>
          kept(left, () => kept(right, () => ({ rows: [], first: null }))),
        ),
      processes: (run) =>
        answer(`processes ${run}`, () => kept(run, () => ({ supervision: NO_TREE, living: [], ended: [] }))),
      code: (run) =>
        answer(`code ${run}`, () =>
          kept(run, () => ({ relation: "runs", passages: [], forgotten: false, texts: [] })),
        ),
    };
    const broken =
      faults.breaks === name
        ? new Promise<string>((resolve) => {
            setTimeout(() => resolve("its script failed"), 5);
          })
        : never;
    return { api, broken, end: () => log.push(`worker ${name} ended`) };
  };
  return { startBackend, log };
}

describe("calls into the worker", () => {
  test("go through, with ids of runs of the page's own", async () => {
    const { startBackend, log } = workers();
    const client = createSimulatorClient(startBackend, () => undefined, 50);
    const view = await client.load(request);
    const forked = await client.apply(view.run, start, { kind: "connect", client: ada });
    expect([view.run, forked.run, forked.parent]).toEqual([1, 2, 1]);
    await client.seek(forked.run, start);
    expect(log).toEqual(["worker 1 load", "worker 1 apply 11", "worker 1 seek 12"]);
  });

  test("outlive a worker that hangs: it is ended, the run restored from its inputs, the reader told", async () => {
    const { startBackend, log } = workers({ hang: 1 });
    const told: string[] = [];
    const client = createSimulatorClient(startBackend, (reason) => told.push(reason), 20);
    const view = await client.load(request);
    const step = await client.seek(view.run, start);
    expect(step.seq).toBe(start);
    expect(log).toEqual([
      "worker 1 load",
      "worker 1 seek 11",
      "worker 1 ended",
      "worker 2 load 1 inputs",
      "worker 2 seek 21",
    ]);
    expect(told).toEqual(["no answer for 0.02 s"]);
  });

  test("that hang together replace the worker once", async () => {
    const { startBackend, log } = workers({ hang: 1 });
    const told: string[] = [];
    const client = createSimulatorClient(startBackend, (reason) => told.push(reason), 20);
    const view = await client.load(request);
    await Promise.all([
      client.seek(view.run, start),
      client.machine(view.run, start, { is: "socket", client: ada, page: 0 }),
    ]);
    expect(log.filter((line) => line.endsWith("ended"))).toEqual(["worker 1 ended"]);
    expect(told).toHaveLength(1);
  });

  test("outlive a worker that breaks", async () => {
    const { startBackend, log } = workers({ breaks: 1 });
    const told: string[] = [];
    const client = createSimulatorClient(startBackend, (reason) => told.push(reason), 1000);
    const view = await client.load(request);
    await client.seek(view.run, start);
    expect(log).toContain("worker 1 ended");
    expect(told).toEqual(["its script failed"]);
  });

  test("replay a run that the worker no longer keeps", async () => {
    const { startBackend, log } = workers({ forgets: true });
    const client = createSimulatorClient(startBackend, () => undefined, 1000);
    const view = await client.load(request);
    const forget = client.seek(view.run, start);
    await expect(forget).rejects.toThrow("not kept");
    expect(log.slice(0, 3)).toEqual(["worker 1 load", "worker 1 seek 11", "worker 1 load 1 inputs"]);
  });

  test("let a worker go that is not needed, and restore its run with the next one, without a word", async () => {
    const { startBackend, log } = workers();
    const told: string[] = [];
    const client = createSimulatorClient(startBackend, (reason) => told.push(reason), 1000);
    const view = await client.load(request);
    const asked = client.seek(view.run, start);
    // Not while it is asked something.
    client.sleep();
    expect(log).not.toContain("worker 1 ended");
    await asked;
    expect(log.at(-1)).toBe("worker 1 ended");
    await client.seek(view.run, start);
    expect(log.slice(-2)).toEqual(["worker 2 load 1 inputs", "worker 2 seek 21"]);
    expect(told).toEqual([]);
  });

  test("asked again while they fall asleep stay awake", async () => {
    const { startBackend, log } = workers();
    const client = createSimulatorClient(startBackend, () => undefined, 1000);
    const view = await client.load(request);
    const first = client.seek(view.run, start);
    client.sleep();
    await Promise.all([first, client.seek(view.run, start)]);
    await client.seek(view.run, start);
    expect(log).not.toContain("worker 2 load 1 inputs");
  });

  test("fail in the end when the second worker hangs as well", async () => {
    const hung = (): Backend => ({
      api: {
        load: () => never,
        seek: () => never,
        step: () => never,
        apply: () => never,
        fork: () => never,
        changes: () => never,
        sentences: () => never,
        inside: () => never,
        machine: () => never,
        processes: () => never,
        compile: () => never,
        compare: () => never,
        code: () => never,
        recordOf: () => never,
        check: () => never,
      },
      broken: never,
      end: () => undefined,
    });
    const client = createSimulatorClient(hung, () => undefined, 10);
    await expect(client.load(request)).rejects.toThrow("no answer");
  });
});

test("a run of the reader's own that was taken over from a drawn one comes back as it was", async () => {
  const scenario = lessonScenario("cable-pulled-while-ada-writes");
  const builder = new Session();
  const drawn = builder.load({ scenario, variant: "right", seed: 1 });
  const client = createSimulatorClient(
    () => {
      const session = new Session();
      // As a worker gives the same answers, later.
      return { api: session as unknown as AsyncSimulator, broken: never, end: () => undefined };
    },
    () => undefined,
  );
  const recorded = builder.recordOf(drawn.run);
  const view = await client.load({ scenario, variant: "right", seed: 1, recorded });
  const own = await client.apply(view.run, drawn.steps[20] ?? start, { kind: "stop_server", how: "kill" });
  const last = own.steps.at(-1) ?? start;
  const before = await client.seek(own.run, last);
  client.sleep();
  expect(await client.seek(own.run, last)).toEqual(before);
  expect((await client.recordOf(own.run, last)).events).toEqual(own.events);
});
