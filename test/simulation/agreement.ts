import { compareClientStates } from "../../src/machines/agreement.ts";
import { createClientModel, feed, stateOf } from "../../src/machines/client-model.ts";
import type { Run } from "../../src/simulation/run.ts";
import { viewersOf } from "../../src/trace/viewer.ts";

/** The first step after which a statechart and the real client said different things. */
export function firstDisagreement(run: Run): object | null {
  const clients = viewersOf(run.scenario.clients, run.inputs).map(({ id }) => id);
  const models = new Map(clients.map((client) => [client, createClientModel(client)]));
  const { events } = run;
  let fed = 0;
  for (const truth of run.truths) {
    for (; fed < truth.events; fed += 1) {
      const event = events[fed];
      if (event === undefined) break;
      try {
        for (const [client, model] of models) models.set(client, feed(model, event));
      } catch (error) {
        return { at: event, threw: String(error) };
      }
    }
    const model = models.get(truth.client);
    if (model === undefined) return { missing: truth.client };
    const wrong = compareClientStates(stateOf(model), truth.state);
    if (wrong.length > 0) return { after: events[truth.events - 1], client: truth.client, wrong };
  }
  return null;
}
