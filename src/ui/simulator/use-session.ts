import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import type { Scenario } from "../../schemas/scenario.ts";
import type { ChartsView, RunId, RunView, StepView } from "../../simulation/simulator-api.ts";
import { lastAtMost } from "../../trace/history.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";
import type { SimulatorClient } from "../simulator-client.ts";
import { canRunWorkers, createSimulatorClient, startWorker } from "../simulator-client.ts";
import type { Change, Session } from "./session.ts";
import { beginSession, change } from "./session.ts";

const PLAY_MS = 1100;
const NO_WORKER =
  "This browser cannot run the simulator (it has no workers), so the run stays as it is drawn. All its steps are listed below.";
const STUCK = "The simulator does not answer; the run stays as it is drawn. All its steps are listed below.";

export type SessionControl = {
  readonly session: Session;
  readonly goTo: (seq: Seq) => void;
  readonly forward: () => void;
  readonly back: () => void;
  readonly play: (on: boolean) => void;
  readonly act: (input: Input) => void;
  readonly backToScript: () => void;
  readonly chooseVariant: (variant: string) => void;
  /** Where the statecharts are; rejects when the worker cannot tell. */
  readonly charts: (run: RunId, seq: Seq) => Promise<ChartsView>;
  /** The sentence of every step of a run; rejects when the worker cannot tell. */
  readonly sentences: (run: RunId) => Promise<readonly string[]>;
};

/** Keeps the session and talks to the worker, one request after the other; of many seeks only the last counts. */
export function useSession(scenario: Scenario, initial: RunView): SessionControl {
  const [session, dispatch] = useReducer<Session, Change, RunView>(change, initial, beginSession);
  const latest = useRef(session);
  latest.current = session;
  const machine = useMemo(() => new Conversation(scenario, () => latest.current, dispatch), [scenario]);

  useEffect(() => {
    machine.begin(initial);
    return () => machine.end();
  }, [machine, initial]);

  const { playing, at } = session;
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => machine.forward(), PLAY_MS);
    return () => clearTimeout(timer);
  }, [playing, at, machine]);

  return useMemo(
    () => ({
      session,
      goTo: (seq) => machine.goTo(seq),
      forward: () => machine.forward(),
      back: () => machine.back(),
      play: (on) => machine.play(on),
      act: (input) => machine.act(input),
      backToScript: () => machine.backToScript(),
      chooseVariant: (variant) => machine.chooseVariant(variant),
      charts: (run, seq) => machine.ask((client) => client.charts(run, seq)),
      sentences: (run) => machine.ask((client) => client.sentences(run)),
    }),
    [session, machine],
  );
}

class Conversation {
  readonly #scenario: Scenario;
  readonly #session: () => Session;
  readonly #dispatch: (by: Change) => void;
  #client: SimulatorClient | null = null;
  #queue: Promise<void> = Promise.resolve();
  /** The latest seek not yet asked for, and the one that is being answered. */
  #wanted: Seq | null = null;
  #going: Seq | null = null;
  #waiting = 0;
  readonly #seen = new Map<string, StepView>();

  constructor(scenario: Scenario, session: () => Session, dispatch: (by: Change) => void) {
    this.#scenario = scenario;
    this.#session = session;
    this.#dispatch = dispatch;
  }

