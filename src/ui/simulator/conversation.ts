import type { RunLink } from "../../schemas/run-link.ts";
import type { Scenario, ScenarioVariant } from "../../schemas/scenario.ts";
import type { ShownRun } from "../../simulation/exercise/verdict.ts";
import type { ComparedRow, RunId, RunRecord, RunView, StepView } from "../../simulation/simulator-api.ts";
import { lastAtMost } from "../../trace/history.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";
import type { SimulatorClient } from "../simulator-client.ts";
import type { Change, Session } from "./session.ts";
import { beginSession, change } from "./session.ts";

const STUCK = "The simulator does not answer; the run stays as it is drawn. All its steps are listed below.";
const NOTHING_SAVED = "Here the saved run ends.";
const NOTHING_MORE = "Nothing more will happen by itself. Do something, or step back.";

/**
 * Where to go from a step of a run; null: beyond its end. It is worked out when its turn has come, never when the
 * key is pressed: another run may be on its way, and the end of that one is what "to the end" then means.
 */
type Move = (run: RunView, from: Seq) => Seq | null;

/** What a link says of a run (src/schemas/run-link.ts). */
export type LinkedRun = Pick<RunLink, "variant" | "seed" | "inputs" | "tookOverMs" | "untilMs" | "seq">;

/** What running the reader's code has shown: the first difference and when it was, in virtual milliseconds. */
export type CodeOutcome =
  | { readonly is: "same" }
  | { readonly is: "differs"; readonly fromMs: number }
  | { readonly is: "failed"; readonly message: string };

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
    this.#dispatch({ is: "starting" });
    this.#enqueue(async (client) => {
      const { variant, seed } = drawn;
      const run = await client.load({ scenario: this.#scenario, variant, seed, recorded });
      this.#dispatch({ is: "loaded", run });
    });
  }

  /** There is no worker to talk to; `status` tells the reader why. */
  giveUp(status: string): void {
    this.#dispatch({ is: "missing", status });
  }

  end(): void {
    this.#client?.end();
    this.#client = null;
  }

  /** A line for the reader about the simulator itself. */
  say(status: string): void {
    this.#dispatch({ is: "said", status });
  }

  play(on: boolean): void {
    const { run, at } = this.#session;
    if (on && at.seq === run.steps.at(-1)) this.toStart();
    this.#dispatch({ is: "playing", on });
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
    this.#dispatch({ is: "playing", on: false });
    this.#enqueue(async (client) => {
      const { run, at } = this.#session;
      const forked = await client.apply(run.run, at.seq, input);
      const before = await this.#before(client, forked, forked.at.seq);
      this.#dispatch({ is: "took_over", run: forked, before, atMs: at.timeMs });
    });
  }

  backToScript(): void {
    this.#enqueue(async (client) => {
      const { script, at, own } = this.#session;
      const seq = stepAt(script, own?.fromMs ?? at.timeMs);
      const view = await this.#look(client, script.run, seq);
      this.#dispatch({ is: "went_back", at: view, before: await this.#before(client, script, seq) });
    });
  }

  /** Runs the same script against another page and server, and stays at the same moment of it. */
  chooseVariant(variant: string): void {
    if (this.#client === null) return;
    this.#dispatch({ is: "chose", variant });
    this.#enqueue(async (client) => {
      const { run: old, at: place, script } = this.#session;
      const run = await client.load({ scenario: this.#scenario, variant, seed: script.seed });
      const seq = sameMoment(old, place.seq, run);
      const at = await this.#look(client, run.run, seq);
      this.#dispatch({ is: "switched", run, at, before: await this.#before(client, run, seq) });
    });
  }

  /** To a stop of the script's run in one of its variants; away from a run of the reader's own. */
  showStep(variant: string, step: number): void {
    const { run, own } = this.#session;
    if (own !== null || run.variant !== variant) this.chooseVariant(variant);
    this.play(false);
    this.#move((script, from) => script.steps[step] ?? from);
  }

  /** Shows a run of something else on the page, at one of its moments; the script's run stays to go back to. */
  showRun({ scenario, variant, seed, inputs, untilMs, seq }: ShownRun): void {
    this.#enqueue(async (client) => {
      const request = { scenario, variant, seed, untilMs };
      const run = await client.load(inputs === null ? request : { ...request, inputs });
      const at = await this.#look(client, run.run, seq);
      const before = await this.#before(client, run, at.seq);
      const { script } = this.#session;
      this.#dispatch({ is: "shown", run, script, at, before, by: "exercise", fromMs: at.timeMs });
    });
  }

  /** Shows the run of a link to this scenario, and tells when it is there. */
  showLinked(link: LinkedRun, shown: (run: RunView) => void): void {
    const { variant, seed, inputs, tookOverMs, untilMs, seq } = link;
    if (this.#client === null) return;
    this.#dispatch({ is: "chose", variant });
    this.#enqueue(async (client) => {
      const request = { scenario: this.#scenario, variant, seed };
      const known = this.#session.script;
      const script =
        inputs === null
          ? await client.load({ ...request, untilMs })
          : known.variant === variant
            ? known
            : await client.load(request);
      const run = inputs === null ? script : await client.load({ ...request, inputs, untilMs });
      const at = await this.#look(client, run.run, seq);
      const before = await this.#before(client, run, at.seq);
      if (inputs === null) this.#dispatch({ is: "switched", run, at, before });
      else {
        const since = tookOverMs ?? at.timeMs;
        this.#dispatch({ is: "shown", run, script, at, before, by: "link", fromMs: since });
      }
      shown(run);
    });
  }

  /** The variant whose server a change of code is for: the one shown, if it runs the code, else the first that does. */
  variantThat(runs: (variant: ScenarioVariant) => boolean): ScenarioVariant | null {
    const { variants } = this.#scenario;
    const shown = variants.find(({ id }) => id === this.#comparable().variant);
    return shown !== undefined && runs(shown) ? shown : (variants.find(runs) ?? null);
  }

  /**
   * Runs a variant with the reader's own code of the server, and with all that was done in the run shown; goes to
   * the first difference.
   */
  runCode(edited: ScenarioVariant): Promise<CodeOutcome> {
    this.#dispatch({ is: "playing", on: false });
    return new Promise((resolve) => {
      this.#enqueue(async (client) => {
        try {
          resolve(await this.#runCode(client, edited));
        } catch (error) {
          resolve({ is: "failed", message: error instanceof Error ? error.message : String(error) });
        }
      });
    });
  }

  async #runCode(client: SimulatorClient, edited: ScenarioVariant): Promise<CodeOutcome> {
    const shown = this.#comparable();
    const { id: variant } = edited;
    const { seed } = shown;
    const against =
      shown.variant === variant ? shown : await client.load({ scenario: this.#scenario, variant, seed });
    const variants = this.#scenario.variants.map((one) => (one.id === variant ? edited : one));
    const scenario = { ...this.#scenario, variants };
    const untilMs = against.events.at(-1)?.timeMs ?? 0;
    // Without inputs of its own it goes on for as long as the script says.
    const done = against.parent === null ? {} : { inputs: against.inputs };
    const run = await client.load({ scenario, variant, seed, untilMs, ...done });
    const { rows, first } = await client.compare(against.run, run.run);
    const { run: left, at: place } = this.#session;
    const seq =
      first === null
        ? sameMoment(left, place.seq, run)
        : (rows.slice(first).find(({ right }) => right !== null)?.right?.seq ??
          run.steps.at(-1) ??
          place.seq);
    const [at, before] = await Promise.all([
      this.#look(client, run.run, seq),
      this.#before(client, run, seq),
    ]);
    const fromMs = first === null ? 0 : earliestOf(rows[first]);
    this.#dispatch({ is: "ran_code", run, at, before, against, fromMs });
    return first === null ? { is: "same" } : { is: "differs", fromMs };
  }

  /** The run of the lesson's code that the reader's code is held against. */
  #comparable(): RunView {
    const { run, own, script } = this.#session;
    switch (own?.by) {
      case undefined:
      case "acting":
        return run;
      case "code":
        return own?.against ?? script;
      case "exercise":
      case "link":
        return script;
    }
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

  #dispatch(by: Change): void {
    const next = change(this.#session, by);
    if (next === this.#session) return;
    this.#session = next;
    this.#show(next);
  }

  #move(move: Move): void {
    if (this.#last !== null) {
      this.#last.push(move);
      return;
    }
    const moves = [move];
    this.#enqueue(async (client) => {
      if (this.#last === moves) this.#last = null;
      let seq = this.#session.at.seq;
      for (const one of moves) seq = one(this.#session.run, seq) ?? (await this.#goOn(client, seq));
      const { run, at } = this.#session;
      if (at.seq !== seq) await this.#moveTo(client, run, seq);
    });
    this.#last = moves;
  }

  async #moveTo(client: SimulatorClient, run: RunView, seq: Seq): Promise<void> {
    const [at, before] = await Promise.all([
      this.#look(client, run.run, seq),
      this.#before(client, run, seq),
    ]);
    this.#dispatch({ is: "moved", at, before });
  }

  /** Lets the world go on beyond the last step, and gives the step that it came to. */
  async #goOn(client: SimulatorClient, last: Seq): Promise<Seq> {
    const { run } = this.#session;
    const [at, before] = await Promise.all([
      client.step(run.run, last, "forward"),
      this.#look(client, run.run, last),
    ]);
    if (at.seq === last) {
      this.#dispatch({ is: "playing", on: false });
      this.say(this.isLookOnly ? NOTHING_SAVED : NOTHING_MORE);
    } else {
      this.#remember(run.run, { ...at, appended: [], appendedSteps: [] });
      this.#dispatch({ is: "moved", at, before });
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

  #enqueue(task: (client: SimulatorClient) => Promise<void>): void {
    const client = this.#client;
    if (client === null) return;
    this.wake();
    this.#last = null;
    this.#queue = this.#queue.then(async () => {
      try {
        if (this.#client === client) await task(client);
      } catch {
        if (this.#client !== client) return;
        this.#dispatch({ is: "playing", on: false });
        // Without a first answer there is nothing to step through; later, the next press may work again.
        if (this.#session.worker === "starting") this.giveUp(STUCK);
        else this.say(STUCK);
      }
    });
  }
}

function earliestOf(row: ComparedRow | undefined): number {
  return Math.min(
    row?.left?.timeMs ?? Number.POSITIVE_INFINITY,
    row?.right?.timeMs ?? Number.POSITIVE_INFINITY,
  );
}

/** The step of a run at the time of a step of another one. */
function sameMoment(from: RunView, seq: Seq, to: RunView): Seq {
  return stepAt(to, from.events[seq]?.timeMs ?? 0);
}

/** The last step of a run up to a moment. */
function stepAt(run: RunView, timeMs: number): Seq {
  const index = run.steps.findLastIndex((step) => (run.events[step]?.timeMs ?? 0) <= timeMs);
  return run.steps[Math.max(0, index)] ?? run.at.seq;
}
