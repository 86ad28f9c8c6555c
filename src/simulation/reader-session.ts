import type { Scenario } from "../schemas/scenario.ts";
import type { ClientStanding } from "../trace/client-state.ts";
import { lastAtMost, settledAt } from "../trace/history.ts";
import type { ClientId, Seq } from "../trace/ids.ts";
import type { Input, TimedInput } from "../trace/input.ts";
import { narrate } from "../trace/narration.ts";
import { isStep } from "../trace/step.ts";
import { type Viewer, viewersOf } from "../trace/viewer.ts";
import type { Charts } from "./charts.ts";
import { Chronicle } from "./chronicle.ts";
import type { CodeChronicle } from "./code-chronicle.ts";
import type { InsideRecorder } from "./inside-recorder.ts";
import type { PastRun } from "./past-run.ts";
import { RecordedRun } from "./past-run.ts";
import type { ProcessChronicle } from "./process-chronicle.ts";
import type { Run, RunOptions } from "./run.ts";
import type { LoadRequest, RunId, RunView, StepView } from "./simulator-api.ts";
import { atOnce, type Steps } from "./steps.ts";

/** How far a run goes on by itself after the reader did something, in virtual milliseconds. */
const RUN_AHEAD_MS = 3000;
/** How far stepping forward at the end looks for something to happen. */
const SEARCH_MS = 600_000;
/** Runs kept for going back to; the first one and the newest stay. */
const MAX_RUNS = 16;

/** A run that is kept, and what is known of it. */
export type Recorded = {
  readonly id: RunId;
  readonly parent: RunId | null;
  /** A record, until the world has to go on. */
  run: PastRun;
  readonly chronicle: Chronicle;
  /** Who takes part at some time. */
  readonly viewers: readonly Viewer[];
  readonly names: ReadonlyMap<ClientId, string>;
  readonly steps: Seq[];
  /** How many events the chronicle and the steps have taken in. */
  read: number;
  /** How many events its views have handed out. */
  told: number;
  /** Made when they are first asked for. */
  charts: Charts | null;
  processes: ProcessChronicle | null;
  code: CodeChronicle | null;
  inside: LookedInto | null;
};

/** The same run once more, with somebody who looks into it. */
export type LookedInto = { readonly run: Run; readonly recorder: InsideRecorder };

/** Makes a world and begins to record it. */
export type MakeRun = (scenario: Scenario, options: RunOptions) => Run;

/** Goes through steps, and decides what happens between them. */
export type Drive = <Result>(steps: Steps<Result>) => Result | Promise<Result>;

/** What comes of a call that takes a world on. */
type Driven<Result> = Result | Promise<Result>;

/**
 * A reader's runs of scenarios: looking at the past reads the record, acting makes a new run. What was recorded when
 * a page was built is looked at without a world; `makeRun` is called when one is needed. Here is what every reader asks
 * for, as `SimulatorApi` says; what else there is to ask is in inquiry.ts.
 */
export class ReaderSession {
  readonly makeRun: MakeRun;
  readonly drive: Drive;
  readonly #runs = new Map<RunId, Recorded>();
  #lastRun = 0;

  constructor(makeRun: MakeRun, drive: Drive = atOnce) {
    this.makeRun = makeRun;
    this.drive = drive;
  }

