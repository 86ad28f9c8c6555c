import type { LoadRequest, RunId, RunView, SimulatorApi } from "../simulation/simulator-api.ts";
import type { Seq } from "../trace/ids.ts";
import { callsTo, type Remote } from "../worker/wire.ts";

/** `SimulatorApi` from the outside: the same calls, each answered later. */
export type AsyncSimulator = Remote<SimulatorApi>;

/** One worker: what it answers, how it dies and how to end it. */
export type Backend = {
  readonly api: AsyncSimulator;
  /** Settles (never rejects) when the worker itself broke. */
  readonly broken: Promise<string>;
  readonly end: () => void;
};

export type SimulatorClient = AsyncSimulator & {
  /** What a run that was loaded or branched here would be loaded by, and the last event that it had then. */
  readonly originOf: (run: RunId) => { readonly request: LoadRequest; readonly last: Seq };
  /** Lets the worker go once nothing is asked of it any more. The next call starts another and restores its run. */
  readonly sleep: () => void;
  readonly end: () => void;
};

/** Every run has this moment. */
const FIRST = 0 as Seq; // a trace is counted from 0

/**
 * How long a call may take before its worker counts as hung, in milliseconds. What a run may do is counted in steps
 * (src/elixir/limit.ts), so that it ends on every machine; an endless loop of the reader's takes a second or two here, and
 * a slow phone, which also writes down its lines, has to have its time for the same steps.
 */
export const CALL_TIMEOUT_MS = 20_000;

type KnownRun = { readonly request: LoadRequest; readonly last: Seq; worker: RunId; epoch: number };

/**
 * Calls into the worker that survive the worker: a call that is not answered within `timeoutMs`, or a worker
 * that breaks, ends it; a new one is started, the run is restored from its inputs and the call is made again,
 * once, unless it is not to be made again. `restored` is told when that happened. The ids of runs that callers see stay valid throughout.
 */
