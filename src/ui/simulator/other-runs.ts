import type { EditedFile, RunLink } from "../../schemas/run-link.ts";
import type { Scenario, ScenarioVariant } from "../../schemas/scenario.ts";
import type { ShownRun } from "../../simulation/exercise/verdict.ts";
import type { RunView } from "../../simulation/simulator-api.ts";
import type { SimulatorClient } from "../simulator-client.ts";
import type { Conversation } from "./conversation.ts";
import { type OwnRun, type Session, sameMoment, stepAt } from "./session.ts";

/** What a conversation shows besides the run that a reader steps through; loaded when somebody asks for it. */

/** What a link says of a run (src/schemas/run-link.ts). */
export type LinkedRun = Pick<RunLink, "variant" | "seed" | "inputs" | "tookOverMs" | "untilMs" | "seq">;

/** What running the reader's code has shown: the first difference and when it was, in virtual milliseconds. */
export type CodeOutcome =
  | ({ readonly is: "same" } & Pick<RunView, "console">)
  | ({ readonly is: "differs"; readonly fromMs: number } & Pick<RunView, "console">)
  | { readonly is: "failed"; readonly message: string };

/** Goes back to the script's run, to the moment from which on the one shown may differ. */
export async function showScript(conversation: Conversation, client: SimulatorClient): Promise<void> {
  const { script, at, own } = conversation.session;
  const stop = await conversation.stopAt(client, script, stepAt(script, own?.fromMs ?? at.timeMs));
  conversation.change({ ...conversation.session, run: script, ...stop, own: null, playing: false });
}

/** Runs the script in another of its variants, and stays at the same moment. */
export async function showVariant(
  conversation: Conversation,
  client: SimulatorClient,
  variant: string,
): Promise<void> {
  const { scenario } = conversation;
  const { run: old, at, script } = conversation.session;
  const run = await client.load({ scenario, variant, seed: script.seed });
  const stop = await conversation.stopAt(client, run, sameMoment(old, at.seq, run));
  show(conversation, { run, script: run, own: null, ...stop });
}

/** Shows a run of something else on the page, at one of its moments; the script's run stays to go back to. */
export function showRun(
  conversation: Conversation,
  { scenario, variant, seed, inputs, untilMs, seq }: ShownRun,
): void {
  conversation.inTurn(async (client) => {
    const request = { scenario, variant, seed, untilMs };
    const run = await client.load(inputs === null ? request : { ...request, inputs });
    const stop = await conversation.stopAt(client, run, seq);
    const { script } = conversation.session;
    const own: OwnRun = { by: "exercise", fromMs: stop.at.timeMs, against: script };
    show(conversation, { run, script, own, ...stop });
  });
}

/**
 * Shows the run of a link to this scenario, and tells when it is there. `edited`: its variant with code that came with the
 * link, which the reader has seen.
 */
export function showLinked(
  conversation: Conversation,
  { variant, seed, inputs: given, tookOverMs, untilMs, seq }: LinkedRun,
  shown: (run: RunView) => void,
  edited: ScenarioVariant | null = null,
): void {
  const { scenario } = conversation;
  // With other code, what the script does is a run beside the script's.
  const inputs = given ?? (edited === null ? null : scenario.inputs);
  conversation.inTurn(async (client) => {
    conversation.change({ ...conversation.session, variant, playing: false });
    const request = { scenario, variant, seed };
    const known = conversation.session.script;
    const script =
      inputs === null
        ? await client.load({ ...request, untilMs })
        : known.variant === variant
          ? known
          : await client.load(request);
    const other = edited === null ? request : { ...request, scenario: withVariant(scenario, edited) };
    const run = inputs === null ? script : await client.load({ ...other, inputs, untilMs });
    const stop = await conversation.stopAt(client, run, seq);
    const fromMs = tookOverMs ?? stop.at.timeMs;
    const code = edited === null ? {} : { code: editedFiles(edited) };
    const own: OwnRun | null = inputs === null ? null : { by: "link", fromMs, against: script, ...code };
    show(conversation, { run, script, own, ...stop });
    shown(run);
  });
}

