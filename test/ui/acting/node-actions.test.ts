import { expect, test } from "vitest";
import { Session } from "../../../src/simulation/session.ts";
import type { ClientId } from "../../../src/trace/ids.ts";
import { actionGroups } from "../../../src/ui/acting/action-groups.ts";
import { nodeActions } from "../../../src/ui/acting/node-actions.ts";
import { sceneOf } from "../../../src/ui/acting/scene.ts";
import { castOf } from "../../../src/ui/cast.ts";
import { lessonScenario } from "../../simulation/scenario-files.ts";

const BEN = "ben" as ClientId;

/** A lesson's run, and the scene of Ben when everything up to that time has happened. */
function sceneAt(id: string, timeMs: number) {
  const scenario = lessonScenario(id);
  const session = new Session();
  const run = session.load({ scenario, variant: "only", seed: 1 });
  const seq = run.events.findLast((event) => event.timeMs <= timeMs)?.seq;
  const cast = castOf(scenario.clients, run.events);
  const ben = cast.find(({ client }) => client === BEN);
  if (seq === undefined || ben === undefined) throw new Error(`${id} has no such moment`);
  const scene = sceneOf(ben, session.seek(run.run, seq), cast, { scenario, ...run });
  return { session, run, seq, scene };
}

const offered = (id: string, timeMs: number) =>
  nodeActions(sceneAt(id, timeMs).scene).map(({ label }) => label);

test("nodes are killed and started one by one, and the network between them broken and mended", () => {
  expect(offered("a-netsplit", 3000)).toEqual([
    "Kill node a",
    "Kill node b",
    "Break the network between the nodes",
  ]);
  expect(offered("a-netsplit", 5000)).toContain("Mend the network between the nodes");
  expect(offered("a-netsplit", 9000)).toContain("Break the network between the nodes");
  expect(offered("a-node-goes-down", 5000)).toEqual([
    "Kill node a",
    "Start node b",
    "Break the network between the nodes",
  ]);
});

test("a server that is one has none of it", () => {
  const { scene } = sceneAt("a-quiet-evening", 3000);
  const [, , server] = actionGroups(scene);
  expect(server?.often.map(({ label }) => label)).toEqual([
    "Crash the channel",
    "Restart the server",
    "Kill the server",
  ]);
});

test.each([
  ["a-netsplit", 3000],
  ["a-netsplit", 5000],
  ["a-node-goes-down", 9000],
] as const)("whatever is offered in %s at %i ms leads to something", (id, timeMs) => {
  const { session, run, seq, scene } = sceneAt(id, timeMs);
  for (const { label, about, does } of nodeActions(scene)) {
    expect(about, label).toMatch(/^[A-Z].*\.$/);
    const acted = session.apply(run.run, seq, does.input);
    const applied = acted.events.find(
      (event) => event.kind === "input_applied" && event.seq > seq && event.input.kind === does.input.kind,
    );
    expect(
      acted.events.some(({ cause }) => cause === applied?.seq),
      label,
    ).toBe(true);
  }
});
