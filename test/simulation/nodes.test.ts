import { describe, expect, test } from "vitest";
import type { Scenario } from "../../src/schemas/scenario.ts";
import { Run, runScenario } from "../../src/simulation/run.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, NodeName } from "../../src/trace/ids.ts";
import type { Input, TimedInput } from "../../src/trace/input.ts";
import { lessonScenario } from "./scenario-files.ts";

const BEN = "ben" as ClientId; // ids have no other source in a test
const [A, B] = ["a", "b"] as readonly string[] as readonly [NodeName, NodeName]; // likewise
const split = lessonScenario("a-netsplit");

/** The lesson's two pages are opened, and then this happens. */
function play(scenario: Scenario, ...inputs: readonly (readonly [number, Input])[]): readonly TraceEvent[] {
  const opened = scenario.clients.map(
    ({ id }): TimedInput => ({ atMs: 0, input: { kind: "open_page", client: id } }),
  );
  const run = new Run(scenario, { inputs: [...opened, ...inputs.map(([atMs, input]) => ({ atMs, input }))] });
  run.runUntil(12_000);
  return run.events;
}

/** The nodes to which Ben's connections were taken. */
function nodesOfBen(events: readonly TraceEvent[]): readonly (NodeName | undefined)[] {
  return events.flatMap((event) =>
    event.kind === "process_started" && event.role.is === "transport" && event.role.client === BEN
      ? event.node
      : [],
  );
}

describe("the load balancer", () => {
  test("takes a viewer home, and elsewhere while home is down", () => {
    const events = play(
      split,
      [2000, { kind: "restart_server", how: "kill", downMs: 3000, node: B }],
      [8000, { kind: "reset_link", client: BEN }],
    );
    expect(nodesOfBen(events)).toEqual([B, A, B]);
  });

  test("takes nobody to a node that is about to stop", () => {
    const events = play(split, [2000, { kind: "stop_server", how: "graceful", node: B }]);
    expect(nodesOfBen(events)).toEqual([B, A]);
  });

  test("has nobody to take them to when all nodes are down", () => {
    const events = play(split, [2000, { kind: "stop_server", how: "kill" }]);
    expect(nodesOfBen(events)).toEqual([B]);
    expect(events.some((event) => event.kind === "connection_closed" && event.why === "server_down")).toBe(
      true,
    );
  });
});

test("a disconnect that is broadcast on one node ends the user's sockets on the other", () => {
  const events = play(split, [
    2000,
    { kind: "broadcast", topic: "users_socket:ben", event: "disconnect", payload: {}, node: A },
  ]);
  const ended = events.find((event) => event.kind === "server_connection_closed" && event.client === BEN);
  expect(ended).toMatchObject({ why: "disconnected", timeMs: 2001 });
});

test("nodes that are mended before they have spoken, and broken again, forward nothing", () => {
  const events = play(
    split,
    [2000, { kind: "netsplit" }],
    [3000, { kind: "heal" }],
    [3001, { kind: "netsplit" }],
    [4000, { kind: "annotate", client: BEN, body: "Alone" }],
  );
  expect(events.filter(({ kind }) => kind === "nodes_connected")).toHaveLength(1);
  expect(events.filter(({ kind }) => kind === "nodes_disconnected")).toHaveLength(2);
  expect(events.filter(({ kind }) => kind === "broadcast_forwarded")).toEqual([]);
});

test("a server of one node says nothing of nodes", () => {
  const { events } = runScenario(lessonScenario("server-killed"));
  expect(events.filter((event) => "node" in event)).toEqual([]);
});

test("the same inputs give the same bytes", () => {
  for (const id of ["a-netsplit", "a-node-goes-down", "a-rolling-deploy"]) {
    const scenario = lessonScenario(id);
    const [one, other] = [runScenario(scenario), runScenario(scenario)].map(({ events }) =>
      JSON.stringify(events),
    );
    expect(one).toBe(other);
  }
});