function show(
  conversation: Conversation,
  shown: Pick<Session, "run" | "script" | "own" | "at" | "before">,
): void {
  conversation.change({ ...conversation.session, ...shown, playing: false, status: "" });
}

/** The variant whose server a change of code is for: the one shown, if it runs the code, else the first that does. */
export function variantThat(
  conversation: Conversation,
  runs: (variant: ScenarioVariant) => boolean,
): ScenarioVariant | null {
  const { variants } = conversation.scenario;
  const shown = variants.find(({ id }) => id === comparable(conversation).variant);
  return shown !== undefined && runs(shown) ? shown : (variants.find(runs) ?? null);
}

/**
 * Runs a variant with the reader's own code of the server, and with all that was done in the run shown; goes to
 * the first difference.
 */
export function runCode(conversation: Conversation, edited: ScenarioVariant): Promise<CodeOutcome> {
  conversation.play(false);
  return new Promise((resolve) => {
    conversation.inTurn(async (client) => {
      try {
        resolve(await outcomeOf(conversation, client, edited));
      } catch (error) {
        resolve({ is: "failed", message: error instanceof Error ? error.message : String(error) });
      }
    });
  });
}

async function outcomeOf(
  conversation: Conversation,
  client: SimulatorClient,
  edited: ScenarioVariant,
): Promise<CodeOutcome> {
  const { scenario } = conversation;
  const shown = comparable(conversation);
  const { id: variant } = edited;
  const { seed } = shown;
  const against = shown.variant === variant ? shown : await client.load({ scenario, variant, seed });
  const untilMs = against.events.at(-1)?.timeMs ?? 0;
  // Without inputs of its own it goes on for as long as the script says.
  const done = against.parent === null ? {} : { inputs: against.inputs };
  const other = withVariant(scenario, edited);
  const run = await client.load({ scenario: other, variant, seed, untilMs, ...done });
  const { rows, first } = await client.compare(against.run, run.run);
  const { run: left, at } = conversation.session;
  const seq =
    first === null
      ? sameMoment(left, at.seq, run)
      : (rows.slice(first).find(({ right }) => right !== null)?.right?.seq ?? run.steps.at(-1) ?? at.seq);
  const row = first === null ? undefined : rows[first];
  const fromMs =
    first === null
      ? 0
      : Math.min(
          row?.left?.timeMs ?? Number.POSITIVE_INFINITY,
          row?.right?.timeMs ?? Number.POSITIVE_INFINITY,
        );
  // Another variant than before: its run of the lesson's code is what to go back to.
  const before = conversation.session.script;
  const script = against.variant === before.variant ? before : against;
  const stop = await conversation.stopAt(client, run, seq);
  conversation.change({ ...conversation.session, variant });
  show(conversation, {
    run,
    script,
    own: { by: "code", fromMs, against, code: editedFiles(edited) },
    ...stop,
  });
  const said = run.console === undefined ? {} : { console: run.console };
  return first === null ? { is: "same", ...said } : { is: "differs", fromMs, ...said };
}

function withVariant(scenario: Scenario, edited: ScenarioVariant): Scenario {
  return {
    ...scenario,
    variants: scenario.variants.map((one) => (one.id === edited.id ? edited : one)),
  };
}

/** The texts of a variant that are not the site's. */
function editedFiles({ serverCode, pageCode }: ScenarioVariant): readonly EditedFile[] {
  const modules = serverCode?.texts ?? [];
  return [
    ...modules.map(({ file, text }) => ({ file: file.replace(/^.*\//, ""), text })),
    ...(pageCode === undefined ? [] : [{ file: `${pageCode.program}.js`, text: pageCode.text }]),
  ];
}

/** The run of the lesson's code that the reader's code is held against. */
function comparable(conversation: Conversation): RunView {
  const { run, own, script } = conversation.session;
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
