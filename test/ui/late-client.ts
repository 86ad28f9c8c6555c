import { Session as Simulation } from "../../src/simulation/session.ts";
import type { SimulatorClient } from "../../src/ui/simulator-client.ts";

/** The simulation as the page has it: every answer comes later. */
export function lateClient(): SimulatorClient {
  const simulation = new Simulation();
  const later = async <Result>(answer: () => Result | Promise<Result>): Promise<Result> => {
    await new Promise((resolve) => setTimeout(resolve));
    return answer();
  };
  return {
    load: (request) => later(() => simulation.load(request)),
    seek: (run, seq) => later(() => simulation.seek(run, seq)),
    step: (run, from, direction) => later(() => simulation.step(run, from, direction)),
    apply: (run, seq, input) => later(() => simulation.apply(run, seq, input)),
    fork: (run, seq) => later(() => simulation.fork(run, seq)),
    changes: (run) => later(() => simulation.changes(run)),
    sentences: (run) => later(() => simulation.sentences(run)),
    check: (of, exercise, answer) => later(() => simulation.check(of, exercise, answer)),
    recordOf: (run) => later(() => simulation.recordOf(run)),
    inside: (run, seq) => later(() => simulation.inside(run, seq)),
    machine: (run, seq, name) => later(() => simulation.machine(run, seq, name)),
    processes: (run, seq) => later(() => simulation.processes(run, seq)),
    code: (run, seq) => later(() => simulation.code(run, seq)),
    compile: (files) => later(() => simulation.compile(files)),
    compare: (left, right) => later(() => simulation.compare(left, right)),
    originOf: () => {
      throw new Error("Nobody keeps what runs were loaded by.");
    },
    sleep: () => undefined,
    end: () => undefined,
  };
}
