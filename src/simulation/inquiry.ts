import type { Answer, Exercise } from "../schemas/exercise.ts";
import type { Scenario } from "../schemas/scenario.ts";
import { lastAtMost } from "../trace/history.ts";
import type { Seq } from "../trace/ids.ts";
import type { ComparedRun } from "./comparison.ts";
import type { Verdict } from "./exercise/verdict.ts";
import type { InsideRecorder } from "./inside-recorder.ts";
import type { LineRecorder } from "./line-recorder.ts";
import { RecordedRun } from "./past-run.ts";
import type { LookedInto, MakeRun, ReaderSession, Recorded } from "./reader-session.ts";
import type {
  CodeView,
  Comparison,
  CompiledServer,
  Inside,
  InsideView,
  MachineHistory,
  MachineName,
  ProcessesView,
  RunId,
  RunRecord,
  ServerText,
  StateChange,
} from "./simulator-api.ts";
import { changesOf, stateChanges } from "./state-changes.ts";
import type { Steps } from "./steps.ts";

// What a reader asks of a session besides the stops of its runs; most readers never do. Each answers the call of
// `SimulatorApi` that has its name.

export function recordOf(session: ReaderSession, run: RunId): RunRecord {
  const { events, truths } = session.find(run).run;
  return { events, truths: changesOf(truths) };
}

export function changes(session: ReaderSession, run: RunId): readonly StateChange[] {
  const { run: past, steps } = session.find(run);
  return stateChanges(past.truths, steps);
}

export async function check(
  session: ReaderSession,
  scenario: Scenario,
  exercise: Exercise,
  answer: Answer,
): Promise<Verdict> {
  const { checking } = await import("./exercise/check.ts");
  const compile =
    exercise.task.is === "write" ? (await import("./server-code.ts")).compileServer : compilesNothing;
  return session.drive(checking(scenario, exercise, answer, compile));
}

function compilesNothing(): never {
  throw new RangeError("only an answer that is Elixir is compiled");
}

/** Loads parser and compiler, which only those need who edit. */
export async function compile(
  _session: ReaderSession,
  files: readonly ServerText[],
): Promise<CompiledServer> {
  const { compileServer } = await import("./server-code.ts");
  return compileServer(files);
}

export async function compare(session: ReaderSession, left: RunId, right: RunId): Promise<Comparison> {
  const { compareRuns } = await import("./comparison.ts");
  const compared = (id: RunId): ComparedRun => {
    const { run, steps, names } = session.find(id);
    return { events: run.events, steps, names };
  };
  return compareRuns(compared(left), compared(right));
}

export async function machine(
  session: ReaderSession,
  run: RunId,
  seq: Seq,
  name: MachineName,
): Promise<MachineHistory | null> {
  const recorded = session.find(run);
  const { Charts } = await import("./charts.ts");
  recorded.charts ??= new Charts(recorded.viewers.map(({ id }) => id));
  recorded.charts.readOn(recorded.run.events);
  const { steps } = recorded;
  return recorded.charts.historyOf(name, (at) => {
    const stop = steps[lastAtMost(steps, at - 1) + 1] ?? null;
    return stop === null || stop > seq ? null : stop;
  });
}

export async function processes(session: ReaderSession, run: RunId, seq: Seq): Promise<ProcessesView> {
  const recorded = session.find(run);
  const { ProcessChronicle } = await import("./process-chronicle.ts");
  const { sockets, events, glimpses } = await session.drive(session.reviving(recorded));
  recorded.processes ??= new ProcessChronicle(sockets);
  recorded.processes.readOn(events, glimpses);
  const stop = recorded.steps[lastAtMost(recorded.steps, seq - 1)];
  const timeOf = (one: Seq) => recorded.run.events[one]?.timeMs ?? 0;
  const before = stop === undefined ? null : { seq: stop, timeMs: timeOf(stop) };
  return recorded.processes.at(seq, timeOf(seq), before);
}

export async function inside(session: ReaderSession, run: RunId, seq: Seq): Promise<InsideView> {
  const recorded = session.find(run);
  const { InsideRecorder } = await import("./inside-recorder.ts");
  const { recorder } = await session.drive(lookInto(recorded, () => new InsideRecorder(), session.makeRun));
  const { steps } = recorded;
  const place = lastAtMost(steps, seq);
  const at = (index: number): Inside | null => {
    const stop = steps[index];
    return stop === undefined ? null : recorder.at(stop, steps[index + 1] ?? null);
  };
  return { now: at(place) ?? recorder.at(seq, null), before: at(place - 1) };
}

/** The run beside itself, as far as it has come: whoever looks into a world slows it down. */
function* lookInto(
  recorded: Recorded,
  makeRecorder: () => InsideRecorder,
  makeRun: MakeRun,
): Steps<LookedInto> {
  const { scenario, variant, seed, inputs, nowMs } = recorded.run;
  const known = recorded.inside;
  // Should it break off in the middle of a step, it is no world any more.
  recorded.inside = null;
  const recorder = known?.recorder ?? makeRecorder();
  const run = known?.run ?? makeRun(scenario, { variant: variant.id, seed, inputs, onlooker: recorder });
  yield* run.goingUntil(recorded.run instanceof RecordedRun ? Math.max(nowMs, scenario.durationMs) : nowMs);
  recorded.inside = { run, recorder };
  return recorded.inside;
}

export async function code(session: ReaderSession, run: RunId, seq: Seq): Promise<CodeView> {
  const recorded = session.find(run);
  const [{ CodeChronicle }, { LineRecorder }] = await Promise.all([
    import("./code-chronicle.ts"),
    import("./line-recorder.ts"),
  ]);
  let { code: known } = recorded;
  while (known === null || !known.lines.isWhole) {
    const lines: LineRecorder = new LineRecorder(known?.lines.lengths);
    await session.drive(session.runAgain(recorded, { lines }));
    known = new CodeChronicle(lines, recorded.run.variant.serverCode?.texts ?? []);
  }
  recorded.code = known;
  known.readOn(recorded.run.events, recorded.steps);
  return known.at(seq);
}
