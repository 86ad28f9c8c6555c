import "../elixir/system-library.ts";
import { loadEveryPart } from "../loading/later.ts";
import { type Drive, ReaderSession } from "./reader-session.ts";
import { Run } from "./run.ts";
import type { SessionOnDemand } from "./session-on-demand.ts";

/**
 * A reader's session in which pages of the reader's run: one call after the other, each driven by `drive`, which lets
 * promises have their turn between the steps.
 */
export function drivenSession(drive: Drive): SessionOnDemand {
  const session = new ReaderSession((scenario, options) => new Run(scenario, options), drive);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(call: () => Result | Promise<Result>): Promise<Awaited<Result>> => {
    const turn = last.then(call) as Promise<Awaited<Result>>; // what `then` gives is awaited
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    load: (request) => inTurn(() => drive(session.loading(request))),
    seek: (run, seq) => inTurn(() => session.seek(run, seq)),
    step: (run, from, direction) => inTurn(() => drive(session.stepping(run, from, direction))),
    apply: (run, seq, input) => inTurn(() => drive(session.applying(run, seq, input))),
    fork: (run, seq) => inTurn(() => drive(session.forking(run, seq))),
    sentences: (run, seqs) => inTurn(() => session.sentences(run, seqs)),
    machine: (run, seq, name) => inTurn(() => session.machine(run, seq, name)),
    changes: (run) => inTurn(() => session.changes(run)),
    processes: (run, seq) => inTurn(() => session.processes(run, seq)),
    inside: (run, seq) => inTurn(() => session.inside(run, seq)),
    code: (run, seq) => inTurn(() => session.code(run, seq)),
    recordOf: (run) => inTurn(() => session.recordOf(run)),
    compile: (files) => inTurn(() => session.compile(files)),
    compare: (left, right) => inTurn(() => session.compare(left, right)),
    check: (scenario, exercise, answer) => inTurn(() => session.check(scenario, exercise, answer)),
  };
}

/** ... with every part of the simulation at hand. */
export async function wholeSession(drive: Drive): Promise<SessionOnDemand> {
  await loadEveryPart();
  return drivenSession(drive);
}
