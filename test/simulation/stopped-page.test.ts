import { expect, test } from "vitest";
import { type Run, runScenario } from "../../src/simulation/run.ts";
import type { Input, TimedInput } from "../../src/trace/input.ts";
import { narrate } from "../../src/trace/narration.ts";
import { firstDisagreement } from "./agreement.ts";
import { lessonScenario } from "./scenario-files.ts";
import { BEN } from "./tried-session.ts";

const scenario = lessonScenario("cable-pulled-while-ada-writes");
const ben = { client: BEN } as const;

function runWith(...inputs: readonly (readonly [number, Input])[]): Run {
  const all: readonly TimedInput[] = [
    { atMs: 0, input: { kind: "open_page", client: BEN } },
    ...inputs.map(([atMs, input]) => ({ atMs, input })),
  ];
  const run = runScenario({ ...scenario, durationMs: 200_000 }, { variant: "right", inputs: all });
  expect(firstDisagreement(run)).toBeNull();
  return run;
}

function clientEvents(run: Run, fromMs: number, toMs: number): readonly string[] {
  return run.events
    .filter((event) => event.timeMs > fromMs && event.timeMs < toMs)
    .filter((event) => "client" in event && event.client === BEN)
    .map(({ kind }) => kind);
}

const opened = (run: Run) => run.events.filter(({ kind }) => kind === "connection_opened").length;

test("a laptop closed for a while goes on where it was, with its timers late", () => {
  const run = runWith([20_000, { kind: "close_laptop", ...ben }], [50_000, { kind: "open_laptop", ...ben }]);
  expect(clientEvents(run, 20_000, 50_000)).toEqual([]);
  const heartbeat = run.events.find(({ kind, timeMs }) => kind === "timer_fired" && timeMs >= 50_000);
  if (heartbeat === undefined) throw new Error("no timer fired");
  expect(heartbeat.timeMs).toBe(50_000);
  expect(narrate(run.events, heartbeat.seq, new Map())).toMatch(
    / It is 19\.84 s late: the page was hidden or stopped\.$/,
  );
  // The server had not given the connection up yet.
  expect(opened(run)).toBe(1);
});

test("a laptop closed for longer finds its connection gone", () => {
  const run = runWith([20_000, { kind: "close_laptop", ...ben }], [120_000, { kind: "open_laptop", ...ben }]);
  const lost = run.events.find(({ kind }) => kind === "connection_closed");
  expect(lost).toMatchObject({ timeMs: 120_040, code: 1002 });
  expect(opened(run)).toBe(2);
});

test("a reset meanwhile is not heard of before something is sent", () => {
  const run = runWith(
    [20_000, { kind: "close_laptop", ...ben }],
    [22_000, { kind: "reset_link", ...ben }],
    [25_000, { kind: "open_laptop", ...ben }],
  );
  const lost = run.events.find(({ kind }) => kind === "connection_closed");
  // The heartbeat that was due anyway is answered by a reset.
  expect(lost).toMatchObject({ code: 1006, timeMs: 30_240 });
  expect(opened(run)).toBe(2);
});

test("what a closed laptop is told to do does not happen", () => {
  const run = runWith(
    [20_000, { kind: "close_laptop", ...ben }],
    [21_000, { kind: "annotate", ...ben, body: "unheard" }],
    [22_000, { kind: "show_page", ...ben }],
    [23_000, { kind: "return_to_page", ...ben }],
    [24_000, { kind: "disconnect", ...ben }],
  );
  expect(clientEvents(run, 20_000, 60_000)).toEqual([]);
});

test("a page that is left is disconnected, and connected when its viewer returns", () => {
  const run = runWith([10_000, { kind: "leave_page", ...ben }], [15_000, { kind: "return_to_page", ...ben }]);
  const told = run.events.flatMap((event) => {
    if (event.kind === "lifecycle_changed") return [event.event];
    return event.kind === "visibility_changed" ? [event.visible ? "visible" : "hidden"] : [];
  });
  expect(told).toEqual(["pagehide", "hidden", "freeze", "resume", "visible", "pageshow"]);
  expect(clientEvents(run, 10_000, 15_000).filter((kind) => kind.startsWith("connection"))).toEqual([]);
  expect(opened(run)).toBe(2);
  expect(run.stateAt(BEN, null).channels[0]?.state).toBe("joined");
});

test("a proxy's close is told to the client with its code, and to the server as a loss", () => {
  const run = runWith([10_000, { kind: "close_connection", ...ben, code: 4000 }]);
  const closed = run.events.flatMap((event) =>
    event.kind === "connection_closed" || event.kind === "server_connection_closed" ? [event.code] : [],
  );
  expect(closed).toEqual([null, 4000]);
  expect(opened(run)).toBe(2);
});

test("a server that is started while it still stops comes back", () => {
  const run = runWith([10_000, { kind: "restart_server", how: "graceful", downMs: 1 }]);
  expect(run.processes).not.toEqual([]);
  expect(run.stateAt(BEN, null).channels[0]?.state).toBe("joined");
});
