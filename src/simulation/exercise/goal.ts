import type { Expectation, Scenario } from "../../schemas/scenario.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId } from "../../trace/ids.ts";
import { checkExpectations } from "../expectation.ts";
import type { Run } from "../run.ts";

/** What keeps a run from its goal: each a sentence, with the event that settles it (else the last). */
export function missesOf(
  run: Run,
  goal: readonly Expectation[],
): readonly { readonly text: string; readonly event: TraceEvent | undefined }[] {
  const scenario: Scenario = { ...run.scenario, expect: goal };
  const stateAt = run.stateAt.bind(run);
  return checkExpectations(scenario, run.variant.id, run.events, stateAt, (client) => nameOf(run, client))
    .filter(({ held }) => !held)
    .map(({ expected, seen, seq }) => ({
      text: `Wanted: ${expected}. Seen: ${seen}.`,
      event: seq === null ? run.events.at(-1) : run.events[seq],
    }));
}

/** What a viewer of the run is called, also one who came only in the middle of it. */
function nameOf({ scenario, inputs }: Run, client: ClientId): string {
  const newcomer = inputs.find(({ input }) => input.kind === "add_viewer" && input.client === client)?.input;
  return newcomer?.kind === "add_viewer" ? newcomer.name : nameIn(scenario, client);
}

/** What a viewer of the scenario is called. */
export function nameIn({ clients }: Scenario, client: ClientId): string {
  return clients.find(({ id }) => id === client)?.name ?? client;
}
