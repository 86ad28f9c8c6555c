import { hydrate } from "preact";
import type { Scenario } from "../../schemas/scenario.ts";
import { simulators } from "../page-simulators.ts";
import { followPhrases } from "../prose-start.ts";
import { followRunLinks } from "../share/linked-page.ts";
import { sharedData } from "../shared-data.ts";
import type { InitialRun } from "./conversation.ts";
import { Simulator } from "./simulator.tsx";

/** What the page carries beside a drawn run, so that the island can take over from it. */
export type SimulatorProps = {
  /** Of the simulator: the scenario's own, but where several of one page show the same scenario. */
  readonly id: string;
  readonly scenario: Scenario;
  readonly title: string;
  readonly initial: InitialRun;
};

/** How far from the screen an island wakes up. */
const NEAR = "300px";

// Astro's own island runtime does the same for any framework, at three times the size of this file.
const waking = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      waking.unobserve(target);
      wake(target);
    }
  },
  { rootMargin: NEAR },
);

simulators.wakeUp = (simulator) => {
  const place = document.querySelector(`#simulator-${CSS.escape(simulator)} [data-simulator]`);
  if (place === null) return;
  waking.unobserve(place);
  wake(place);
};
followPhrases(document);
followRunLinks(document);
for (const place of document.querySelectorAll("[data-simulator]")) waking.observe(place);

function wake(place: Element): void {
  const props = sharedData<SimulatorProps>(place);
  if (props === null) return;
  const steps = place.querySelector(".written")?.innerHTML ?? "";
  hydrate(<Simulator {...props} steps={steps} />, place);
}
