import type { Scenario } from "../schemas/scenario.ts";
import { unknownWord } from "../schemas/scenario-message.ts";
import { Session } from "../simulation/session.ts";
import type { ClientId } from "../trace/ids.ts";
import { narrate } from "../trace/narration.ts";
import { moment } from "../ui/diagram/time-scale.ts";
import type { DrawnSimulator } from "../ui/playground/stored-scenario.ts";
import { loneSimulator, loneVariant } from "./lone-variant.ts";
import { sentenceHtml } from "./sentence-html.ts";

export type SimulatorChoice = {
  /** Which of the variants is shown first; the first one if not given. */
  readonly variant?: string | undefined;
  /** The virtual moment shown first, in milliseconds: the last step at or before it. */
  readonly at?: number | undefined;
  /** It shows this variant only, beside a simulator of another one. */
  readonly alone?: boolean | undefined;
  /** Heading of the figure; the scenario's own title if not given. */
  readonly title?: string | undefined;
};

/** Runs a scenario for the page that shows it. Throws for a variant that it does not have. */
export function drawnSimulator(whole: Scenario, choice: SimulatorChoice = {}): DrawnSimulator {
  const { variant = whole.variants[0]?.id ?? "", at, alone = false, title = whole.title } = choice;
  const variants = whole.variants.map((one) => one.id);
  if (!variants.includes(variant)) throw new Error(unknownWord("variant", variant, variants));
  const scenario = alone ? loneVariant(whole, variant) : whole;
  const id = alone ? loneSimulator(whole, variant) : whole.id;
  const world = new Session();
  const loaded = world.load({ scenario, variant, seed: scenario.seed });
  const timeOf = (seq: number): number => loaded.events[seq]?.timeMs ?? 0;
  const until = at === undefined ? undefined : loaded.steps.findLast((seq) => timeOf(seq) <= at);
  const run = until === undefined ? loaded : { ...loaded, at: world.seek(loaded.run, until) };
  const names = new Map<ClientId, string>(scenario.clients.map((client) => [client.id, client.name]));
  const steps = run.steps
    .map((seq, index) => {
      const sentence = sentenceHtml(narrate(run.events, seq, names));
      return `<li id="step-${id}-${index + 1}"><span class="step-time">${moment(timeOf(seq))}</span> ${sentence}</li>`;
    })
    .join("");
  const { truths } = world.recordOf(loaded.run);
  return { props: { id, scenario, title, initial: { run, truths } }, steps };
}
