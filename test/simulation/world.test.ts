import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import type { TraceEvent, TraceKind } from "../../src/trace/event.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import type { Input } from "../../src/trace/input.ts";
import { lessonScenario } from "./scenario-files.ts";

const BEN = "ben" as ClientId;
const TOPIC = "videos:1";
const scenario = lessonScenario("cable-pulled-while-ada-writes");

/** What happens when Ben's page is opened at 0 and these things are done to the world. */
function runWith(inputs: readonly (readonly [number, Input])[], variant = "right"): readonly TraceEvent[] {
  const opened = { atMs: 0, input: { kind: "open_page", client: BEN } } as const;
  const more = inputs.map(([atMs, input]) => ({ atMs, input }));
  return runScenario(scenario, { variant, inputs: [opened, ...more] }).events;
}

/** When trace events of this kind happened, in milliseconds. */
function timesOf(kind: TraceKind, events: readonly TraceEvent[]): readonly number[] {
  return events.filter((event) => event.kind === kind).map(({ timeMs }) => timeMs);
}

/** What an input led to in its own moment. */
function effectsOf(input: Input["kind"], events: readonly TraceEvent[]): readonly TraceKind[] {
  const applied = events.findLast((event) => event.kind === "input_applied" && event.input.kind === input);
  return events.filter(({ cause }) => cause !== null && cause === applied?.seq).map(({ kind }) => kind);
}

const RESTART: Input = { kind: "restart_server", how: "graceful", downMs: 2000 };
const KILL: Input = { kind: "restart_server", how: "kill", downMs: 2000 };

describe("a server that is down already", () => {
  test.each([
    ["restarted", RESTART],
    ["killed", KILL],
    ["stopped", { kind: "stop_server", how: "kill" } as const],
  ])("%s once more: nothing happens, and it comes back as planned", (_, again) => {
    const once = runWith([[1000, KILL]]);
    const twice = runWith([
      [1000, KILL],
      [2500, again],
    ]);
    expect(timesOf("server_started", twice)).toEqual([0, 3000]);
    expect(timesOf("server_started", twice)).toEqual(timesOf("server_started", once));
    expect(timesOf("server_stopping", twice)).toEqual([1000]);
    expect(effectsOf(again.kind, twice)).toEqual([]);
  });

  test("stays down when nobody has planned its start", () => {
    const events = runWith([
      [1000, { kind: "stop_server", how: "kill" }],
      [2000, RESTART],
    ]);
    expect(timesOf("server_started", events)).toEqual([0]);
  });

  test("started early: the start that was planned is off", () => {
    const events = runWith([
      [1000, KILL],
      [1500, { kind: "start_server" }],
      [2000, KILL],
    ]);
    // The first restart would have started it at 3000.
    expect(timesOf("server_started", events)).toEqual([0, 1500, 4000]);
  });

  test("killed while it stops in good order: it is gone at once, once, and comes back as planned", () => {
    const events = runWith([
      [1000, RESTART],
      [1001, KILL],
    ]);
    expect(timesOf("server_stopped", events)).toEqual([1001]);
    expect(timesOf("server_started", events)).toEqual([0, 3000]);
  });

  test("started again at once, it starts when it has stopped", () => {
    const events = runWith([[1000, { kind: "restart_server", how: "graceful", downMs: 0 }]]);
    expect(timesOf("server_started", events)).toEqual([0, ...timesOf("server_stopped", events)]);
    expect(timesOf("server_started", events)).toHaveLength(2);
  });
});

describe("a cable and a silence are two things", () => {
  test("plugging in a cable that is in does not end a silence", () => {
    const events = runWith([
      [1000, { kind: "silence_link", client: BEN }],
      [2000, { kind: "plug_cable", client: BEN }],
    ]);
    expect(timesOf("link_changed", events)).toEqual([1000]);
  });

  test("a pulled cable is not plugged in by the end of a silence", () => {
    const events = runWith([
      [1000, { kind: "pull_cable", client: BEN }],
      [2000, { kind: "restore_link", client: BEN }],
    ]);
    expect(timesOf("link_changed", events)).toEqual([1000]);
  });
});

test("a page that is open is not opened again", () => {
  const events = runWith([[1000, { kind: "open_page", client: BEN }]]);
  expect(timesOf("connection_opening", events)).toEqual([0]);
});

