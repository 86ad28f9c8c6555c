import type { Scenario } from "../../schemas/scenario.ts";
import type { RunId, RunRecord, RunView, StepView } from "../../simulation/simulator-api.ts";
import { lastAtMost } from "../../trace/history.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";
import type { SimulatorClient } from "../simulator-client.ts";
import type { Session, Stop } from "./session.ts";
import { beginSession, loaded, moved, sameMoment, tookOver } from "./session.ts";

const STUCK = "The simulator does not answer; the run stays as it is drawn. All its steps are listed below.";
const NOTHING_SAVED = "Here the saved run ends.";
const NOTHING_MORE = "Nothing more will happen by itself. Do something, or step back.";

/**
 * Where to go from a step of a run; null: beyond its end. It is worked out when its turn has come, never when the
 * key is pressed: another run may be on its way, and the end of that one is what "to the end" then means.
 */
type Move = (run: RunView, from: Seq) => Seq | null;

/** A run as the build has drawn it, with what lets a worker look at it without running it again. */
export type InitialRun = {
  readonly run: RunView;
  readonly truths: RunRecord["truths"];
  /** It comes from a file: one can step through it, and not act in it. */
  readonly lookOnly?: true;
};

/**
 * The reader's talk with the worker: one request after the other; moves that wait are made as one. It holds the
 * session itself, so that a request never starts from a session that the page has yet to draw.
 */
export class Conversation {
  readonly #scenario: Scenario;
  readonly #drawn: InitialRun;
  readonly #show: (session: Session) => void;
  #session: Session;
  #client: SimulatorClient | null = null;
  #queue: Promise<void> = Promise.resolve();
  /** The moves at the end of the queue, which one more can still join; null when something else waits there. */
  #last: Move[] | null = null;
  readonly #seen = new Map<string, StepView>();

  constructor(scenario: Scenario, drawn: InitialRun, show: (session: Session) => void) {
    this.#scenario = scenario;
    this.#drawn = drawn;
    this.#session = beginSession(drawn.run);
    this.#show = show;
  }

  get session(): Session {
    return this.#session;
  }

  get scenario(): Scenario {
    return this.#scenario;
  }

  /** Whether there is nothing to do but to look. */
  get isLookOnly(): boolean {
    return this.#drawn.lookOnly === true;
  }

  /** Says whom to talk to. Nothing is asked before the reader turns to the simulator: a reader loads no worker. */
  begin(client: SimulatorClient): void {
    this.#client = client;
  }

