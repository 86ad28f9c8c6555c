import { misfit, type RunLink, readRunLink } from "../../schemas/run-link.ts";
import type { ScenarioVariant } from "../../schemas/scenario.ts";
import type { RunView } from "../../simulation/simulator-api.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { showLinked } from "../simulator/other-runs.ts";
import { revealSimulator, withSimulator } from "../turn-to-simulator.ts";
import { tellOfLink } from "./link-notice.ts";
import type { SimulatorFor } from "./linked-page.ts";
import { differenceOf } from "./linked-run.ts";
import { HASH } from "./run-hash.ts";
import { showView } from "./simulator-view.ts";

const UNTOUCHED = "Everything on this page is as it was.";

/** Shows the run that the hash of an address tells of, or says why it cannot; then nothing on the page has changed. */
export function openRunLink(page: Document, hash: string, simulatorFor: SimulatorFor): void {
  const read = readRunLink(hash.slice(HASH.length));
  if (!read.ok) {
    tellOfLink(page, `${read.message} ${UNTOUCHED}`);
    return;
  }
  const { link } = read;
  const simulator = simulatorFor(link.scenario, link.variant);
  if (simulator === null) {
    tellOfLink(page, `This link leads to “${link.scenario}”, which is not on this page. ${UNTOUCHED}`);
    return;
  }
  withSimulator(simulator, (conversation) => {
    const wrong = misfit(link, conversation.scenario);
    if (wrong === null && link.code.length === 0) show(link, simulator, conversation);
    else if (wrong === null) askFirst(page, link, simulator, conversation);
    else tellOfLink(page, `This link does not fit what is on this page. ${wrong} ${UNTOUCHED}`);
    revealSimulator(simulator);
  });
}

/** Shows the code that came with a link, of which nothing has run, and runs it when the reader says so. */
async function askFirst(
  page: Document,
  link: RunLink,
  simulator: string,
  conversation: Conversation,
): Promise<void> {
  const { askToRun, variantWith } = await import("./linked-code.ts");
  if (!(await askToRun(page, link.code))) return;
  const edited = await variantWith(link, conversation);
  if (typeof edited === "string") {
    tellOfLink(page, `The code of this link cannot be run. ${edited} ${UNTOUCHED}`);
    return;
  }
  await show(link, simulator, conversation, edited);
  revealSimulator(simulator);
}

async function show(
  link: RunLink,
  simulator: string,
  conversation: Conversation,
  edited: ScenarioVariant | null = null,
): Promise<void> {
  let run: RunView | null = null;
  const shown = (made: RunView): void => {
    run = made;
  };
  showLinked(conversation, link, shown, edited);
  // Until it is there; if the worker gave up, the conversation has said so.
  await conversation.ask(async () => undefined);
  if (run === null) return;
  // Not before: what is picked is an event of that run.
  showView(simulator, link.view);
  conversation.say(differenceOf(link, run) ?? "This is the run of the link.");
}
