import type { OrderItem, OrderTask } from "../../schemas/exercise.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import type { TraceEvent } from "../../trace/event.ts";
import { runScenario } from "../run.ts";
import { seedsOf, shownRun, type Verdict } from "./verdict.ts";
import { findFrame } from "./wire-message.ts";

/** Holds the reader's order against the runs: two frames that race may stand either way. */
export function checkOrder(scenario: Scenario, task: OrderTask, order: readonly string[]): Verdict {
  const { items, variant } = task;
  const runs = seedsOf(scenario).map((seed) => {
    const run = runScenario(scenario, { variant, seed });
    return { run, places: new Map(items.map((item) => [item.id, placeOf(run.events, item)])) };
  });
  const listed = order.flatMap((id) => items.find((item) => item.id === id) ?? []);
  if (listed.length < items.length) {
    return { passed: false, said: ["Every frame needs its place."], show: null };
  }
  for (const [index, earlier] of listed.entries()) {
    for (const later of listed.slice(index + 1)) {
      const wrong = runs.every(({ places }) => seqIn(places, later) < seqIn(places, earlier));
      if (!wrong) continue;
      const [first] = runs;
      return {
        passed: false,
        said: [`“${later.label}” comes before “${earlier.label}”, with every seed that was tried.`],
        show: first === undefined ? null : shownRun(first.run, first.places.get(later.id), true),
      };
    }
  }
  return {
    passed: true,
    said: [`This is the order, in ${runs.length} runs with different seeds.`],
    show: null,
  };
}

function placeOf(events: readonly TraceEvent[], { frame, label }: OrderItem): TraceEvent {
  const event = findFrame(events, frame);
  if (event === null) throw new RangeError(`no frame of the run is “${label}”`);
  return event;
}

function seqIn(places: ReadonlyMap<string, TraceEvent>, { id }: OrderItem): number {
  return places.get(id)?.seq ?? Number.POSITIVE_INFINITY;
}
