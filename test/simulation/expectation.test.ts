import { expect, test } from "vitest";
import type { Claim, Expectation, Scenario } from "../../src/schemas/scenario.ts";
import type { StateAt } from "../../src/simulation/claim.ts";
import { describeClaim } from "../../src/simulation/claim-words.ts";
import { checkExpectations } from "../../src/simulation/expectation.ts";
import type { ClientState, PushState } from "../../src/trace/client-state.ts";
import type { TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId, Pid, PushId } from "../../src/trace/ids.ts";
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

test("a page that was closed shows nothing", () => {
  const events = traceOf(shows(ben, 1), { kind: "page_closed", client: ben });
  expect(check({ kind: "page_shows", client: ben, ids: [] }, events)).toMatchObject({ held: true, seq: 1 });
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
  const joined: Extract<Claim, { kind: "channel_is" }> = {
    kind: "channel_is",
    client: ben,
    topic: "videos:1",
    state: "joined",
  };
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
  const joins: Extract<Claim, { kind: "frames_sent" }> = {
    kind: "frames_sent",
    client: ben,
    direction: "up",
    event: "phx_join",
    topic: null,
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
  const claim: Extract<Claim, { kind: "frames_sent" }> = {
    kind: "frames_sent",
    client: ben,
    direction: "up",
    event: "ping",
    topic: null,
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

test("what a page says is looked for in its lines and in its notice", () => {
  const page = { ...BLANK, lines: ["joined", "saved 1", "saved 2"], notice: "not saved" };
  const events = traceOf({ kind: "page_changed", client: ben, page });
  const says = (line: string, times: number): Claim => ({
    kind: "page_says",
    client: ben,
    line,
    count: exactly(times),
  });
  expect(check(says("saved", 3), events)).toMatchObject({ held: true, seq: 0 });
  expect(check(says("joined", 2), events)).toMatchObject({ held: false, seen: "1 time" });
  expect(check(says("joined", 0), [])).toMatchObject({ held: true, seq: null });
});

test("the last push of an event is in a state, and its reply had a status", () => {
  const push = (id: number, event: string, state: PushState["state"]): PushState => ({
    push: id as PushId,
    topic: "videos:1",
    event,
    state,
  });
  const stateAt: StateAt = () => ({
    ...state("open"),
    pushes: [
      push(1, "ping", { is: "timed_out" }),
      push(2, "ping", { is: "replied", status: "error" }),
      push(3, "pong", { is: "sent" }),
    ],
  });
  const claim = (event: string, name: "replied" | "sent", status: string | null): Claim => ({
    kind: "push_is",
    client: ben,
    event,
    state: name,
    status,
  });
  expect(check(claim("ping", "replied", "error"), [], { stateAt }).held).toBe(true);
  expect(check(claim("ping", "replied", null), [], { stateAt }).held).toBe(true);
  expect(check(claim("ping", "replied", "ok"), [], { stateAt })).toMatchObject({
    held: false,
    seen: "it is replied (error)",
  });
  expect(check(claim("pong", "sent", null), [], { stateAt }).held).toBe(true);
  expect(check(claim("never", "sent", null), [], { stateAt }).held).toBe(false);
});

test("channel processes are those that live; a server that is gone has taken them with it", () => {
  const started = (pid: number, topic: string, client = ben): TraceBody => ({
    kind: "process_started",
    pid: pid as Pid,
    parent: null,
    role: { is: "channel", client, connection, topic, module: "VideosWeb.VideoChannel" },
  });
  const exited: TraceBody = { kind: "process_exited", pid: 1 as Pid, reason: ":normal", crashed: false };
  const stopped: TraceBody = { kind: "server_stopped", how: "kill" };
  const begun = [started(1, "videos:1"), started(2, "videos:2"), started(3, "videos:1", ada)];
  const are = (times: number, topic: string | null = null): Claim => ({
    kind: "channel_processes",
    client: ben,
    topic,
    count: exactly(times),
  });
  expect(check(are(2), traceOf(...begun)).held).toBe(true);
  expect(check(are(1, "videos:2"), traceOf(...begun)).held).toBe(true);
  expect(check(are(1), traceOf(...begun, exited)).held).toBe(true);
  expect(check(are(0), traceOf(...begun, stopped)).held).toBe(true);
  expect(check(are(1), traceOf(...begun, stopped, started(4, "videos:1")))).toMatchObject({
    held: true,
    seq: 4,
  });
});

test("callbacks are counted by what they were about, and leave their assigns behind", () => {
  const pid = 7 as Pid;
  const role = { is: "channel", client: ben, connection, topic: "videos:1", module: "M" } as const;
  const ran = (about: string, count: number): readonly TraceBody[] => [
    { kind: "callback_entered", pid, callback: "handle_in", about },
    {
      kind: "callback_returned",
      pid,
      callback: "handle_in",
      result: "{:noreply, socket}",
      assigns: { count, user: "ben" },
    },
  ];
  const start: TraceBody = { kind: "process_started", pid, parent: null, role };
  const events = traceOf(start, ...ran("ping", 1), ...ran("pong", 2), ...ran("ping", 3));
  const claim = (about: string | null, times: number, client = ben): Claim => ({
    kind: "callback_ran",
    client,
    topic: "videos:1",
    callback: "handle_in",
    about,
    count: exactly(times),
  });
  expect(check(claim("ping", 2), events)).toMatchObject({ held: true, seq: 6 });
  expect(check(claim(null, 3), events).held).toBe(true);
  expect(check(claim(null, 0, ada), events).held).toBe(true);
  const has = (count: number): Claim => ({
    kind: "assigns_are",
    client: ben,
    topic: "videos:1",
    assigns: { count },
  });
  expect(check(has(3), events)).toMatchObject({ held: true, seq: 6 });
  expect(check(has(2), events).held).toBe(false);
  expect(check(has(3), [])).toMatchObject({ held: false, seen: "no callback has run" });
});

test("a broadcast is told by its topic, its event and how many mailboxes it went through", () => {
  const sent = (subscribers: number, fastlane: number): TraceBody => ({
    kind: "broadcast_dispatched",
    from: null,
    topic: "videos:1",
    event: "ping",
    subscribers,
    fastlane: Array.from({ length: fastlane }, (_, index) => index as Pid),
  });
  const events = traceOf(sent(3, 3), sent(3, 1));
  const claim = (mailboxes: number | null, times: number): Claim => ({
    kind: "broadcast_sent",
    topic: "videos:1",
    event: "ping",
    mailboxes,
    count: exactly(times),
  });
  expect(check(claim(null, 2), events).held).toBe(true);
  expect(check(claim(2, 1), events)).toMatchObject({ held: true, seq: 1 });
  expect(check(claim(1, 0), events).held).toBe(true);
});

test("rows, log lines and refusals are counted", () => {
  const events = traceOf(
    { kind: "row_stored", pid: null, table: "annotations", key: "videos:1", id: 1 },
    { kind: "row_stored", pid: null, table: "annotations", key: "videos:2", id: 1 },
    { kind: "logged", pid: null, level: "error", text: "** (MatchError) no match" },
    { kind: "upgrade_refused", client: ben, connection, status: 403 },
  );
  expect(check({ kind: "rows_stored", topic: "videos:1", count: exactly(1) }, events).held).toBe(true);
  expect(check({ kind: "server_logged", text: "MatchError", count: exactly(1) }, events).seq).toBe(2);
  const refused = (status: number): Claim => ({
    kind: "upgrade_refused",
    client: ben,
    status,
    count: exactly(1),
  });
  expect(check(refused(403), events)).toMatchObject({ held: true, seq: 3 });
  expect(check(refused(404), events).held).toBe(false);
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
    { variants: null, atMs: null, proves: [], that: claim(1) },
    { variants: ["naive"], atMs: null, proves: [], that: claim(2) },
    { variants: ["none", "naive"], atMs: null, proves: [], that: claim(3) },
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
  const scenario = scenarioWith({ variants: null, atMs: more.atMs ?? null, proves: [], that });
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
    covers: [],
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
  return { kind: "page_changed", client, page: { ...BLANK, annotations } };
}

const BLANK = { annotations: [], lastSeenId: null, notice: null, lines: [], buttons: [], writes: true };

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
