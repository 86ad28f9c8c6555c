import type { Scenario } from "../../schemas/scenario.ts";
import type { ClientView, StepView } from "../../simulation/simulator-api.ts";
import type { TraceEvent } from "../../trace/event.ts";
import { settledAt } from "../../trace/history.ts";
import type { ClientId, NodeName, Seq } from "../../trace/ids.ts";
import { MOST_VIEWERS } from "../../trace/viewer.ts";
import type { Cast, Participant } from "../cast.ts";

/** What there is at one moment for somebody who wants to act on one viewer. */
export type Scene = {
  readonly client: ClientId;
  readonly name: string;
  readonly at: StepView;
  /** Null when the viewer has not come yet. */
  readonly view: ClientView | null;
  /** Everybody who is there. */
  readonly here: Cast;
  readonly scenario: Scenario;
  /** What has happened up to the moment. */
  readonly past: readonly TraceEvent[];
  /** Whether the page runs; else why it does not. */
  readonly page: "runs" | "none" | "left" | "asleep";
  /** The nodes of the server, if it is made of several. */
  readonly nodes: readonly { readonly name: NodeName; readonly up: boolean }[];
  /** Whether the nodes have lost each other. */
  readonly isSplit: boolean;
};

/** The scene at the step `at` of a run with these events. */
export function sceneOf(
  { client, name }: Participant,
  at: StepView,
  cast: Cast,
  run: {
    readonly scenario: Scenario;
    readonly events: readonly TraceEvent[];
    readonly steps: readonly Seq[];
  },
): Scene {
  const past = run.events.slice(0, settledAt(run, at.seq) + 1);
  const view = at.clients.find((one) => one.client === client) ?? null;
  return {
    client,
    name,
    at,
    view,
    here: cast.filter((one) => at.clients.some((other) => other.client === one.client)),
    scenario: run.scenario,
    past,
    page: pageOf(client, view, past),
    nodes: nodesOf(past),
    isSplit: isSplit(past),
  };
}

/** Whether there is a page on which the viewer can do something. */
export function canAct(scene: Scene): boolean {
  return scene.page === "runs";
}

/** Whether a viewer can write now: there must be a page to write on, with a field for it. */
export function canWrite(scene: Scene): boolean {
  return canAct(scene) && (scene.view?.page?.writes ?? true);
}

/** The labels of the buttons on a viewer's page. */
export function buttonsOf(scene: Scene): readonly string[] {
  return canAct(scene) ? (scene.view?.page?.buttons ?? []) : [];
}

/** Whether there is anything between the two ends: also what the server alone still takes for alive. */
export function hasConnection({ client, at, view, page }: Scene): boolean {
  // A machine that sleeps hears of nothing.
  const state = page === "asleep" ? "closed" : (view?.state.socket.connection ?? "closed");
  return (
    state !== "closed" || at.processes.some(({ role }) => role.is === "transport" && role.client === client)
  );
}

/** Whether the run has room for one viewer more. */
export function hasRoom({ here }: Scene): boolean {
  return here.length < MOST_VIEWERS;
}

function pageOf(client: ClientId, view: ClientView | null, past: readonly TraceEvent[]): Scene["page"] {
  if (isAsleep(client, past)) return "asleep";
  if (view === null || (view.page === null && view.state.channels.length === 0)) return "none";
  const told = past.findLast((event) => event.kind === "lifecycle_changed" && event.client === client);
  return told?.kind === "lifecycle_changed" && told.event === "freeze" ? "left" : "runs";
}

/** Whether the machine of the viewer sleeps, on which others may sit as well. */
function isAsleep(client: ClientId, past: readonly TraceEvent[]): boolean {
  const machine = machineOf(client, past);
  const last = past.findLast(
    (event) =>
      event.kind === "input_applied" &&
      (event.input.kind === "close_laptop" || event.input.kind === "open_laptop") &&
      machineOf(event.input.client, past) === machine &&
      past.some(({ cause }) => cause === event.seq),
  );
  return last?.kind === "input_applied" && last.input.kind === "close_laptop";
}

/** The viewer who was the first at a machine. */
export function machineOf(client: ClientId, past: readonly TraceEvent[]): ClientId {
  for (const event of past) {
    if (event.kind !== "input_applied" || event.input.kind !== "add_tab") continue;
    if (event.input.client === client && event.input.of !== client) return machineOf(event.input.of, past);
  }
  return client;
}

function nodesOf(past: readonly TraceEvent[]): Scene["nodes"] {
  const up = new Map<NodeName, boolean>();
  for (const event of past) {
    const { node } = event.kind === "server_started" || event.kind === "server_stopped" ? event : {};
    if (node !== undefined) up.set(node, event.kind === "server_started");
  }
  return [...up].map(([name, isUp]) => ({ name, up: isUp }));
}

function isSplit(past: readonly TraceEvent[]): boolean {
  const last = past.findLast(
    (event) =>
      event.kind === "nodes_met" || (event.kind === "nodes_disconnected" && event.why === "netsplit"),
  );
  return last?.kind === "nodes_disconnected";
}
