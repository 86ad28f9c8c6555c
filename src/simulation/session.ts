import type { Answer, Exercise } from "../schemas/exercise.ts";
import type { Scenario } from "../schemas/scenario.ts";
import type { Seq } from "../trace/ids.ts";
import type { Input } from "../trace/input.ts";
import * as inquiry from "./inquiry.ts";
import { type MakeRun, ReaderSession } from "./reader-session.ts";
import { Run } from "./run.ts";
import type {
  LoadRequest,
  MachineName,
  RunId,
  RunView,
  ServerText,
  SimulatorApi,
  StepView,
} from "./simulator-api.ts";

/** A reader's session with all of it at hand, as everything has it but a page that has not loaded it yet. */
export class Session extends ReaderSession implements SimulatorApi {
  constructor(makeRun: MakeRun = (scenario, options) => new Run(scenario, options)) {
    super(makeRun);
  }

  // Driven at once, a call has come to its result when it returns.

  override load(request: LoadRequest): RunView {
    return super.load(request) as RunView;
  }

  override step(run: RunId, from: Seq, direction: "forward" | "back"): StepView {
    return super.step(run, from, direction) as StepView;
  }

  override apply(run: RunId, seq: Seq, input: Input): RunView {
    return super.apply(run, seq, input) as RunView;
  }

  override fork(run: RunId, seq: Seq): RunView {
    return super.fork(run, seq) as RunView;
  }

  recordOf(run: RunId) {
    return inquiry.recordOf(this, run);
  }

  changes(run: RunId) {
    return inquiry.changes(this, run);
  }

  check(scenario: Scenario, exercise: Exercise, answer: Answer) {
    return inquiry.check(this, scenario, exercise, answer);
  }

  machine(run: RunId, seq: Seq, name: MachineName) {
    return inquiry.machine(this, run, seq, name);
  }

  processes(run: RunId, seq: Seq) {
    return inquiry.processes(this, run, seq);
  }

  inside(run: RunId, seq: Seq) {
    return inquiry.inside(this, run, seq);
  }

  compile(files: readonly ServerText[]) {
    return inquiry.compile(this, files);
  }

  compare(left: RunId, right: RunId) {
    return inquiry.compare(this, left, right);
  }

  code(run: RunId, seq: Seq) {
    return inquiry.code(this, run, seq);
  }
}