  load(request: LoadRequest): Driven<RunView> {
    return this.drive(this.#loading(request));
  }

  step(run: RunId, from: Seq, direction: "forward" | "back"): Driven<StepView> {
    return this.drive(this.#stepping(run, from, direction));
  }

  apply(run: RunId, seq: Seq, input: Input): Driven<RunView> {
    return this.drive(this.#applying(run, seq, input));
  }

  fork(run: RunId, seq: Seq): Driven<RunView> {
    return this.drive(this.#forking(run, seq));
  }

  *#loading({ scenario, variant, seed, inputs, untilMs = 0, recorded: record }: LoadRequest): Steps<RunView> {
    const script = inputs ?? scenario.inputs;
    if (record !== undefined) {
      const past = new RecordedRun(scenario, { variant, seed, inputs: script }, record);
      const recorded = this.#record(past, null);
      return this.#handOut(recorded, firstStep(recorded));
    }
    const run = this.makeRun(scenario, { variant, seed, inputs: script });
    const lastInputMs = script.at(-1)?.atMs ?? 0;
    const endMs = inputs === undefined ? scenario.durationMs : lastInputMs + RUN_AHEAD_MS;
    yield* run.goingUntil(Math.max(endMs, untilMs));
    const recorded = this.#record(run, null);
    return this.#handOut(recorded, firstStep(recorded));
  }

  seek(run: RunId, seq: Seq): StepView {
    const recorded = this.find(run);
    const index = lastAtMost(recorded.steps, seq);
    return this.#stepView(recorded, recorded.steps[Math.max(0, index)] ?? seq);
  }

  *#stepping(run: RunId, from: Seq, direction: "forward" | "back"): Steps<StepView> {
    const recorded = this.find(run);
    const index = lastAtMost(recorded.steps, from);
    if (direction === "back") {
      const here = recorded.steps[index];
      const earlier = recorded.steps[here === from ? index - 1 : index];
      return this.#stepView(recorded, earlier ?? firstStep(recorded));
    }
    if (index + 1 >= recorded.steps.length && !isLookOnly(recorded.run)) yield* this.#goOn(recorded);
    return this.#stepView(recorded, recorded.steps[index + 1] ?? recorded.steps[index] ?? from);
  }

  *#applying(run: RunId, seq: Seq, input: Input): Steps<RunView> {
    const { before, atMs } = this.#until(run, seq);
    const inputs = [...before.inputs, { atMs: atMs + 1, input }];
    const alive = yield* this.#branch(run, inputs, atMs + 1 + RUN_AHEAD_MS);
    const recorded = this.#record(alive, run);
    const first = alive.events.findLast(
      (event) => event.kind === "input_applied" && event.timeMs === atMs + 1,
    );
    readOn(recorded);
    // An input is told by what it led to, where that says it all.
    const step = recorded.steps.find((seq) => first !== undefined && seq >= first.seq);
    return this.#handOut(recorded, step ?? firstStep(recorded));
  }

  *#forking(run: RunId, seq: Seq): Steps<RunView> {
    const { before, atMs } = this.#until(run, seq);
    return this.#handOut(this.#record(yield* this.#branch(run, before.inputs, atMs), run), seq);
  }

  sentences(run: RunId, seqs?: readonly Seq[]): readonly string[] {
    const { run: past, names, steps } = this.find(run);
    return (seqs ?? steps).map((seq) => narrate(past.events, seq, names));
  }

