import { expect, test } from "vitest";
import type { Claim, Expectation, Scenario } from "../../src/schemas/scenario.ts";
import { checkExpectations, describeClaim, type StateAt } from "../../src/simulation/expectation.ts";
import type { ClientState } from "../../src/trace/client-state.ts";
import type { TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";

// Ids have no other source in a test.
const ada = "ada" as ClientId;
const ben = "ben" as ClientId;
const connection = 1 as ConnectionId;
const frame = 1 as FrameId;

test("the page shows these ids in this order", () => {
  const events = traceOf(shows(ben, 1), shows(ben, 1, 2), shows(ada, 9));
  expect(check({ kind: "page_shows", client: ben, ids: [1, 2] }, events)).toMatchObject({
    held: true,
    seq: 1,
  });
  expect(check({ kind: "page_shows", client: ben, ids: [2, 1] }, events)).toMatchObject({
    held: false,
    expected: "ben's page shows annotations 2, 1",
    seen: "ben's page shows annotations 1, 2",
    seq: 1,
  });
});

test("a page that was never drawn shows nothing", () => {
  expect(check({ kind: "page_shows", client: ben, ids: [] }, [])).toMatchObject({ held: true, seq: null });
  expect(check({ kind: "page_shows", client: ben, ids: [1] }, [])).toMatchObject({
    held: false,
    seen: "ben's page shows no annotation",
  });
});

test("a moment includes its whole millisecond and nothing later", () => {
  const events = traceOf(shows(ben, 1), shows(ben, 1, 2), shows(ben, 1, 2, 3)); // at 0, 10 and 20 ms
  const claim: Claim = { kind: "page_shows", client: ben, ids: [1, 2] };
  expect(check(claim, events, { atMs: 10 })).toMatchObject({ held: true, seq: 1 });
  expect(check(claim, events, { atMs: 19 })).toMatchObject({ held: true, seq: 1 });
  expect(check(claim, events, { atMs: 9 })).toMatchObject({ held: false, seq: 0 });
  expect(check(claim, events, { atMs: 9 }).expected).toBe("ben's page shows annotations 1, 2, at 9 ms");
});

test("states are asked of the run, for this client at this moment", () => {
  const asked: unknown[] = [];
  const stateAt: StateAt = (client, atMs) => {
    asked.push([client, atMs]);
    return state("open", { topic: "videos:1", state: "errored" }, { topic: "videos:1", state: "joined" });
  };
  const events = traceOf(shows(ben, 1), shows(ada, 1), shows(ben, 2));
  expect(
    check({ kind: "socket_is", client: ben, state: "open" }, events, { stateAt, atMs: 15 }),
  ).toMatchObject({
    held: true,
    seq: 0,
  });
  expect(check({ kind: "socket_is", client: ada, state: "closed" }, events, { stateAt })).toMatchObject({
    held: false,
    seen: "ada's socket is open",
    seq: 1,
  });
  // Of two channels on one topic the later one counts.
  const joined: Claim = { kind: "channel_is", client: ben, topic: "videos:1", state: "joined" };
  expect(check(joined, events, { stateAt })).toMatchObject({ held: true, seq: 2 });
  expect(check({ ...joined, state: "errored" }, events, { stateAt })).toMatchObject({ held: false });
  expect(check({ ...joined, topic: "videos:2" }, events, { stateAt })).toMatchObject({
    held: false,
    seen: "ben has no channel videos:2",
  });
  expect(asked).toEqual([
    ["ben", 15],
    ["ada", null],
    ["ben", null],
    ["ben", null],
    ["ben", null],
  ]);
});

test("frames are counted by client, direction, event and the payload's fields", () => {
  const events = traceOf(
    sends(ben, "up", ["1", "1", "videos:1", "phx_join", {}]),
    sends(ben, "up", ["2", "2", "videos:1", "phx_join", { last_seen_id: 1, more: [true] }]),
    sends(ben, "down", ["2", "2", "videos:1", "phx_join", {}]),
    sends(ada, "up", ["1", "1", "videos:1", "phx_join", {}]),
    sends(ben, "up", ["2", "3", "videos:1", "ping", {}]),
  );
  const joins: Claim = {
    kind: "frames_sent",
    client: ben,
    direction: "up",
    event: "phx_join",
    payload: null,
    count: exactly(2),
  };
  expect(check(joins, events)).toMatchObject({ held: true, seen: "2 times", seq: 1 });
  const once = { ...joins, count: exactly(1) };
  expect(check({ ...once, payload: { last_seen_id: 1 } }, events)).toMatchObject({ held: true, seq: 1 });
  expect(check({ ...once, payload: { more: [true], last_seen_id: 1 } }, events).held).toBe(true);
  expect(check({ ...once, payload: { last_seen_id: 2 } }, events)).toMatchObject({ held: false, seq: null });
  // A field of the prototype is no field of the payload.
  expect(check({ ...once, payload: { toString: null } }, events).held).toBe(false);
});

test("a frame that is no version 2 text counts as no event", () => {
  const events = traceOf(
    raw("no json"),
    raw('{"event":"ping"}'),
    raw('["1","1","t","ping"]'),
    raw(new Uint8Array([0])),
    raw('["1","1","t","ping",3]'),
  );
  const claim: Claim = {
    kind: "frames_sent",
    client: ben,
    direction: "up",
    event: "ping",
    payload: null,
    count: exactly(1),
  };
  expect(check(claim, events)).toMatchObject({ held: true, seq: 4 });
  expect(check({ ...claim, payload: { a: 1 } }, events).held).toBe(false);
});

test("closes are counted by client and code, throws by the exception's name", () => {
  const events = traceOf(closes(ben, 1006), closes(ben, 1012), closes(ada, 1006), throws(ben, "TypeError"));
  const closed = (code: number, times: number): Claim => ({
    kind: "closed_with",
    client: ben,
    code,
    count: exactly(times),
  });
  expect(check(closed(1006, 1), events)).toMatchObject({ held: true, seq: 0 });
  expect(check(closed(1012, 1), events)).toMatchObject({ held: true, seq: 1 });
  expect(check(closed(1000, 0), events)).toMatchObject({ held: true, seen: "0 times", seq: null });
  const threw = (error: string): Claim => ({ kind: "page_threw", client: ben, error, count: exactly(1) });
  expect(check(threw("TypeError"), events)).toMatchObject({ held: true, seq: 3 });
  expect(check(threw("Type"), events).held).toBe(false);
});

test.each([
  [{ atLeast: 3, atMost: 3 }, true, 2],
  [{ atLeast: 4, atMost: null }, false, 2], // too few: the last one is the nearest
  [{ atLeast: 0, atMost: 1 }, false, 1], // too many: the first one beyond
  [{ atLeast: 0, atMost: 0 }, false, 0],
  [{ atLeast: 1, atMost: null }, true, 2],
])("three closes against %o: %s, settled by %d", (count, held, seq) => {
  const events = traceOf(closes(ben, 1006), closes(ben, 1006), closes(ben, 1006));
  expect(check({ kind: "closed_with", client: ben, code: 1006, count }, events)).toMatchObject({ held, seq });
});

test("only what applies to the variant is checked, in the scenario's order", () => {
  const claim = (id: number): Claim => ({ kind: "page_shows", client: ben, ids: [id] });
  const scenario = scenarioWith(
    { variants: null, atMs: null, that: claim(1) },
    { variants: ["naive"], atMs: null, that: claim(2) },
    { variants: ["none", "naive"], atMs: null, that: claim(3) },
  );
  const checked = (variant: string) =>
    checkExpectations(scenario, variant, [], noStates).map(({ expectation }) =>
      scenario.expect.indexOf(expectation),
    );
  expect(checked("none")).toEqual([0, 2]);
  expect(checked("naive")).toEqual([0, 1, 2]);
  expect(checked("right")).toEqual([0]);
});

test.each([
  [{ atLeast: 1, atMost: 1 }, "1 time"],
  [{ atLeast: 2, atMost: 2 }, "2 times"],
  [{ atLeast: 0, atMost: 0 }, "never"],
  [{ atLeast: 1, atMost: null }, "at least 1 time"],
  [{ atLeast: 0, atMost: 3 }, "at most 3 times"],
  [{ atLeast: 2, atMost: 4 }, "2 to 4 times"],
])("a count of %o reads %s", (count, words) => {
  expect(describeClaim({ kind: "page_threw", client: ben, error: "TypeError", count })).toBe(
    `ben's page throws TypeError ${words}`,
  );
});

function check(that: Claim, events: readonly TraceEvent[], more: { atMs?: number; stateAt?: StateAt } = {}) {
  const scenario = scenarioWith({ variants: null, atMs: more.atMs ?? null, that });
  const [result] = checkExpectations(scenario, "right", events, more.stateAt ?? noStates);
  if (result === undefined) throw new Error("nothing was checked");
  return result;
}

function noStates(): never {
  throw new Error("this claim asks for no state");
}

function exactly(times: number) {
  return { atLeast: times, atMost: times };
}

function scenarioWith(...expectations: readonly Expectation[]): Scenario {
  return {
    id: "test",
    title: "Test",
    about: "",
    seed: 1,
    durationMs: 1000,
    store: "kept",
    clients: [],
    variants: [],
    inputs: [],
    expect: expectations,
  };
}

function state(
  connection: "open",
  ...channels: readonly { topic: string; state: "errored" | "joined" }[]
): ClientState {
  return {
    socket: { connection, heartbeat: "off", reconnect: { is: "off" } },
    channels: channels.map((channel) => ({ ...channel, rejoin: { is: "off" } })),
    pushes: [],
  };
}

/** The events happen 10 ms apart, the first one at 0. */
function traceOf(...bodies: readonly TraceBody[]): readonly TraceEvent[] {
  const log = new MemoryLog();
  for (const body of bodies) log.record(body, log.length * 10, null);
  return log.events;
}

function shows(client: ClientId, ...ids: readonly number[]): TraceBody {
  const annotations = ids.map((id) => ({ id, user: "ada", body: "", at: 0 }));
  return { kind: "page_changed", client, page: { annotations, lastSeenId: null, notice: null } };
}

function sends(client: ClientId, direction: "up" | "down", message: readonly unknown[]): TraceBody {
  return { kind: "frame_sent", client, connection, frame, direction, data: JSON.stringify(message) };
}

function raw(data: string | Uint8Array): TraceBody {
  return { kind: "frame_sent", client: ben, connection, frame, direction: "up", data };
}

function closes(client: ClientId, code: number): TraceBody {
  return { kind: "connection_closed", client, connection, code, reason: "", clean: false, why: "offline" };
}

function throws(client: ClientId, error: string): TraceBody {
  return { kind: "page_threw", client, where: { in: "program" }, error };
}
