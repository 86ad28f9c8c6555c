import type { Drive, ReaderSession } from "./reader-session.ts";
import type { SimulatorApi } from "./simulator-api.ts";

/** `SimulatorApi`, each call answered when its answer is there. */
export type SessionAnswers = {
  readonly [Call in keyof SimulatorApi]: (
    ...args: Parameters<SimulatorApi[Call]>
  ) => Promise<Awaited<ReturnType<SimulatorApi[Call]>>>;
};

/** Makes a call to the session at the right moment, and again where it has to be. */
export type Answering = <Result>(call: () => Result | Promise<Result>) => Promise<Awaited<Result>>;

/** A session's answers: `answer` makes each call, and `drive` goes through those that take a world on. */
export function sessionAnswers(session: ReaderSession, drive: Drive, answer: Answering): SessionAnswers {
  return {
    load: (request) => answer(() => drive(session.loading(request))),
    seek: (run, seq) => answer(() => session.seek(run, seq)),
    step: (run, from, direction) => answer(() => drive(session.stepping(run, from, direction))),
    apply: (run, seq, input) => answer(() => drive(session.applying(run, seq, input))),
    fork: (run, seq) => answer(() => drive(session.forking(run, seq))),
    sentences: (run, seqs) => answer(() => session.sentences(run, seqs)),
    machine: (run, seq, name) => answer(() => session.machine(run, seq, name)),
    changes: (run) => answer(() => session.changes(run)),
    processes: (run, seq) => answer(() => session.processes(run, seq)),
    inside: (run, seq) => answer(() => session.inside(run, seq)),
    code: (run, seq) => answer(() => session.code(run, seq)),
    recordOf: (run) => answer(() => session.recordOf(run)),
    compile: (files) => answer(() => session.compile(files)),
    compare: (left, right) => answer(() => session.compare(left, right)),
    check: (scenario, exercise, answered) => answer(() => session.check(scenario, exercise, answered)),
  };
}
