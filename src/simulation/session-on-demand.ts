import { Later, withParts } from "../loading/later.ts";
import { ReaderSession } from "./reader-session.ts";
import type { SimulatorApi } from "./simulator-api.ts";

/** Client, server, network and Elixir. */
const WORLD = new Later(() => import("./run.ts"));

/** `SimulatorApi`, each call answered when what it needs is loaded. */
export type SessionOnDemand = {
  readonly [Call in keyof SimulatorApi]: (
    ...args: Parameters<SimulatorApi[Call]>
  ) => Promise<Awaited<ReturnType<SimulatorApi[Call]>>>;
};

/**
 * A reader's session on a page: the world, which only those need who act, is loaded when a call needs it, and so is
 * what only few worlds need.
 */
export function sessionOnDemand(): SessionOnDemand {
  const session = new ReaderSession((scenario, options) => new WORLD.now.Run(scenario, options));
  return {
    load: (request) => withParts(() => session.load(request)),
    seek: (run, seq) => withParts(() => session.seek(run, seq)),
    step: (run, from, direction) => withParts(() => session.step(run, from, direction)),
    apply: (run, seq, input) => withParts(() => session.apply(run, seq, input)),
    fork: (run, seq) => withParts(() => session.fork(run, seq)),
    sentences: (run, seqs) => withParts(() => session.sentences(run, seqs)),
    machine: (run, seq, name) => withParts(() => session.machine(run, seq, name)),
    changes: (run) => withParts(() => session.changes(run)),
    processes: (run, seq) => withParts(() => session.processes(run, seq)),
    inside: (run, seq) => withParts(() => session.inside(run, seq)),
    code: (run, seq) => withParts(() => session.code(run, seq)),
    recordOf: (run) => withParts(() => session.recordOf(run)),
    compile: (files) => withParts(() => session.compile(files)),
    compare: (left, right) => withParts(() => session.compare(left, right)),
    check: (scenario, exercise, answer) => withParts(() => session.check(scenario, exercise, answer)),
  };
}