  // What was done up to the moment of `seq`; the script's plans for later are left out.
  #until(run: RunId, seq: Seq): { before: { inputs: readonly TimedInput[] }; atMs: number } {
    const { run: past } = this.find(run);
    const atMs = past.events[seq]?.timeMs ?? past.nowMs;
    return { before: { inputs: past.inputs.filter((input) => input.atMs <= atMs) }, atMs };
  }

  *#branch(parent: RunId, inputs: readonly TimedInput[], untilMs: number): Steps<Run> {
    const { run } = this.find(parent);
    const { variant, seed } = run;
    const alive = this.makeRun(runnable(run), { variant: variant.id, seed, inputs });
    yield* alive.goingUntil(untilMs);
    return alive;
  }

  /** The run with its world: one that was only recorded is made again, the same to the last event. */
  *reviving(recorded: Recorded): Steps<Run> {
    const { run } = recorded;
    // A run is the one or the other.
    return run instanceof RecordedRun ? yield* this.runAgain(recorded, {}) : (run as Run);
  }

  /** Makes the run once more, as far as it had come, and puts the new one in its place. */
  *runAgain(recorded: Recorded, options: Pick<RunOptions, "lines">): Steps<Run> {
    const { run } = recorded;
    const { scenario, variant, seed, inputs, nowMs } = run;
    const alive = this.makeRun(runnable(run), { ...options, variant: variant.id, seed, inputs });
    yield* alive.goingUntil(run instanceof RecordedRun ? Math.max(nowMs, scenario.durationMs) : nowMs);
    recorded.run = alive;
    readOn(recorded);
    return alive;
  }

  /** Lets the world go on until something happens, and then to the end of that moment: a stop is told by all of it. */
  *#goOn(recorded: Recorded): Steps<void> {
    const run = yield* this.reviving(recorded);
    const { nowMs } = run;
    try {
      if (!(yield* run.goingUntilEvent((event) => isStep(event, run.events), SEARCH_MS))) return;
      yield* run.goingUntil(run.nowMs);
    } catch (error) {
      // What broke off in the middle of a step is no world any more.
      recorded.run = yield* this.#branch(recorded.id, run.inputs, nowMs);
      recorded.code = null;
      throw error;
    }
    readOn(recorded);
  }

  #record(run: PastRun, parent: RunId | null): Recorded {
    const viewers = viewersOf(run.scenario.clients, run.inputs);
    return {
      id: (this.#lastRun + 1) as RunId, // the one place where run ids are made
      parent,
      run,
      chronicle: new Chronicle(),
      viewers,
      names: new Map(viewers.map(({ id, name }) => [id, name])),
      steps: [],
      read: 0,
      told: 0,
      charts: null,
      processes: null,
      code: null,
      inside: null,
    };
  }

  /** Keeps a run that has just been recorded; should it be told with what is not loaded yet, it is recorded anew. */
  #handOut(recorded: Recorded, seq: Seq): RunView {
    const view = this.#view(recorded, seq);
    this.#lastRun = recorded.id;
    this.#runs.set(recorded.id, recorded);
    this.#forgetOld();
    return view;
  }

  #forgetOld(): void {
    for (const id of this.#runs.keys()) {
      if (this.#runs.size <= MAX_RUNS) return;
      if (id !== 1) this.#runs.delete(id);
    }
  }

  /** Throws for a run that is not kept. */
  find(id: RunId): Recorded {
    const recorded = this.#runs.get(id);
    if (recorded === undefined) throw new RangeError(`run ${id} is not kept any more`);
    return recorded;
  }

  #view(recorded: Recorded, seq: Seq): RunView {
    readOn(recorded);
    recorded.told = recorded.read;
    const { id, parent, run, steps } = recorded;
    return {
      run: id,
      parent,
      variant: run.variant.id,
      seed: run.seed,
      inputs: run.inputs,
      // Copies: the run may go on after it was handed out.
      events: run.events.slice(),
      steps: steps.slice(),
      at: this.#stepView(recorded, seq),
      ...(run.console === undefined || run.console.length === 0 ? {} : { console: run.console.slice() }),
    };
  }

  #stepView(recorded: Recorded, seq: Seq): StepView {
    const { run, chronicle, viewers, names, steps, told } = recorded;
    const settled = settledAt({ events: run.events, steps }, seq);
    const here = viewers.filter(
      ({ id }) => run.scenario.clients.some((client) => client.id === id) || chronicle.hasCome(id, settled),
    );
    // It may not be loaded; until it is, nothing has been handed out.
    const text = narrate(run.events, seq, names);
    recorded.told = recorded.read;
    return {
      seq,
      timeMs: run.events[seq]?.timeMs ?? 0,
      narration: { text },
      clients: here.map(({ id: client }) => ({
        client,
        link: chronicle.linkAt(client, settled),
        ...(chronicle.hiddenAt(client, settled) ? { hidden: true as const } : {}),
        page: chronicle.pageAt(client, settled),
        state: standingOf(run.stateAfter(client, seq)),
      })),
      processes: chronicle.processesAt(seq),
      serverUp: chronicle.serverUpAt(seq),
      appended: run.events.slice(told),
      appendedSteps: steps.slice(lastAtMost(steps, told - 1) + 1),
    };
  }
}

/** A run may have seen thousands of pushes, and nothing that a moment shows asks for them. */
function standingOf({ socket, channels }: ClientStanding): ClientStanding {
  return { socket, channels };
}

function isLookOnly(run: PastRun): boolean {
  return run instanceof RecordedRun && run.lookOnly;
}

/** The scenario of a run that is to be run again. Throws for one that somebody has brought in a file. */
function runnable(run: PastRun): Scenario {
  if (isLookOnly(run)) throw new Error("This run comes from a file: it can only be looked at.");
  return run.scenario;
}

function readOn(recorded: Recorded): void {
  const { run, chronicle, steps } = recorded;
  for (; recorded.read < run.events.length; recorded.read += 1) {
    const event = run.events[recorded.read];
    if (event === undefined) return;
    chronicle.add(event);
    if (isStep(event, run.events)) steps.push(event.seq);
  }
}

function firstStep(recorded: Recorded): Seq {
  readOn(recorded);
  return recorded.steps[0] ?? (0 as Seq); // every trace begins with the server's start
}
