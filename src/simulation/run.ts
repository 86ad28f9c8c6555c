import { readClientState } from "../client/client-truth.ts";
import type { ProcessGlimpse } from "../kernel/processes.ts";
import type { Scenario, ScenarioVariant } from "../schemas/scenario.ts";
import type { SupervisedSocket } from "../server/supervision.ts";
import type { ClientState } from "../trace/client-state.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { ClientId, Seq } from "../trace/ids.ts";
import type { Input, TimedInput } from "../trace/input.ts";
import { MemoryLog, type TraceLog } from "../trace/log.ts";
import { type Cast, SITE_CAST } from "./cast.ts";
import type { LineRecorder } from "./line-recorder.ts";
import { type ConsoleLine, LimitedLog } from "./page-code.ts";
import { NOT_OPENED, type PastRun, stateAfter, type Truth, variantOf } from "./past-run.ts";
import type { Glimpses } from "./process-chronicle.ts";
import type { ProcessView } from "./simulator-api.ts";
import { atOnce, type Steps } from "./steps.ts";
import { World } from "./world.ts";

export type RunOptions = {
  /** Which of the scenario's variants; the first one when not given. */
  readonly variant?: string;
  readonly seed?: number;
  /** In place of the scenario's script. */
  readonly inputs?: readonly TimedInput[];
  /** In place of the site's own pages and channels. */
  readonly cast?: Cast;
  /** Who looks on while the server runs Elixir; nothing is written down of it otherwise. */
  readonly lines?: LineRecorder;
  /** Who looks into the world after each of its steps. */
  readonly onlooker?: Onlooker;
};

/** Looks into a world, and touches nothing. */
export interface Onlooker {
  /** Stands between the world and its log, and so hears of every event before it is written down. */
  onto(log: TraceLog): TraceLog;
  /** The world is made. */
  enter(world: World): void;
  /** A step is over; these processes may have changed in it. */
  look(processes: readonly ProcessGlimpse[]): void;
}

/** A world with its recorded past: it can go on, and never back; to act on it is to run another. */
export class Run implements PastRun {
  readonly scenario: Scenario;
  readonly variant: ScenarioVariant;
  readonly seed: number;
  readonly inputs: readonly TimedInput[];
  /** After every step in which a page's code ran: what its client says of itself. */
  readonly truths: Truth[] = [];
  /** After every step in which something changed for a process of the server: its mailbox and monitors. */
  readonly glimpses: Glimpses[] = [];
  /** What each client said of itself last. */
  readonly #states = new Map<ClientId, ClientState>();
  readonly #log = new MemoryLog();
  readonly #world: World;
  readonly #lines: LineRecorder | null;
  readonly #onlooker: Onlooker | null;

