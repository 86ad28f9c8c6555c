import { expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import type { ClientId, NodeName } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import { LaneNeeds, laneName, lanesOf, nodeOf, ProcessPlacing } from "../../src/ui/diagram/lanes.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const [A, B] = ["a", "b"] as readonly string[] as readonly [NodeName, NodeName]; // names of nodes have no other source here
const [ADA, BEN] = ["ada", "ben"] as readonly string[] as readonly [ClientId, ClientId]; // likewise

function lanesOfRun(id: string) {
  const scenario = lessonScenario(id);
  const { events } = runScenario(scenario);
  const needs = new LaneNeeds();
  for (const event of events) needs.add(event);
  return { events, lanes: lanesOf(castOf(scenario.clients, events), needs) };
}

test("nodes stand side by side, each with a PubSub, and those whom the first has stand left of them", () => {
  const { lanes } = lanesOfRun("one-broadcast-two-nodes");
  const [a, b] = lanes.nodes;
  expect([a?.name, b?.name]).toEqual([A, B]);
  expect(a?.span.to).toBeLessThan(b?.span.from ?? 0);
  for (const { name, span } of lanes.nodes) {
    const own = lanes.all.filter((lane) => nodeOf(lane) === name).map(({ x }) => x);
    expect(own).toContain(lanes.pubsub(name)?.x);
    expect(Math.min(...own)).toBeGreaterThan(span.from);
    expect(Math.max(...own)).toBeLessThan(span.to);
  }
  expect([lanes.viewer(ADA)?.side, lanes.viewer(BEN)?.side]).toEqual(["left", "right"]);
  expect(new Set(lanes.all.map(({ role }) => laneName(role))).size).toBe(lanes.all.length);
});

test("a viewer who goes to the other node has lanes on both, and no ghost is left of a node that is gone", () => {
  const { events, lanes } = lanesOfRun("a-node-goes-down");
  expect(lanes.transport(BEN, B)?.x).toBeGreaterThan(lanes.transport(BEN, A)?.x ?? 1);
  expect(lanes.transport(ADA, B)).toBeUndefined();
  const placing = new ProcessPlacing(lanes);
  for (const event of events) placing.add(event);
  expect([...placing.places.values()].filter(({ ghost }) => ghost !== null)).toEqual([]);
});
