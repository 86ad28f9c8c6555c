import type { RunId, RunView } from "../../simulation/simulator-api.ts";
import type { SimulatorClient } from "../simulator-client.ts";
import { createSimulatorClient } from "../simulator-client.ts";
import { isReaders } from "./sandbox-on-demand.ts";

/** A call beyond this is not waited for, whatever signs of life there are, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * The site's simulation, and beside it the sandbox's for runs of code of the reader's, which is loaded for the first of
 * them. Runs of the sandbox have negative ids here.
 */
export function withSandbox(site: SimulatorClient): SimulatorClient {
  /** Runs of the site that the sandbox was told of, to be compared with. */
  const told = new Map<RunId, RunId>();
  let coming: Promise<SimulatorClient> | null = null;

  const sandbox = (): Promise<SimulatorClient> => {
    coming ??= import("./sandbox.ts").then(({ startSandbox }) =>
      createSimulatorClient(startSandbox, () => undefined, PATIENCE_MS, "never_again"),
    );
    return coming;
  };
  const isOwn = (run: RunId): boolean => run < 0;
  // There and back: the same number with the other sign.
  const across = (run: RunId): RunId => -run as RunId;
  const here = (view: RunView): RunView => ({
    ...view,
    run: across(view.run),
    parent: view.parent === null ? null : across(view.parent),
  });
  /** Calls about a run, where that run is. */
  const onRun = async <Answer>(
    run: RunId,
    call: (client: SimulatorClient, run: RunId) => Promise<Answer>,
  ): Promise<Answer> => (isOwn(run) ? call(await sandbox(), across(run)) : call(site, run));

  const branched = async (
    run: RunId,
    call: (client: SimulatorClient, run: RunId) => Promise<RunView>,
  ): Promise<RunView> => {
    const view = await onRun(run, call);
    return isOwn(run) ? here(view) : view;
  };

  /** The run as the sandbox knows it. */
  const inSandbox = async (run: RunId): Promise<RunId> => {
    if (isOwn(run)) return across(run);
    const known = told.get(run);
    if (known !== undefined) return known;
    const { request, last } = site.originOf(run);
    const recorded = await site.recordOf(run, last);
    const view = await (await sandbox()).load({ ...request, recorded });
    told.set(run, view.run);
    return view.run;
  };

  return {
    originOf: (run) => site.originOf(run),
    load: async (request) =>
      isReaders(request) ? here(await (await sandbox()).load(request)) : site.load(request),
    seek: (run, seq) => onRun(run, (client, id) => client.seek(id, seq)),
    step: (run, from, direction) => onRun(run, (client, id) => client.step(id, from, direction)),
    apply: (run, seq, input) => branched(run, (client, id) => client.apply(id, seq, input)),
    fork: (run, seq) => branched(run, (client, id) => client.fork(id, seq)),
    sentences: (run, seqs) => onRun(run, (client, id) => client.sentences(id, seqs)),
    check: async (scenario, exercise, answer) => {
      const client = exercise.task.is === "write_page" ? await sandbox() : site;
      return client.check(scenario, exercise, answer);
    },
    machine: (run, seq, name) => onRun(run, (client, id) => client.machine(id, seq, name)),
    processes: (run, seq) => onRun(run, (client, id) => client.processes(id, seq)),
    inside: (run, seq) => onRun(run, (client, id) => client.inside(id, seq)),
    compile: (files) => site.compile(files),
    changes: (run) => onRun(run, (client, id) => client.changes(id)),
    compare: async (left, right) => {
      if (!isOwn(left) && !isOwn(right)) return site.compare(left, right);
      const [one, other] = [await inSandbox(left), await inSandbox(right)];
      return (await sandbox()).compare(one, other);
    },
    recordOf: (run, seq) => onRun(run, (client, id) => client.recordOf(id, seq)),
    code: (run, seq) => onRun(run, (client, id) => client.code(id, seq)),
    sleep: () => {
      site.sleep();
      coming?.then((client) => client.sleep());
    },
    end: () => {
      site.end();
      coming?.then((client) => client.end());
    },
  };
}