  /** Tells the worker of the run that the build has drawn, once. */
  wake(): void {
    if (this.#client === null || this.#session.worker !== "asleep") return;
    const { run: drawn, ...record } = this.#drawn;
    const recorded = { events: drawn.events, ...record };
    this.change({ ...this.#session, worker: "starting" });
    this.inTurn(async (client) => {
      const { variant, seed } = drawn;
      const run = await client.load({ scenario: this.#scenario, variant, seed, recorded });
      this.change(loaded(this.#session, run));
    });
  }

  /** There is no worker to talk to; `status` tells the reader why. */
  giveUp(status: string): void {
    this.change({ ...this.#session, worker: "missing", playing: false, status });
  }

  end(): void {
    this.#client?.end();
    this.#client = null;
  }

  /** A line for the reader about the simulator itself. */
  say(status: string): void {
    // Whatever was on its way may have failed: the switch says again what is shown.
    this.change({ ...this.#session, variant: this.#session.run.variant, status });
  }

  play(on: boolean): void {
    const { run, at, playing } = this.#session;
    if (on && at.seq === run.steps.at(-1)) this.toStart();
    // Nothing is drawn anew for it: every step begins by stopping to play.
    if (playing !== on) this.change({ ...this.#session, playing: on });
  }

  /** To a step of the run that is shown now; if another one has come by then, to the same moment of it. */
  goTo(seq: Seq): void {
    const shown = this.#session.run;
    this.#move((run) => (run === shown || run.run === shown.run ? seq : sameMoment(shown, seq, run)));
  }

  toStart(): void {
    this.#move((run, from) => run.steps[0] ?? from);
  }

  toEnd(): void {
    this.#move((run, from) => run.steps.at(-1) ?? from);
  }

  back(): void {
    this.#move((run, from) => run.steps[lastAtMost(run.steps, from) - 1] ?? from);
  }

  /** The next step; at the end the world goes on until something happens. */
  forward(): void {
    this.#move((run, from) => run.steps[lastAtMost(run.steps, from) + 1] ?? null);
  }

  act(input: Input): void {
    this.play(false);
    this.inTurn(async (client) => {
      const { run, at } = this.#session;
      const forked = await client.apply(run.run, at.seq, input);
      const before = await this.#before(client, forked, forked.at.seq);
      this.change(tookOver(this.#session, forked, before, at.timeMs));
    });
  }

  /** To the script's run, at the moment at which it was left. */
  backToScript(): void {
    this.inTurn(async (client) => {
      const { showScript } = await import("./other-runs.ts");
      await showScript(this, client);
    });
  }

  /** Runs the same script against another page and server, and stays at the same moment of it. */
  chooseVariant(variant: string): void {
    if (this.#client === null) return;
    this.change({ ...this.#session, variant, playing: false });
    this.inTurn(async (client) => {
      const { showVariant } = await import("./other-runs.ts");
      await showVariant(this, client, variant);
    });
  }

  /** To a stop of the script's run in one of its variants; away from a run of the reader's own. */
  showStep(variant: string, step: number): void {
    const { run, own } = this.#session;
    if (own !== null || run.variant !== variant) this.chooseVariant(variant);
    this.play(false);
    this.#move((script, from) => script.steps[step] ?? from);
  }

  /** A question beside the queue of moves. */
  async ask<Answer>(question: (client: SimulatorClient) => Promise<Answer>): Promise<Answer> {
    const client = this.#client;
    if (client === null) throw new Error("There is no simulator.");
    this.wake();
    // Not before the worker knows the run; its place in the queue does not matter.
    await this.#queue;
    return question(client);
  }

  /** What the page remembers from now on. */
  change(next: Session): void {
    this.#session = next;
    this.#show(next);
  }

  /** Does what is more than a move when its turn has come: after all that was asked for before. */
  inTurn(task: (client: SimulatorClient) => Promise<void>): void {
    const client = this.#client;
    if (client === null) return;
    this.wake();
    this.#last = null;
    this.#queue = this.#queue.then(async () => {
      try {
        if (this.#client === client) await task(client);
      } catch {
        if (this.#client !== client) return;
        this.play(false);
        // Without a first answer there is nothing to step through; later, the next press may work again.
        if (this.#session.worker === "starting") this.giveUp(STUCK);
        else this.say(STUCK);
      }
    });
  }

  /** A stop of a run, and the one before it. */
  async stopAt(client: SimulatorClient, run: RunView, seq: Seq): Promise<Stop> {
    const [at, before] = await Promise.all([
      this.#look(client, run.run, seq),
      this.#before(client, run, seq),
    ]);
    return { at, before };
  }

  #move(move: Move): void {
    if (this.#last !== null) {
      this.#last.push(move);
      return;
    }
    const moves = [move];
    this.inTurn(async (client) => {
      if (this.#last === moves) this.#last = null;
      let seq = this.#session.at.seq;
      for (const one of moves) seq = one(this.#session.run, seq) ?? (await this.#goOn(client, seq));
      const { run, at } = this.#session;
      if (at.seq === seq) return;
      const stop = await this.stopAt(client, run, seq);
      this.change(moved(this.#session, stop));
    });
    this.#last = moves;
  }

  /** Lets the world go on beyond the last step, and gives the step that it came to. */
  async #goOn(client: SimulatorClient, last: Seq): Promise<Seq> {
    const { run } = this.#session;
    const [at, before] = await Promise.all([
      client.step(run.run, last, "forward"),
      this.#look(client, run.run, last),
    ]);
    if (at.seq === last) {
      this.play(false);
      this.say(this.isLookOnly ? NOTHING_SAVED : NOTHING_MORE);
    } else {
      this.#remember(run.run, { ...at, appended: [], appendedSteps: [] });
      this.change(moved(this.#session, { at, before }));
    }
    return at.seq;
  }

  async #look(client: SimulatorClient, run: RunId, seq: Seq): Promise<StepView> {
    const key = `${run}:${seq}`;
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    const view = await client.seek(run, seq);
    this.#remember(run, view, seq);
    return view;
  }

  #remember(run: RunId, view: StepView, seq: Seq = view.seq): void {
    if (this.#seen.size > 400) this.#seen.clear();
    this.#seen.set(`${run}:${seq}`, view);
  }

  async #before(client: SimulatorClient, run: RunView, seq: Seq): Promise<StepView | null> {
    const before = run.steps[lastAtMost(run.steps, seq) - 1];
    return before === undefined ? null : this.#look(client, run.run, before);
  }
}
