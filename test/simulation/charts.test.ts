import { describe, expect, test } from "vitest";
import { channelConfig } from "../../src/machines/channel-config.ts";
import { type ChartConfig, regionsOf } from "../../src/machines/chart-config.ts";
import { pushConfig } from "../../src/machines/push-config.ts";
import { socketConfig } from "../../src/machines/socket-config.ts";
import { Charts } from "../../src/simulation/charts.ts";
import { type Run, runScenario } from "../../src/simulation/run.ts";
import { Session } from "../../src/simulation/session.ts";
import type { MachineHistory, MachineName } from "../../src/simulation/simulator-api.ts";
import type { ClientId, Seq } from "../../src/trace/ids.ts";
import { viewersOf } from "../../src/trace/viewer.ts";
import { allScenarios, lessonScenario } from "./scenario-files.ts";

const BEN = "ben" as ClientId; // a brand has no value at run time

const cases = allScenarios().flatMap((scenario) =>
  scenario.variants.map(({ id }) => ({ scenario, name: scenario.id, variant: id })),
);

/** Where a history has led each region by an event, with what stands behind the names of the states. */
function placesBy(config: ChartConfig, history: MachineHistory | null, seq: number): object {
  const places = Object.fromEntries(regionsOf(config).map(({ id, initial }) => [id, initial]));
  for (const { seq: at, region, from, to, note } of history?.transitions ?? []) {
    if (at > seq) break;
    expect(places[region]?.replace(/\(.*/, "")).toBe(from);
    places[region] = note === "" ? to : `${to}(${note})`;
  }
  return places;
}

function timer(state: { readonly is: string; readonly tries?: number }): string {
  return state.tries === undefined ? state.is : `${state.is}(${state.tries})`;
}

/** The places of all machines of a client, told by histories and by the client itself, after every step. */
function expectHistoriesToAgree(run: Run): void {
  const charts = new Charts(viewersOf(run.scenario.clients, run.inputs).map(({ id }) => id));
  charts.readOn(run.events);
  const histories = new Map<string, MachineHistory | null>();
  const historyOf = (name: MachineName): MachineHistory | null => {
    const key = JSON.stringify(name);
    const known = histories.get(key);
    if (known !== undefined) return known;
    const history = charts.historyOf(name, (seq) => seq);
    histories.set(key, history);
    return history;
  };
  for (const { client, events, state } of run.truths) {
    const seq = events - 1;
    const closings = run.events.filter((event) => event.kind === "page_closed" && event.client === client);
    const page = closings.filter((closed) => closed.seq <= seq).length;
    const told = {
      socket: placesBy(socketConfig, historyOf({ is: "socket", client, page }), seq),
      channels: state.channels.map((_, index) =>
        placesBy(channelConfig, historyOf({ is: "channel", client, page, index }), seq),
      ),
      pushes: state.pushes.map(({ push }) =>
        placesBy(pushConfig, historyOf({ is: "push", client, push }), seq),
      ),
    };
    const { connection, heartbeat, reconnect } = state.socket;
    expect({ seq, ...told }).toMatchObject({
      seq,
      socket: { connection, heartbeat, reconnect: timer(reconnect) },
      channels: state.channels.map((channel) => ({ state: channel.state, rejoin: timer(channel.rejoin) })),
      pushes: state.pushes.map(({ state: { is, ...more } }) => ({
        push: "status" in more ? `${is}(${more.status})` : is,
      })),
    });
  }
}

test.each(cases)("$name, $variant: what the machines did leads to what the client says of itself", (one) => {
  expectHistoriesToAgree(runScenario(one.scenario, { variant: one.variant }));
});

test("a page that is opened after another was closed has machines of its own, and those of the first stay", () => {
  const scenario = lessonScenario("cable-pulled-while-ada-writes");
  const inputs = [
    { atMs: 0, input: { kind: "open_page", client: BEN } },
    { atMs: 1000, input: { kind: "annotate", client: BEN, body: "Before" } },
    { atMs: 2000, input: { kind: "close_page", client: BEN } },
    { atMs: 3000, input: { kind: "open_page", client: BEN } },
    { atMs: 4000, input: { kind: "annotate", client: BEN, body: "After" } },
  ] as const;
  const run = runScenario(scenario, { variant: "right", inputs });
  expectHistoriesToAgree(run);
  const charts = new Charts([BEN]);
  charts.readOn(run.events);
  const joined = [0, 1].map((page) => {
    const history = charts.historyOf({ is: "channel", client: BEN, page, index: 0 }, (seq) => seq);
    const entered = history?.transitions.find(({ to }) => to === "joined");
    return run.events[entered?.seq ?? -1]?.timeMs;
  });
  expect(joined).toEqual([240, 3240]);
});

describe("the histories of a run", () => {
  const scenario = lessonScenario("cable-pulled-while-ada-writes");
  const session = new Session();
  const run = session.load({ scenario, variant: "right", seed: 1 });
  const last = run.steps.at(-1) ?? run.at.seq;
  const channel: MachineName = { is: "channel", client: BEN, page: 0, index: 0 };

  test("name only stops, and nothing after the one they are asked for", async () => {
    const whole = await session.machine(run.run, last, channel);
    const stops = new Set<Seq>(run.steps);
    expect(whole?.transitions.length).toBeGreaterThan(5);
    expect(whole?.transitions.every(({ seq }) => stops.has(seq))).toBe(true);
    const half = run.steps[run.steps.length >> 1] ?? last;
    const until = await session.machine(run.run, half, channel);
    expect(until?.transitions).toEqual(whole?.transitions.filter(({ seq }) => seq <= half));
  });

  test("say what led from state to state, and why", async () => {
    const history = await session.machine(run.run, last, channel);
    const ways = history?.transitions.filter(({ region }) => region === "state");
    expect(ways?.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "closed joining",
      "joining joined",
      "joined errored",
      "errored joining",
      "joining joined",
    ]);
    expect(ways?.[2]).toMatchObject({ event: "errored", why: expect.stringContaining("connection is gone") });
  });

  test("tell of a channel process on the server from its start to its end", async () => {
    const started = run.events.find(
      (event) => event.kind === "process_started" && event.role.is === "channel" && event.role.client === BEN,
    );
    if (started?.kind !== "process_started") throw new Error("Ben has joined");
    const history = await session.machine(run.run, last, { is: "process", pid: started.pid });
    const states = history?.transitions.map(({ to, note }) => (note === "" ? to : `${to}(${note})`));
    expect(states?.[0]).toBe("looping");
    expect(history?.from).toBeGreaterThanOrEqual(started.seq);
  });

  test("of what is not there are null", async () => {
    const nobody = await session.machine(run.run, last, { is: "channel", client: BEN, page: 0, index: 7 });
    expect(nobody).toBeNull();
    const early = run.steps[0] ?? last;
    expect(await session.machine(run.run, early, channel)).toBeNull();
  });

  test("go on when the run does", async () => {
    const before = await session.machine(run.run, last, { is: "socket", client: BEN, page: 0 });
    let at = last;
    for (let step = 0; step < 8; step += 1) at = session.step(run.run, at, "forward").seq;
    const after = await session.machine(run.run, at, { is: "socket", client: BEN, page: 0 });
    expect(after?.transitions.slice(0, before?.transitions.length)).toEqual(before?.transitions);
    expect(after?.transitions.length).toBeGreaterThan(before?.transitions.length ?? 0);
  });
});
