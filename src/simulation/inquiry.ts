import { lastAtMost } from "../trace/history.ts";
import type { Seq } from "../trace/ids.ts";
import type { InsideRecorder } from "./inside-recorder.ts";
import type { LineRecorder } from "./line-recorder.ts";
import { RecordedRun } from "./past-run.ts";
import type { Drive, LookedInto, MakeRun, Recorded } from "./reader-session.ts";
import type { Run } from "./run.ts";
import type {
  CodeView,
  Inside,
  InsideView,
  MachineHistory,
  MachineName,
  ProcessesView,
} from "./simulator-api.ts";
import type { Steps } from "./steps.ts";

// What a reader asks of a run besides its stops; most readers never do.

/** `SimulatorApi.machine`. */
export async function machineHistory(
  recorded: Recorded,
  seq: Seq,
  name: MachineName,
): Promise<MachineHistory | null> {
  const { Charts } = await import("./charts.ts");
  recorded.charts ??= new Charts(recorded.viewers.map(({ id }) => id));
  recorded.charts.readOn(recorded.run.events);
  const { steps } = recorded;
  return recorded.charts.historyOf(name, (at) => {
    const stop = steps[lastAtMost(steps, at - 1) + 1] ?? null;
    return stop === null || stop > seq ? null : stop;
  });
}

/** `SimulatorApi.processes`; `revive` gives the run with its world. */
export async function processesAt(
  recorded: Recorded,
  seq: Seq,
  revive: () => Run | Promise<Run>,
): Promise<ProcessesView> {
  const { ProcessChronicle } = await import("./process-chronicle.ts");
  const { sockets, events, glimpses } = await revive();
  recorded.processes ??= new ProcessChronicle(sockets);
  recorded.processes.readOn(events, glimpses);
  const stop = recorded.steps[lastAtMost(recorded.steps, seq - 1)];
  const timeOf = (one: Seq) => recorded.run.events[one]?.timeMs ?? 0;
  const before = stop === undefined ? null : { seq: stop, timeMs: timeOf(stop) };
  return recorded.processes.at(seq, timeOf(seq), before);
}

/** `SimulatorApi.inside`. */
export async function insideAt(
  recorded: Recorded,
  seq: Seq,
  makeRun: MakeRun,
  drive: Drive,
): Promise<InsideView> {
  const { InsideRecorder } = await import("./inside-recorder.ts");
  const { recorder } = await drive(lookInto(recorded, () => new InsideRecorder(), makeRun));
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

/** `SimulatorApi.code`; `runAgain` makes the run once more with a recorder of its lines. */
export async function codeAt(
  recorded: Recorded,
  seq: Seq,
  runAgain: (lines: LineRecorder) => Run | Promise<Run>,
): Promise<CodeView> {
  const [{ CodeChronicle }, { LineRecorder }] = await Promise.all([
    import("./code-chronicle.ts"),
    import("./line-recorder.ts"),
  ]);
  let { code } = recorded;
  while (code === null || !code.lines.isWhole) {
    const lines: LineRecorder = new LineRecorder(code?.lines.lengths);
    await runAgain(lines);
    code = new CodeChronicle(lines, recorded.run.variant.serverCode?.texts ?? []);
  }
  recorded.code = code;
  code.readOn(recorded.run.events, recorded.steps);
  return code.at(seq);
}