describe("a token that is worth nothing any more", () => {
  const A_DAY_AND_AN_HOUR: Input = { kind: "advance_clock", byMs: 25 * 3_600_000 };
  const RESET: Input = { kind: "reset_link", client: BEN };
  const NEW_SECRET: Input = { ...RESTART, secret: "changed" };
  const refusals = (events: readonly TraceEvent[]) =>
    events.filter((event) => event.kind === "upgrade_refused" && event.status === 403).length;
  /** When upgrades were accepted. */
  const accepted = (events: readonly TraceEvent[]) => timesOf("upgrade_accepted", events);

  test("by its age: nobody notices before the client connects again, and then it tries for ever", () => {
    const quiet = runWith([[1000, A_DAY_AND_AN_HOUR]]);
    expect(timesOf("clock_advanced", quiet)).toEqual([1000]);
    expect(timesOf("connection_closed", quiet)).toEqual([]);
    const events = runWith([
      [1000, A_DAY_AND_AN_HOUR],
      [2000, RESET],
    ]);
    expect(accepted(events)).toHaveLength(1);
    expect(refusals(events)).toBeGreaterThan(8);
    const codes = events.flatMap((event) => (event.kind === "connection_closed" ? event.code : []));
    expect(new Set(codes)).toEqual(new Set([1006]));
  });

  test("by another secret: from the restart on, and not before", () => {
    const events = runWith([[1000, NEW_SECRET]]);
    expect(accepted(events)).toHaveLength(1);
    expect(refusals(events)).toBeGreaterThan(2);
    expect(accepted(runWith([[1000, RESTART]]))).toHaveLength(2);
  });

  test("a restart of a server that is down changes no secret", () => {
    const events = runWith([
      [1000, KILL],
      [1500, NEW_SECRET],
    ]);
    expect(accepted(events)).toHaveLength(2);
  });

  test("a page that gets a new token for every attempt is let in", () => {
    const scenario = lessonScenario("the-token-expires");
    const inputs = [
      { atMs: 0, input: { kind: "open_page", client: "ada" as ClientId } as const },
      { atMs: 1000, input: NEW_SECRET },
      { atMs: 9000, input: { kind: "advance_clock", byMs: 90_000_000 } as const },
      { atMs: 9500, input: RESTART },
    ];
    const { events } = runScenario(scenario, { variant: "renewed", inputs });
    expect(accepted(events)).toHaveLength(3);
    expect(refusals(events)).toBe(0);
  });

  test("a page that is opened later is given a token of that time and that secret", () => {
    const inputs = [
      { atMs: 0, input: NEW_SECRET },
      { atMs: 5000, input: A_DAY_AND_AN_HOUR },
      { atMs: 6000, input: { kind: "open_page", client: BEN } as const },
    ];
    const { events } = runScenario(scenario, { variant: "right", inputs });
    expect(accepted(events)).toHaveLength(1);
  });
});

describe("a bug in a callback", () => {
  const CRASH: Input = { kind: "crash_channel", client: BEN, topic: TOPIC };

  test("raises in the channel process: it is logged, the process crashes, the client is told", () => {
    const events = runWith([[1000, CRASH]]);
    const exit = events.find((event) => event.kind === "process_exited");
    expect(exit).toMatchObject({
      timeMs: 1000,
      crashed: true,
      reason: '{%RuntimeError{message: "a bug in a callback"}, [{...}, ...]}',
    });
    expect(events.find((event) => event.kind === "logged")).toMatchObject({
      level: "error",
      text: "** (RuntimeError) a bug in a callback",
    });
    const told = events.find(
      (event) => event.kind === "frame_sent" && String(event.data).includes("phx_error"),
    );
    expect(told?.kind === "frame_sent" ? told.data : null).toContain("channel_crash");
  });

  test("is nowhere when there is no process", () => {
    const left = runWith([
      [1000, { kind: "leave", client: BEN, topic: TOPIC }],
      [2000, CRASH],
    ]);
    expect(effectsOf("crash_channel", left)).toEqual([]);
    const down = runWith([
      [1000, { kind: "stop_server", how: "kill" }],
      [2000, CRASH],
    ]);
    expect(effectsOf("crash_channel", down)).toEqual([]);
  });
});

describe("what a callback returned, and what it read", () => {
  const joins = (variant: string) =>
    runWith([], variant).flatMap((event) =>
      event.kind === "callback_returned" && event.callback === "join" ? [event.result] : [],
    );

  test("join/3 with and without a reply", () => {
    expect(joins("none")).toEqual(["{:ok, socket}"]);
    expect(joins("naive")).toEqual(["{:ok, %{annotations: []}, socket}"]);
    expect(joins("right")).toEqual(["{:ok, socket}"]);
  });

  test("the message to itself, with its content", () => {
    const labels = runWith([]).flatMap((event) =>
      event.kind === "message_sent" && event.label.is === "info" ? [event.label.text] : [],
    );
    expect(labels).toEqual(["{:after_join, 0}"]);
  });

  test("the catch-up's query", () => {
    const read = runScenario(scenario, { variant: "right" }).events.flatMap((event) =>
      event.kind === "rows_read" && event.timeMs > 8000 ? [{ after: event.after, ids: event.ids }] : [],
    );
    expect(read).toEqual([{ after: 1, ids: [2, 3, 4] }]);
  });
});