export function createSimulatorClient(
  start: () => Backend,
  restored: (reason: string) => void,
  timeoutMs: number = CALL_TIMEOUT_MS,
  again: "once_more" | "never_again" = "once_more",
): SimulatorClient {
  let backend: Backend | null = null;
  let epoch = 0;
  let lastRun = 0;
  let asking = 0;
  let tired = false;
  const known = new Map<RunId, KnownRun>();

  function alive(): Backend {
    backend ??= start();
    return backend;
  }

  /** Ends the worker; what it knew of runs is gone with it. */
  function drop(): void {
    backend?.end();
    backend = null;
    epoch += 1;
  }

  async function guarded<Result>(call: (api: AsyncSimulator) => Promise<Result>): Promise<Result> {
    const mine = alive();
    const { api, broken } = mine;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`no answer for ${timeoutMs / 1000} s`), timeoutMs);
    });
    const failure = Promise.race([late, broken]).then((reason) => {
      throw new WorkerGone(reason, mine);
    });
    try {
      return await Promise.race([call(api), failure]);
    } finally {
      clearTimeout(timer);
      failure.catch(() => undefined);
    }
  }

  async function answered<Result>(call: () => Promise<Result>): Promise<Result> {
    asking += 1;
    tired = false;
    try {
      return await withRetry(call);
    } finally {
      asking -= 1;
      if (tired && asking === 0) drop();
    }
  }

  async function withRetry<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WorkerGone)) throw error;
      // Of several calls that the same worker left unanswered, the first to notice replaces it.
      const first = backend === error.backend;
      if (first) drop();
      if (again === "never_again") throw error;
      const result = await call();
      if (first) restored(error.message);
      return result;
    }
  }

  function entryOf(run: RunId): KnownRun {
    const entry = known.get(run);
    if (entry === undefined) throw new Error(`There is no run ${run}.`);
    return entry;
  }

  /** The worker's own id of a run; replays it first, up to `seq`, if this worker does not know it. */
  async function resolve(run: RunId, seq: Seq): Promise<RunId> {
    const entry = entryOf(run);
    if (entry.epoch === epoch) return entry.worker;
    const view = await guarded((api) => api.load(entry.request));
    entry.worker = view.run;
    entry.epoch = epoch;
    // The reader may have let the world go on beyond what a replay of the inputs reaches by itself.
    let last = view.steps.at(-1);
    while (last !== undefined && last < seq) {
      const from = last;
      const { seq: reached } = await guarded((api) => api.step(entry.worker, from, "forward"));
      if (reached <= from) break;
      last = reached;
    }
    return entry.worker;
  }

  /** Calls on a run. A worker that has forgotten the run (it keeps only so many) is made to replay it. */
  function onRun<Result>(
    run: RunId,
    seq: Seq,
    call: (api: AsyncSimulator, worker: RunId) => Promise<Result>,
  ): Promise<Result> {
    return answered(async () => {
      const entry = known.get(run);
      const fresh = entry?.epoch !== epoch;
      const worker = await resolve(run, seq);
      try {
        return await guarded((api) => call(api, worker));
      } catch (error) {
        if (error instanceof WorkerGone || fresh || entry === undefined) throw error;
        entry.epoch = -1;
        const again = await resolve(run, seq);
        return guarded((api) => call(api, again));
      }
    });
  }

  function adopt(view: RunView, request: LoadRequest, parent: RunId | null): RunView {
    lastRun += 1;
    // Ids of runs are made here for the page, and by the worker for itself: numbers either way.
    const run = lastRun as RunId;
    const last = view.events.at(-1)?.seq ?? view.at.seq;
    known.set(run, { request: { ...request, inputs: view.inputs }, last, worker: view.run, epoch });
    return { ...view, run, parent };
  }

  /** Its record is not that of a run that is taken over from it, and neither is how far it went. */
  function requestOf(run: RunId): LoadRequest {
    const { scenario, variant, seed, inputs } = entryOf(run).request;
    return { scenario, variant, seed, ...(inputs !== undefined && { inputs }) };
  }

  return {
    load: (request) => answered(async () => adopt(await guarded((api) => api.load(request)), request, null)),
    seek: (run, seq) => onRun(run, seq, (api, worker) => api.seek(worker, seq)),
    step: (run, from, direction) => onRun(run, from, (api, worker) => api.step(worker, from, direction)),
    apply: async (run, seq, input) =>
      adopt(await onRun(run, seq, (api, worker) => api.apply(worker, seq, input)), requestOf(run), run),
    fork: async (run, seq) =>
      adopt(await onRun(run, seq, (api, worker) => api.fork(worker, seq)), requestOf(run), run),
    sentences: (run, seqs) => onRun(run, seqs?.at(-1) ?? FIRST, (api, worker) => api.sentences(worker, seqs)),
    check: (scenario, exercise, answer) =>
      answered(() => guarded((api) => api.check(scenario, exercise, answer))),
    inside: (run, seq) => onRun(run, seq, (api, worker) => api.inside(worker, seq)),
    machine: (run, seq, name) => onRun(run, seq, (api, worker) => api.machine(worker, seq, name)),
    changes: (run) => onRun(run, FIRST, (api, worker) => api.changes(worker)),
    processes: (run, seq) => onRun(run, seq, (api, worker) => api.processes(worker, seq)),
    compile: (files) => answered(() => guarded((api) => api.compile(files))),
    compare: (left, right) =>
      onRun(left, FIRST, (api, worker) => onRun(right, FIRST, (_, other) => api.compare(worker, other))),
    code: (run, seq) => onRun(run, seq, (api, worker) => api.code(worker, seq)),
    recordOf: (run, seq) => onRun(run, seq, (api, worker) => api.recordOf(worker, seq)),
    originOf: (run) => ({ request: requestOf(run), last: entryOf(run).last }),
    sleep: () => {
      tired = true;
      if (asking === 0) drop();
    },
    end: drop,
  };
}

/** A worker that had to be ended, and why. */
export class WorkerGone extends Error {
  readonly backend: Backend;

  constructor(reason: string, backend: Backend) {
    super(reason);
    this.backend = backend;
  }
}

/** Whether this browser can run the simulator at all. */
export function canRunWorkers(): boolean {
  return typeof Worker !== "undefined";
}

/** Starts the simulation's worker. */
export function startWorker(): Backend {
  const worker = new Worker(new URL("../worker/simulator.ts", import.meta.url), { type: "module" });
  const broken = new Promise<string>((resolve) => {
    worker.addEventListener("error", (event) => resolve(event.message || "its script failed"));
  });
  return { api: callsTo<SimulatorApi>(worker), broken, end: () => worker.terminate() };
}