  constructor(scenario: Scenario, options: RunOptions) {
    this.scenario = scenario;
    this.variant = variantOf(scenario, options.variant);
    this.seed = options.seed ?? scenario.seed;
    this.inputs = options.inputs ?? scenario.inputs;
    const { variant, seed, inputs } = this;
    const { cast = SITE_CAST, lines } = options;
    const watched = lines === undefined ? {} : { watcher: lines };
    const { onlooker = null } = options;
    const heard = onlooker?.onto(this.#log) ?? this.#log;
    const watchedLog = lines?.onto(heard) ?? heard;
    const log = this.variant.pageCode === undefined ? watchedLog : new LimitedLog(watchedLog);
    this.#lines = lines ?? null;
    this.#onlooker = onlooker;
    this.#lines?.begin();
    this.#world = new World({ scenario, variant, seed, inputs, cast, ...watched }, log);
    this.#lines?.end();
    onlooker?.enter(this.#world);
  }

  get events(): readonly TraceEvent[] {
    return this.#log.events;
  }

  /** Virtual milliseconds since the start. */
  get nowMs(): number {
    return this.#world.kernel.nowMs;
  }

  /** What the server has mounted. */
  get sockets(): readonly SupervisedSocket[] {
    return this.#world.sockets;
  }

  /** What the reader's own page wrote to its console. */
  get console(): readonly ConsoleLine[] {
    return this.#world.console;
  }

  /** The processes of the running server, from its own table. */
  get processes(): readonly ProcessView[] {
    return this.#world.endpoints.flatMap(({ processes }) =>
      [...processes.pids].flatMap((pid) => {
        const role = processes.roleOf(pid);
        return role === null ? [] : [{ pid, role }];
      }),
    );
  }

  /** Lets everything up to and including `timeMs` happen. */
  runUntil(timeMs: number): void {
    atOnce(this.goingUntil(timeMs));
  }

  /** ... step by step. */
  *goingUntil(timeMs: number): Steps<void> {
    const { kernel } = this.#world;
    for (;;) {
      const nextMs = kernel.nextTimeMs;
      if (nextMs === null || nextMs > timeMs) break;
      this.#step();
      if (this.#world.awaitsPromises) yield* this.#settle();
    }
    kernel.runUntil(timeMs);
  }

  /** Takes so many steps of the kernel; false when it came to an end before. */
  takeSteps(count: number): boolean {
    for (let taken = 0; taken < count; taken += 1) {
      if (this.#world.kernel.nextTimeMs === null) return false;
      this.#step();
    }
    return true;
  }

  /** Does something between two steps, which no script can: an input of a script is a step of its own. */
  interject(input: Input): void {
    this.#record(() => {
      this.#world.apply(input);
      this.#world.kernel.cause = null;
    });
  }

  /**
   * Goes on, step by step, until an event that satisfies `wanted` is recorded; false when none came within `withinMs`.
   */
  *goingUntilEvent(wanted: (event: TraceEvent) => boolean, withinMs: number): Steps<boolean> {
    const { kernel } = this.#world;
    const lastMs = kernel.nowMs + withinMs;
    for (;;) {
      const nextMs = kernel.nextTimeMs;
      if (nextMs === null || nextMs > lastMs) return false;
      const before = this.events.length;
      this.#step();
      if (this.#world.awaitsPromises) yield* this.#settle();
      if (this.events.slice(before).some(wanted)) return true;
    }
  }

  /** The client's own state at the end of the millisecond `atMs`; null for now. */
  stateAt(client: ClientId, atMs: number | null): ClientState {
    const last = this.truths.findLast(
      (truth) => truth.client === client && (atMs === null || this.#timeOf(truth) <= atMs),
    );
    return last?.state ?? NOT_OPENED;
  }

  /** The client's own state once the step to which the event `seq` belongs was over. */
  stateAfter(client: ClientId, seq: Seq): ClientState {
    return stateAfter(this.truths, client, seq);
  }

  #timeOf({ events }: Truth): number {
    return this.events[events - 1]?.timeMs ?? 0;
  }

  #step(): void {
    this.#record(() => this.#world.kernel.step());
  }

  /** Promises have their turn while it pauses; what comes of it belongs to the step. */
  *#settle(): Steps<void> {
    const before = this.events.length;
    yield;
    this.#record(() => this.#world.settle(), before);
  }

  #record(happen: () => void, before: number = this.events.length): void {
    this.#lines?.begin();
    happen();
    this.#lines?.end();
    const of = this.#world.endpoints.flatMap(({ processes }) => processes.takeGlimpses());
    // A step that records nothing, a message read without consequence, belongs to what was recorded last.
    if (of.length > 0) this.glimpses.push({ from: Math.min(before, this.events.length - 1), of });
    this.#onlooker?.look(of);
    const touched = new Set<ClientId>();
    for (let index = before; index < this.events.length; index += 1) {
      const event = this.events[index];
      if (event !== undefined && "client" in event && event.client !== null) touched.add(event.client);
    }
    for (const client of touched) {
      const [from, events] = [before, this.events.length];
      const state = readClientState(this.#world.pageOf(client), this.#states.get(client));
      this.#states.set(client, state);
      this.truths.push({ client, from, events, state });
    }
  }
}

/** Runs a scenario to its end. Throws a RangeError for a variant that it does not have. */
export function runScenario(scenario: Scenario, options: RunOptions = {}): Run {
  return atOnce(runningScenario(scenario, options));
}

/** ... step by step. */
export function* runningScenario(scenario: Scenario, options: RunOptions = {}): Steps<Run> {
  const run = new Run(scenario, options);
  yield* run.goingUntil(scenario.durationMs);
  return run;
}