  begin({ variant, seed }: RunView): void {
    if (!canRunWorkers()) {
      this.#dispatch({ is: "missing", status: NO_WORKER });
      return;
    }
    this.#client = createSimulatorClient(startWorker, (reason) => {
      this.#dispatch({
        is: "said",
        status: `The simulator was restarted (${reason}) and your run restored from its inputs.`,
      });
    });
    this.#dispatch({ is: "starting" });
    this.#enqueue(async (client) => {
      this.#dispatch({ is: "loaded", run: await client.load({ scenario: this.#scenario, variant, seed }) });
    });
  }

  end(): void {
    this.#client?.end();
    this.#client = null;
  }

  play(on: boolean): void {
    const { run, at } = this.#session();
    if (on && at.seq === run.steps.at(-1)) this.goTo(run.steps[0] ?? at.seq);
    this.#dispatch({ is: "playing", on });
  }

  goTo(seq: Seq): void {
    const queued = this.#wanted !== null;
    this.#wanted = seq;
    if (queued) return;
    this.#enqueue(async (client) => {
      const wanted = this.#wanted;
      this.#wanted = null;
      if (wanted === null) return;
      this.#going = wanted;
      const { run } = this.#session();
      const [at, before] = await Promise.all([
        this.#look(client, run.run, wanted),
        this.#before(client, run, wanted),
      ]);
      this.#dispatch({ is: "moved", at, before });
    });
  }

  back(): void {
    const { run } = this.#session();
    const index = lastAtMost(run.steps, this.#place());
    const seq = run.steps[index - 1];
    if (seq !== undefined) this.goTo(seq);
  }

  forward(): void {
    const { run } = this.#session();
    const index = lastAtMost(run.steps, this.#place());
    const seq = run.steps[index + 1];
    if (seq !== undefined) {
      this.goTo(seq);
      return;
    }
    if (this.#waiting > 0) return;
    this.#enqueue(async (client) => {
      const { run: current, at: before } = this.#session();
      const at = await client.step(current.run, before.seq, "forward");
      if (at.seq === before.seq) {
        this.#dispatch({ is: "playing", on: false });
        this.#dispatch({
          is: "said",
          status: "Nothing more will happen by itself. Do something, or step back.",
        });
      } else this.#dispatch({ is: "moved", at, before });
    });
  }

  act(input: Input): void {
    this.#dispatch({ is: "playing", on: false });
    this.#enqueue(async (client) => {
      const { run, at } = this.#session();
      const forked = await client.apply(run.run, at.seq, input);
      const before = await this.#before(client, forked, forked.at.seq);
      this.#dispatch({ is: "took_over", run: forked, before, atMs: at.timeMs });
    });
  }

  backToScript(): void {
    this.#enqueue(async (client) => {
      const { script, at } = this.#session();
      const index = script.steps.findLastIndex((seq) => (script.events[seq]?.timeMs ?? 0) <= at.timeMs);
      const seq = script.steps[Math.max(0, index)] ?? script.at.seq;
      const view = await this.#look(client, script.run, seq);
      this.#dispatch({ is: "went_back", at: view, before: await this.#before(client, script, seq) });
    });
  }

  /** Runs the same script against another page and server, and stays at the same moment of it. */
  chooseVariant(variant: string): void {
    if (this.#client === null) return;
    this.#dispatch({ is: "chose", variant });
    this.#enqueue(async (client) => {
      const { at: old, script } = this.#session();
      const run = await client.load({ scenario: this.#scenario, variant, seed: script.seed });
      const index = run.steps.findLastIndex((seq) => (run.events[seq]?.timeMs ?? 0) <= old.timeMs);
      const seq = run.steps[Math.max(0, index)] ?? run.at.seq;
      const at = await this.#look(client, run.run, seq);
      this.#dispatch({ is: "switched", run, at, before: await this.#before(client, run, seq) });
    });
  }

  /** A question beside the queue of moves. */
  async ask<Answer>(question: (client: SimulatorClient) => Promise<Answer>): Promise<Answer> {
    const client = this.#client;
    if (client === null) throw new Error("There is no simulator.");
    // Not before the worker knows the run; its place in the queue does not matter.
    await this.#queue;
    return question(client);
  }

  /** Where the reader will be once the pending seek is answered. */
  #place(): Seq {
    return this.#wanted ?? this.#going ?? this.#session().at.seq;
  }

  async #look(client: SimulatorClient, run: RunId, seq: Seq): Promise<StepView> {
    const key = `${run}:${seq}`;
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    const view = await client.seek(run, seq);
    if (this.#seen.size > 400) this.#seen.clear();
    this.#seen.set(key, view);
    return view;
  }

  async #before(client: SimulatorClient, run: RunView, seq: Seq): Promise<StepView | null> {
    const before = run.steps[lastAtMost(run.steps, seq) - 1];
    return before === undefined ? null : this.#look(client, run.run, before);
  }

  #enqueue(task: (client: SimulatorClient) => Promise<void>): void {
    const client = this.#client;
    if (client === null) return;
    this.#waiting += 1;
    this.#queue = this.#queue.then(async () => {
      try {
        if (this.#client === client) await task(client);
      } catch {
        if (this.#client === client) {
          this.#wanted = null;
          this.#dispatch({ is: "playing", on: false });
          // Without a first answer there is nothing to step through; later, the next press may work again.
          const lost = this.#session().worker === "starting";
          this.#dispatch(lost ? { is: "missing", status: STUCK } : { is: "said", status: STUCK });
        }
      } finally {
        this.#going = null;
        this.#waiting -= 1;
      }
    });
  }
}
