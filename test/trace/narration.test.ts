import { describe, expect, it } from "vitest";
import type { CloseCause, TimerPurpose, TraceBody, TraceEvent, TraceKind } from "../../src/trace/event.ts";
import type {
  ClientId,
  ConnectionId,
  FrameId,
  NodeName,
  Pid,
  PushId,
  Seq,
  TimerId,
} from "../../src/trace/ids.ts";
import type { Input } from "../../src/trace/input.ts";
import { narrate } from "../../src/trace/narration.ts";
import { isStep } from "../../src/trace/step.ts";
import "../../src/simulation/whole.ts";

// Brands have no value at run time; these are the only casts.
const ada = "ada" as ClientId;
const ben = "ben" as ClientId;
const pid = (id: number) => id as Pid;
const frame = (id: number) => id as FrameId;
const push = 1 as PushId;
const timer = 1 as TimerId;
const connection = 1 as ConnectionId;
const NAMES = new Map([
  [ada, "Ada"],
  [ben, "Ben"],
]);
const TOPIC = "videos:1";
const A = "a" as NodeName;
const B = "b" as NodeName;
const EVENT = "new_annotation";
const client = ben;

type Line = { readonly body: TraceBody; readonly cause: number | null; readonly timeMs: number };

/** A trace event that follows from the one `back` places before it; 0: from nothing. */
function line(body: TraceBody, back = 0, timeMs = 0): Line {
  return { body, cause: back === 0 ? null : back, timeMs };
}

function trace(...lines: readonly (Line | TraceBody)[]): readonly TraceEvent[] {
  return lines.map((entry, index) => {
    const { body, cause, timeMs } = "body" in entry ? entry : line(entry);
    return { ...body, seq: index as Seq, timeMs, cause: cause === null ? null : ((index - cause) as Seq) };
  });
}

function last(events: readonly TraceEvent[]): string {
  return narrate(events, (events.length - 1) as Seq, NAMES);
}

/** Which of these trace events are stops. */
function stops(...lines: readonly (Line | TraceBody)[]): readonly boolean[] {
  const events = trace(...lines);
  return events.map((event) => isStep(event, events));
}

/** The sentence for the last of these trace events. */
function tell(...lines: readonly (Line | TraceBody)[]): string {
  return last(trace(...lines));
}

function up(id: number, message: readonly unknown[]): TraceBody {
  return {
    kind: "frame_sent",
    client,
    connection,
    frame: frame(id),
    direction: "up",
    data: JSON.stringify(message),
  };
}

function down(id: number, message: readonly unknown[]): TraceBody {
  return {
    kind: "frame_sent",
    client,
    connection,
    frame: frame(id),
    direction: "down",
    data: JSON.stringify(message),
  };
}

function moved(
  kind: "frame_arrived" | "frame_held" | "frame_lost",
  id: number,
  direction: "up" | "down",
): TraceBody {
  return { kind, client, connection, frame: frame(id), direction };
}

function fired(purpose: TimerPurpose): TraceBody {
  return { kind: "timer_fired", client, timer, purpose };
}

function set(purpose: TimerPurpose, delayMs: number): TraceBody {
  return { kind: "timer_set", client, timer, purpose, delayMs };
}

function closed(why: CloseCause, code = 1006): TraceBody {
  return { kind: "connection_closed", client, connection, code, reason: "", clean: code !== 1006, why };
}

function shows(
  ids: readonly number[],
  lastSeenId: number | null,
  notice: string | null = null,
  lines: readonly string[] = [],
  buttons: readonly string[] = [],
): TraceBody {
  const annotations = ids.map((id) => ({ id, user: "ada", body: "…", at: 0 }));
  const page = { annotations, lastSeenId, notice, lines, buttons, writes: true };
  return { kind: "page_changed", client, page };
}

const JOIN = ["3", "3", TOPIC, "phx_join", {}];
const REJOIN = ["5", "5", TOPIC, "phx_join", { last_seen_id: 1 }];
const BROADCAST = [null, null, TOPIC, EVENT, { id: 2, user: "ada", body: "…", at: 0 }];
const opened: TraceBody = { kind: "connection_opened", client, connection };
const cut: TraceBody = { kind: "link_changed", client, state: "cut" };
const silent: TraceBody = { kind: "link_changed", client, state: "silent" };
const channel: TraceBody = {
  kind: "process_started",
  pid: pid(2),
  parent: pid(1),
  role: { is: "channel", client, connection, topic: TOPIC, module: "VideosWeb.VideoChannel" },
};
const joinCall: TraceBody = { kind: "api_called", client, call: { name: "join", topic: TOPIC, push } };
const leaveFrame = ["3", "4", TOPIC, "phx_leave", {}];
const pushCall: TraceBody = {
  kind: "api_called",
  client,
  call: { name: "push", topic: TOPIC, push, event: EVENT, payload: {}, timeoutMs: 10_000 },
};

const INPUTS: readonly Input[] = [
  {
    kind: "add_viewer",
    client: "cleo" as ClientId,
    name: "Cleo",
    user: "cleo",
    token: { is: "missing" },
    link: { latencyMs: 40, jitterMs: 0, bytesPerSecond: null },
  },
  { kind: "add_tab", client: "ben-2" as ClientId, name: "Ben 2", of: ben },
  { kind: "close_page", client },
  { kind: "open_page", client },
  { kind: "connect", client },
  { kind: "disconnect", client },
  { kind: "annotate", client, body: "A good question" },
  { kind: "push", client, topic: TOPIC, event: "typing", payload: {} },
  { kind: "leave", client, topic: TOPIC },
  { kind: "pull_cable", client },
  { kind: "plug_cable", client },
  { kind: "silence_link", client },
  { kind: "restore_link", client },
  { kind: "change_link", client, link: { latencyMs: 400, jitterMs: 300, bytesPerSecond: 20_000 } },
  { kind: "reset_link", client },
  { kind: "restart_server", how: "graceful", downMs: 2000 },
  { kind: "restart_server", how: "kill", downMs: 2000 },
  { kind: "restart_server", how: "graceful", downMs: 2000, secret: "changed" },
  { kind: "advance_clock", byMs: 90_000_000 },
  { kind: "stop_server", how: "graceful" },
  { kind: "stop_server", how: "kill" },
  { kind: "start_server" },
  { kind: "crash_channel", client, topic: TOPIC },
  { kind: "broadcast", topic: TOPIC, event: "news", payload: {} },
  { kind: "stop_server", how: "kill", node: A },
  { kind: "start_server", node: A },
  { kind: "netsplit" },
  { kind: "heal" },
  { kind: "hide_page", client },
  { kind: "show_page", client },
  { kind: "leave_page", client },
  { kind: "return_to_page", client },
  { kind: "close_laptop", client },
  { kind: "open_laptop", client },
  { kind: "close_connection", client, code: 1012 },
];

/** At least one trace, its last event of that kind, for each kind. */
const SAMPLES: { readonly [Kind in TraceKind]: readonly (readonly (Line | TraceBody)[])[] } = {
  input_applied: INPUTS.map((input) => [{ kind: "input_applied", input }]),
  api_called: [
    [{ kind: "api_called", client, call: { name: "connect" } }],
    [{ kind: "api_called", client, call: { name: "disconnect" } }],
    [{ kind: "api_called", client, call: { name: "channel", topic: TOPIC } }],
    [{ kind: "api_called", client, call: { name: "leave", topic: TOPIC, push } }],
    [joinCall],
    [pushCall],
  ],
  page_changed: [
    [shows([], null)],
    [shows([], null), shows([1], 1)],
    [shows([], null), shows([], null, "saving…")],
    [shows([], null, "saving…"), shows([], null)],
    [shows([], 0), shows([], null)],
    [shows([], null, null, ["Marked: none yet"])],
    [shows([], null), shows([], null, null, [], ["Mark", "Skip"])],
    [shows([], null, null, ["joined"]), shows([], null, null, ["joined", "You: hello", "refused"])],
  ],
  page_threw: [
    [{ kind: "page_threw", client, where: { in: "params", topic: TOPIC }, error: "TypeError" }],
    [{ kind: "page_threw", client, where: { in: "hook", topic: TOPIC, hook: EVENT }, error: "TypeError" }],
    [{ kind: "page_threw", client, where: { in: "program" }, error: "TypeError" }],
    ...(["open", "close", "error", "message"] as const).map((hook): readonly TraceBody[] => [
      { kind: "page_threw", client, where: { in: "socket_hook", hook, after: 1 }, error: "TypeError" },
    ]),
  ],
  page_closed: [[{ kind: "page_closed", client }]],
  visibility_changed: [
    [{ kind: "visibility_changed", client, visible: false }],
    [{ kind: "visibility_changed", client, visible: true }],
  ],
  lifecycle_changed: (["pagehide", "freeze", "resume", "pageshow"] as const).map((event) => [
    { kind: "lifecycle_changed", client, event },
  ]),
  timer_set: [
    [set({ is: "heartbeat" }, 30_000)],
    [set({ is: "heartbeat_timeout" }, 30_000)],
    [set({ is: "reconnect", tries: 1 }, 10)],
    [set({ is: "rejoin", topic: TOPIC, tries: 1 }, 1000)],
    [joinCall, set({ is: "push_timeout", topic: TOPIC, push }, 10_000)],
    [pushCall, set({ is: "push_timeout", topic: TOPIC, push }, 10_000)],
    [set({ is: "push_timeout", topic: TOPIC, push: null }, 10_000)],
    [set({ is: "teardown_wait" }, 150)],
    [set({ is: "other" }, 10_000)],
  ],
  timer_cancelled: [[{ kind: "timer_cancelled", client, timer, purpose: { is: "heartbeat" } }]],
  timer_fired: [
    [fired({ is: "heartbeat" })],
    [fired({ is: "heartbeat_timeout" })],
    [fired({ is: "reconnect", tries: 1 })],
    [{ kind: "visibility_changed", client, visible: false }, fired({ is: "reconnect", tries: 1 })],
    [fired({ is: "rejoin", topic: TOPIC, tries: 1 })],
    [opened, fired({ is: "rejoin", topic: TOPIC, tries: 1 })],
    [joinCall, fired({ is: "push_timeout", topic: TOPIC, push })],
    [pushCall, fired({ is: "push_timeout", topic: TOPIC, push })],
    [fired({ is: "push_timeout", topic: TOPIC, push: null })],
    [fired({ is: "teardown_wait" })],
    [fired({ is: "other" })],
  ],
  connection_opening: [[{ kind: "connection_opening", client, connection, url: "ws://localhost" }]],
  connection_opened: [[opened], [opened, opened]],
  connection_closing: [[{ kind: "connection_closing", client, connection, code: 1000 }]],
  connection_errored: [[{ kind: "connection_errored", client, connection }]],
  connection_closed: (
    [
      "refused",
      "server_down",
      "offline",
      "connect_timeout",
      "reset",
      "server_killed",
      "closed_by_server",
      "closed_by_proxy",
      "closed_by_client",
      "close_timeout",
    ] as const
  ).map((why) => [
    { kind: "connection_closed", client, connection, code: 1006, reason: "", clean: false, why },
  ]),
  link_changed: [[cut], [silent], [{ kind: "link_changed", client, state: "up" }]],
  link_profile_changed: [
    { latencyMs: 10_000, jitterMs: 10_000, bytesPerSecond: 1_000_000_000 },
    { latencyMs: 40, jitterMs: 0, bytesPerSecond: null },
  ].map((profile) => [{ kind: "link_profile_changed", client, profile }]),
  frame_sent: [
    [up(1, JOIN)],
    [up(1, JOIN), up(2, REJOIN)],
    [up(1, ["3", "4", TOPIC, "phx_leave", {}])],
    [up(1, [null, "4", "phoenix", "heartbeat", {}])],
    [up(1, ["3", "4", TOPIC, EVENT, {}])],
    [down(1, BROADCAST)],
    [down(1, ["3", null, TOPIC, "catch_up", { annotations: [{ id: 2 }, { id: 3 }] }])],
    [down(1, ["3", "3", TOPIC, "phx_error", { reason: "channel_crash" }])],
    [down(1, ["3", "3", TOPIC, "phx_close", {}])],
    [{ kind: "frame_sent", client, connection, frame: frame(1), direction: "up", data: new Uint8Array(3) }],
  ],
  frame_arrived: [
    [up(1, JOIN), moved("frame_arrived", 1, "up")],
    [up(1, ["3", "4", TOPIC, "phx_leave", {}]), moved("frame_arrived", 1, "up")],
    [up(1, [null, "4", "phoenix", "heartbeat", {}]), moved("frame_arrived", 1, "up")],
    [up(1, ["3", "4", TOPIC, EVENT, {}]), moved("frame_arrived", 1, "up")],
    [down(1, BROADCAST), moved("frame_arrived", 1, "down")],
    [moved("frame_arrived", 1, "down")],
  ],
  frame_held: [[down(1, BROADCAST), moved("frame_held", 1, "down")]],
  frame_lost: [
    [down(1, BROADCAST), moved("frame_lost", 1, "down")],
    [up(1, ["3", "4", TOPIC, EVENT, {}]), moved("frame_lost", 1, "up")],
  ],
  server_started: [[{ kind: "server_started" }], [{ kind: "server_started", node: A }]],
  nodes_met: [[{ kind: "nodes_met", nodes: [A, B] }]],
  nodes_connected: [[{ kind: "nodes_connected", nodes: [A, B] }]],
  nodes_disconnected: [
    [{ kind: "nodes_disconnected", nodes: [A, B], why: "netsplit" }],
    [{ kind: "nodes_disconnected", nodes: [A, B], why: "node_down" }],
  ],
  broadcast_forwarded: [
    [{ kind: "broadcast_forwarded", from: null, node: A, to: B, topic: TOPIC, event: "new_annotation" }],
  ],
  server_stopping: [
    [{ kind: "server_stopping", how: "graceful" }],
    [{ kind: "server_stopping", how: "kill" }],
  ],
  server_stopped: [[{ kind: "server_stopped", how: "graceful" }], [{ kind: "server_stopped", how: "kill" }]],
  clock_advanced: [1500, 3_600_000, 1_209_600_000].map((byMs) => [{ kind: "clock_advanced", byMs }]),
  upgrade_accepted: [
    [{ kind: "upgrade_accepted", client, connection, pid: pid(1), socketId: "users_socket:ben" }],
    [{ kind: "upgrade_accepted", client, connection, pid: pid(1), socketId: null }],
  ],
  upgrade_refused: [[{ kind: "upgrade_refused", client, connection, status: 403 }]],
  server_connection_closed: (
    [
      "client_closed",
      "reset",
      "idle_timeout",
      "bad_frame",
      "frame_too_large",
      "disconnected",
      "drained",
      "stopped",
      "killed",
    ] as const
  ).map((why) => [{ kind: "server_connection_closed", client, connection, code: null, why }]),
  broadcast_dispatched: [0, 1, 2].map((subscribers) => [
    { kind: "broadcast_dispatched", from: null, topic: TOPIC, event: EVENT, subscribers, fastlane: [] },
  ]),
  row_stored: [
    [{ kind: "row_stored", pid: null, table: "annotations", key: TOPIC, id: 1 }],
    [channel, { kind: "row_stored", pid: pid(2), table: "likes", key: TOPIC, id: 1 }],
  ],
  rows_read: [[], [2], [2, 3, 4]].map((ids) => [
    channel,
    { kind: "rows_read", pid: pid(2), table: "annotations", key: TOPIC, after: 1, ids },
  ]),
  row_sought: [null, 2].map((id) => [
    channel,
    { kind: "row_sought", pid: pid(2), table: "annotations", key: TOPIC, by: 'key: "a"', id },
  ]),
  logged: [[{ kind: "logged", pid: null, level: "error", text: "a bug ".repeat(60) }]],
  process_started: [
    [channel],
    [{ kind: "process_started", pid: pid(1), parent: null, role: { is: "transport", client, connection } }],
    [{ kind: "process_started", pid: pid(1), parent: null, role: { is: "other", name: "Tracker" } }],
  ],
  process_exited: [
    [channel, { kind: "process_exited", pid: pid(2), reason: ":killed", crashed: true }],
    [
      channel,
      {
        kind: "process_exited",
        pid: pid(2),
        reason: '{%RuntimeError{message: "a bug in a callback"}, [{...}, ...]}',
        crashed: true,
      },
    ],
    [channel, { kind: "process_exited", pid: pid(2), reason: "{:shutdown, :left}", crashed: false }],
  ],
  message_sent: [
    [channel, { kind: "message_sent", from: pid(2), to: pid(2), label: { is: "info", text: ":after_join" } }],
    [channel, { kind: "message_sent", from: null, to: pid(2), label: { is: "drain" } }],
    [channel, { kind: "message_sent", from: pid(1), to: pid(2), label: { is: "join", topic: TOPIC } }],
  ],
  process_slept: [[channel, { kind: "process_slept", pid: pid(2), delayMs: 300 }]],
  callback_entered: (["join", "handle_in", "handle_out", "handle_info", "terminate"] as const).map(
    (callback) => [channel, { kind: "callback_entered", pid: pid(2), callback, about: EVENT }],
  ),
  callback_returned: (["{:ok, socket}", '{:error, %{reason: "unauthorized"}}'] as const).map((result) => [
    channel,
    { kind: "callback_returned", pid: pid(2), callback: "join", result, assigns: {} },
  ]),
};

const KINDS = Object.entries(SAMPLES).map(([kind, traces]) => ({
  kind,
  sentences: traces.map((one) => tell(...one)),
}));

describe("every kind of trace event", () => {
  it.each(KINDS)("$kind is one short sentence", ({ sentences }) => {
    for (const sentence of sentences) {
      expect(sentence).toMatch(/^[A-Z`].*[^.]\.$/);
      expect(sentence.length).toBeLessThan(220);
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
      expect(sentence.split("`").length % 2, sentence).toBe(1);
    }
  });

  it("a page's new lines are read out, those that were there are not", () => {
    const [one, two] = [["joined"], ["joined", "You: hello"]];
    expect(tell(shows([], null, null, one), shows([], null, null, two))).toBe(
      "Ben's page now says “You: hello”.",
    );
    const [five, six] = [two, [...two, "a", "b", "c"]];
    expect(tell(shows([], null, null, five), shows([], null, null, six))).toBe(
      "Ben's page now says 3 lines.",
    );
  });

  it("has sentences of its own", () => {
    const all = KINDS.flatMap(({ sentences }) => sentences);
    expect(all.filter((sentence, index) => all.indexOf(sentence) !== index)).toEqual([]);
  });

  it("says an before a vowel", () => {
    const thrown = (error: string) => tell({ kind: "page_threw", client, where: { in: "program" }, error });
    expect(thrown("Error")).toContain("throws an `Error`");
    expect(thrown("TypeError")).toContain("throws a `TypeError`");
  });

  it("stays short when a scenario uses long names", () => {
    const long = "x".repeat(200);
    const sentences = [
      tell({ kind: "input_applied", input: { kind: "annotate", client, body: long } }),
      tell({ kind: "page_threw", client, where: { in: "params", topic: long }, error: "TypeError" }),
      tell(cut, down(1, [null, null, long, long, { id: 1 }])),
      tell({
        kind: "broadcast_dispatched",
        from: null,
        topic: long,
        event: long,
        subscribers: 2,
        fastlane: [],
      }),
    ];
    for (const sentence of sentences) expect(sentence.length).toBeLessThan(220);
  });

  it("says so when there is nothing to tell", () => {
    expect(narrate([], 0 as Seq, NAMES)).toBe("Nothing has happened yet.");
  });
});

describe("what is worth a stop", () => {
  it("is not the setting and cancelling of timers", () => {
    for (const kind of ["timer_set", "timer_cancelled"] as const) {
      for (const one of SAMPLES[kind]) expect(stops(...one).at(-1)).toBe(false);
    }
  });

  it("is what readers see: inputs, frames, connections, processes, rows stored and read", () => {
    const kinds: readonly TraceKind[] = [
      "input_applied",
      "frame_sent",
      "frame_arrived",
      "frame_held",
      "frame_lost",
      "connection_closed",
      "page_threw",
      "process_exited",
      "row_stored",
      "rows_read",
      "row_sought",
      "broadcast_dispatched",
    ];
    for (const kind of kinds) {
      for (const one of SAMPLES[kind]) expect(stops(...one).at(-1), kind).toBe(true);
    }
  });

  it("is what a timer led to, and the timer itself only where it led to nothing of the kind", () => {
    const opening: TraceBody = { kind: "connection_opening", client, connection, url: "ws://localhost" };
    const beat = up(1, [null, "4", "phoenix", "heartbeat", {}]);
    const closing: TraceBody = { kind: "connection_closing", client, connection, code: 1000 };
    const threw: TraceBody = {
      kind: "page_threw",
      client,
      where: { in: "params", topic: TOPIC },
      error: "TypeError",
    };
    const effects: readonly (readonly [TimerPurpose, TraceBody])[] = [
      [{ is: "reconnect", tries: 2 }, opening],
      [{ is: "heartbeat" }, beat],
      [{ is: "heartbeat_timeout" }, closing],
      [{ is: "rejoin", topic: TOPIC, tries: 1 }, up(1, REJOIN)],
      [{ is: "rejoin", topic: TOPIC, tries: 1 }, threw],
    ];
    for (const [purpose, effect] of effects) {
      expect(stops(fired(purpose), line(effect, 1))).toEqual([false, true]);
      expect(stops(fired(purpose))).toEqual([true]);
    }
    // What happens in the same moment for another reason is a stop of its own.
    expect(stops(fired({ is: "heartbeat" }), beat)).toEqual([true, true]);
  });

  it("is none of the looks at a closing WebSocket but the last", () => {
    const look = fired({ is: "teardown_wait" });
    expect(stops(look, line(set({ is: "teardown_wait" }, 300), 1))).toEqual([false, false]);
    expect(stops(look, line(set({ is: "reconnect", tries: 1 }, 10), 1))).toEqual([true, false]);
  });

  it("is the failure of an attempt, not also its error; without a network not its beginning either", () => {
    const opening: TraceBody = { kind: "connection_opening", client, connection, url: "ws://localhost" };
    const fails = [
      opening,
      line({ kind: "connection_errored", client, connection }, 1),
      line(closed("offline"), 1),
    ];
    expect(stops(...fails)).toEqual([true, false, true]);
    expect(stops(cut, ...fails)).toEqual([true, false, false, true]);
  });

  it("is what an input did; the input itself where that does not tell of it, or nothing was done", () => {
    const input = (one: Input): TraceBody => ({ kind: "input_applied", input: one });
    expect(stops(input({ kind: "pull_cable", client }), line(cut, 1))).toEqual([false, true]);
    expect(stops(input({ kind: "pull_cable", client }))).toEqual([true]);
    expect(stops(input({ kind: "annotate", client, body: "…" }), line(pushCall, 1))).toEqual([true, true]);
    const stopping: TraceBody = { kind: "server_stopping", how: "kill" };
    expect(stops(input({ kind: "stop_server", how: "kill" }), line(stopping, 1))).toEqual([false, true]);
  });

  it("is a held frame only when the link went bad while the frame was under way", () => {
    const held = moved("frame_held", 1, "down");
    expect(stops(silent, down(1, BROADCAST), held)).toEqual([true, true, false]);
    expect(stops(down(1, BROADCAST), silent, held)).toEqual([true, true, true]);
  });

  it("is the last of the losses of one connection in one moment", () => {
    const lost = [1, 2, 3].map((id) => moved("frame_lost", id, "down"));
    expect(stops(...lost)).toEqual([false, false, true]);
    const [first, second] = lost;
    if (first === undefined || second === undefined) throw new Error("three were made");
    expect(stops(first, line(second, 0, 5))).toEqual([true, true]);
  });

  it("is a message between processes only where nothing else would show it", () => {
    expect(SAMPLES.message_sent.map((one) => stops(...one).at(-1))).toEqual([true, true, false]);
  });
});

describe("a disconnect, told", () => {
  it("names a join, a rejoin, and the last_seen_id it carries", () => {
    expect(tell(up(1, JOIN))).toBe("Ben's join of `videos:1` goes out with `join_ref` 3.");
    expect(tell(up(1, JOIN), up(2, REJOIN))).toBe(
      "Ben's rejoin of `videos:1` goes out with `join_ref` 5 and `last_seen_id: 1`.",
    );
  });

  it("says what a reply answers", () => {
    const reply = (ref: string) => down(9, ["3", ref, TOPIC, "phx_reply", { status: "ok", response: {} }]);
    const asks = [up(1, JOIN), up(2, ["3", "4", TOPIC, EVENT, {}])];
    expect(tell(...asks, reply("4"))).toBe("The server replies `ok` to Ben's push `new_annotation`.");
    expect(tell(...asks, reply("3"), moved("frame_arrived", 9, "down"))).toBe(
      "The reply `ok` to Ben's join of `videos:1` arrives: the channel is `joined`, and its `ok` hooks run.",
    );
  });

  it("says why something was refused", () => {
    const refused = { status: "error", response: { reason: "unmatched topic" } };
    expect(tell(up(1, JOIN), down(2, ["3", "3", TOPIC, "phx_reply", refused]))).toBe(
      "The server replies `error` to Ben's join of `videos:1`, with the reason “unmatched topic”.",
    );
  });

  it("counts the catch-up", () => {
    const reply = { status: "ok", response: { annotations: [{ id: 2 }, { id: 3 }, { id: 4 }] } };
    expect(tell(up(1, REJOIN), down(2, ["5", "5", TOPIC, "phx_reply", reply]))).toBe(
      "The server replies `ok` to Ben's join of `videos:1`, with annotations 2, 3 and 4.",
    );
  });

  it("tells a cut link from a silent one", () => {
    expect(tell(cut, down(1, BROADCAST))).toContain("but Ben's cable is pulled: the server cannot know");
    expect(tell(silent, down(1, BROADCAST))).toContain("but the link is silent");
    expect(tell(down(1, BROADCAST))).toBe(
      "The broadcast `new_annotation` (id 2) to Ben goes out: it was encoded once for everybody, so no channel process has to run.",
    );
  });

  it("says how long a retry waited, and for what", () => {
    const opening: TraceBody = { kind: "connection_opening", client, connection, url: "ws://localhost" };
    const retry = (tries: number, delayMs: number, cause: TraceBody) => {
      const purpose = { is: "reconnect", tries } as const;
      return tell(cause, line(set(purpose, delayMs), 1), fired(purpose), line(opening, 1));
    };
    const lost = closed("offline");
    expect(retry(2, 50, lost)).toBe("Ben's attempt 2 to reconnect begins 50 ms after attempt 1 failed.");
    expect(retry(1, 10, lost)).toContain("10 ms after the connection was lost");
    // After a heartbeat went unanswered the client waits for the old connection first.
    expect(retry(1, 10, fired({ is: "teardown_wait" }))).toContain(
      "after the client gave the old connection up",
    );
  });

  it("announces the next attempt when a connection closes", () => {
    const next = line(set({ is: "reconnect", tries: 1 }, 10), 1);
    expect(narrate(trace(opened, closed("offline"), next), 1 as Seq, NAMES)).toBe(
      "Ben's connection closes with 1006: the browser has no network; the next attempt comes in 10 ms.",
    );
    expect(tell(closed("offline"))).toBe(
      "Ben's attempt to connect fails with 1006: the browser has no network.",
    );
  });

  it("tells a push that leaves at once from one that waits", () => {
    const sent = line(up(1, ["3", "4", TOPIC, EVENT, {}]), 1);
    expect(tell(pushCall, sent)).toBe(
      "Ben's page pushes `new_annotation`: it goes out with ref 4, and the client waits up to 10 s for the reply to that ref.",
    );
    expect(tell(pushCall)).toContain("so the push waits in the client, for 10 s at most");
  });

  it("tells a push that the join's reply set free from one that the page has just made", () => {
    const join = [up(1, JOIN), down(2, ["3", "3", TOPIC, "phx_reply", { status: "ok", response: {} }])];
    const flushed = line(up(3, ["3", "5", TOPIC, EVENT, {}]), 1);
    expect(tell(...join, moved("frame_arrived", 2, "down"), flushed)).toBe(
      "Ben's push `new_annotation` leaves the client's buffer with ref 5, now that the channel is joined.",
    );
  });

  it("says that a page shows the same annotation twice", () => {
    expect(tell(shows([1], 1), shows([1, 1, 2], 2))).toBe(
      "Ben's page shows annotations 1 and 2, some for the second time; its last seen id is now 2.",
    );
  });

  it("says what brought an annotation", () => {
    const arrival = [down(1, BROADCAST), moved("frame_arrived", 1, "down")];
    expect(tell(shows([1], 1), ...arrival, line(shows([1, 2], 2), 1))).toBe(
      "Ben's page shows annotation 2, which the broadcast `new_annotation` brought; its last seen id is now 2.",
    );
  });

  it("tells the reply to a join from the reply to a push", () => {
    const reply = (ref: string) => down(1, ["3", ref, TOPIC, "phx_reply", { status: "ok", response: {} }]);
    const shown = (ref: string) =>
      tell(shows([], null), reply(ref), moved("frame_arrived", 1, "down"), line(shows([1], null), 1));
    expect(shown("3")).toBe("Ben's page shows annotation 1 from the join's reply.");
    expect(shown("4")).toBe("Ben's page shows annotation 1 from the reply to its push.");
  });

  it("does not count the sender that a broadcast leaves out", () => {
    const told = (subscribers: number) =>
      tell({
        kind: "broadcast_dispatched",
        from: pid(2),
        topic: TOPIC,
        event: EVENT,
        except: pid(2),
        subscribers,
        fastlane: [],
      });
    expect(told(0)).toContain("but nobody else is subscribed now");
    expect(told(1)).toContain("to the one other process subscribed now");
    expect(told(2)).toContain("to the 2 other processes subscribed now");
  });

  it("does not let a frame reach a page whose WebSocket is closing", () => {
    const closing: TraceBody = { kind: "connection_closing", client, connection, code: 1000 };
    expect(tell(down(1, BROADCAST), closing, moved("frame_arrived", 1, "down"))).toContain("too late");
  });

  it("says that a message of an earlier join is dropped", () => {
    const close = down(3, ["3", "3", TOPIC, "phx_close", {}]);
    expect(tell(up(1, JOIN), up(2, REJOIN), close, moved("frame_arrived", 3, "down"))).toBe(
      "The server's `phx_close` for Ben arrives, but its `join_ref` 3 is that of a join which the client has given up: it drops it.",
    );
  });

  it("drops the late answer to a join that timed out", () => {
    const reply = down(2, ["3", "3", TOPIC, "phx_reply", { status: "ok", response: {} }]);
    const timeout = fired({ is: "push_timeout", topic: TOPIC, push });
    expect(tell(joinCall, up(1, JOIN), timeout, reply, moved("frame_arrived", 2, "down"))).toContain("drops");
  });

  it("says when a crashed channel will be rejoined", () => {
    const error = down(1, ["3", "3", TOPIC, "phx_error", { reason: "channel_crash" }]);
    const rejoin: TraceBody = {
      kind: "timer_set",
      client,
      timer,
      purpose: { is: "rejoin", topic: TOPIC, tries: 1 },
      delayMs: 1000,
    };
    expect(narrate(trace(error, moved("frame_arrived", 1, "down"), line(rejoin, 1)), 1 as Seq, NAMES)).toBe(
      "The server's `phx_error` for Ben arrives: the channel is `errored` and will be rejoined in 1 s.",
    );
  });

  it("does not promise to send a lost push again", () => {
    const lost = moved("frame_lost", 1, "up");
    expect(tell(up(1, ["3", "4", TOPIC, EVENT, {}]), lost)).toBe(
      "Ben's push `new_annotation` is lost with its connection: the client does not send it a second time.",
    );
    expect(tell(up(1, JOIN), lost)).toContain("the client rejoins when it is connected again");
  });

  it("reads a binary frame, and says how much it carries", () => {
    const bytes = (kind: number, texts: readonly string[], length: number) =>
      Uint8Array.from([
        kind,
        ...texts.map((text) => text.length),
        ...[...texts.join("")].map((letter) => letter.charCodeAt(0)),
        ...new Array<number>(length).fill(7),
      ]);
    const sent = (direction: "up" | "down", data: Uint8Array): TraceBody => {
      return { kind: "frame_sent", client, connection, frame: frame(1), direction, data };
    };
    expect(tell(sent("up", bytes(0, ["3", "4", TOPIC, "picture"], 20)))).toBe(
      "Ben's push `picture` of 20 bytes goes out with ref 4.",
    );
    expect(tell(sent("down", bytes(0, ["3", TOPIC, "picture"], 0)))).toBe(
      "Ben's channel process pushes `picture` of 0 bytes.",
    );
    expect(tell(sent("down", bytes(2, [TOPIC, "picture"], 300)))).toContain(
      "The broadcast `picture` of 300 bytes to Ben goes out",
    );
    expect(
      tell(
        sent("up", bytes(0, ["3", "4", TOPIC, "picture"], 20)),
        sent("down", bytes(1, ["3", "4", TOPIC, "ok"], 5)),
      ),
    ).toBe("The server replies `ok` to Ben's push `picture` of 20 bytes.");
    expect(tell(sent("up", bytes(0, ["3", "4", TOPIC], 0)))).toBe(
      "A frame from Ben that is no message goes out.",
    );
  });

  it("does not guess at what it cannot read", () => {
    expect(
      tell({ kind: "frame_sent", client, connection, frame: frame(1), direction: "up", data: "{" }),
    ).toBe("A frame from Ben that is no message goes out.");
  });
});

describe("a frame at the server, told", () => {
  const arrival = (sent: TraceBody) => [channel, sent, moved("frame_arrived", 1, "up")];
  const reply = (response: object, status: string) =>
    down(9, [null, "4", TOPIC, "phx_reply", { status, response }]);

  /** The sentence for the arrival, when the trace goes on like this. */
  function arrives(before: readonly (Line | TraceBody)[], ...after: readonly (Line | TraceBody)[]): string {
    return narrate(trace(...before, ...after), (before.length - 1) as Seq, NAMES);
  }

  it("is passed on where a channel process is", () => {
    const push = arrival(up(1, ["3", "4", TOPIC, EVENT, {}]));
    const passed: TraceBody = {
      kind: "message_sent",
      from: pid(1),
      to: pid(2),
      label: { is: "push", event: EVENT },
    };
    expect(arrives(push, line(passed, 1))).toBe(
      "Ben's push `new_annotation` arrives: the transport process passes it on to Ben's channel process.",
    );
  });

  it("is answered by the transport process where none is", () => {
    expect(arrives(arrival(up(1, leaveFrame)), line(reply({}, "ok"), 1))).toBe(
      "Ben's leave of `videos:1` arrives: Ben has no channel process there, so the transport process answers `ok` itself.",
    );
    const push = arrival(up(1, ["3", "4", TOPIC, EVENT, {}]));
    expect(arrives(push, line(reply({ reason: "unmatched topic" }, "error"), 1))).toContain(
      "answers `unmatched topic` itself",
    );
  });

  it("is dropped when it belongs to an earlier join", () => {
    const joins = [
      up(7, JOIN),
      moved("frame_arrived", 7, "up"),
      up(8, REJOIN),
      moved("frame_arrived", 8, "up"),
    ];
    expect(arrives([...joins, ...arrival(up(1, ["3", "4", TOPIC, EVENT, {}]))])).toContain(
      "`join_ref` 3 is that of an earlier join: the transport process drops it without an answer",
    );
  });

  it("is refused at once when no module is routed to the topic", () => {
    const refused = down(9, [
      "3",
      "3",
      TOPIC,
      "phx_reply",
      { status: "error", response: { reason: "unmatched topic" } },
    ]);
    expect(arrives(arrival(up(1, JOIN)), line(refused, 1))).toContain(
      "no channel module is routed to that topic",
    );
  });

  describe("while the transport process waits for a join", () => {
    const other = "videos:2";
    const start: TraceBody = {
      kind: "process_started",
      pid: pid(7),
      parent: pid(1),
      role: { is: "channel", client, connection, topic: other, module: "VideosWeb.VideoChannel" },
    };
    const joining = [channel, up(5, ["6", "6", other, "phx_join", {}]), moved("frame_arrived", 5, "up")];
    const joined = (timeMs: number): Line =>
      line(
        {
          kind: "message_sent",
          from: pid(7),
          to: pid(1),
          label: { is: "joined", topic: other, status: "ok" },
        },
        0,
        timeMs,
      );
    const push = [up(1, ["3", "4", TOPIC, EVENT, {}]), moved("frame_arrived", 1, "up")];
    const passed: TraceBody = {
      kind: "message_sent",
      from: pid(1),
      to: pid(2),
      label: { is: "push", event: EVENT },
    };

    it("waits with it", () => {
      const late = line(passed, 0, 4000);
      expect(arrives([...joining, line(start, 1), ...push], joined(4000), late)).toBe(
        "Ben's push `new_annotation` arrives, and waits: the transport process takes nothing until `join/3` on `videos:2` has returned.",
      );
      const beat = [up(1, [null, "4", "phoenix", "heartbeat", {}]), moved("frame_arrived", 1, "up")];
      expect(arrives([...joining, line(start, 1), ...beat], joined(4000))).toContain("arrives, and waits");
    });

    it("does not wait for a join that is over in that moment, or came behind it", () => {
      expect(arrives([...joining, line(start, 1), ...push], joined(0), passed)).toBe(
        "Ben's push `new_annotation` arrives: the transport process passes it on to Ben's channel process on `videos:1`.",
      );
      const behind = [channel, up(5, ["6", "6", other, "phx_join", {}]), ...push];
      expect(
        arrives(behind, moved("frame_arrived", 5, "up"), passed, line(start, 2), joined(4000)),
      ).toContain("passes it on to Ben's channel process.");
    });

    it("sleeps within the join, and lets its transport process wait", () => {
      const entered: TraceBody = { kind: "callback_entered", pid: pid(7), callback: "join", about: other };
      const slept: TraceBody = { kind: "process_slept", pid: pid(7), delayMs: 4000 };
      expect(tell(...joining, line(start, 1), entered)).toBe(
        "`join/3` runs in Ben's channel process on `videos:2` to decide whether the client may join.",
      );
      expect(tell(...joining, line(start, 1), entered, slept)).toBe(
        "Ben's channel process on `videos:2` sleeps for 4 s within `join/3`: its transport process waits for that and takes no other frame, other processes do not wait.",
      );
    });
  });

  it("says no more than it knows when nothing followed", () => {
    expect(arrives(arrival(up(1, ["3", "4", TOPIC, EVENT, {}])))).toBe(
      "Ben's push `new_annotation` arrives.",
    );
  });
});

describe("a wait that ends, told", () => {
  const purpose = { is: "push_timeout", topic: TOPIC, push } as const;
  const threw: TraceBody = {
    kind: "page_threw",
    client,
    where: { in: "params", topic: TOPIC },
    error: "TypeError",
  };
  const retry = set({ is: "rejoin", topic: TOPIC, tries: 1 }, 1000);

  it("tells a join that was never sent from one that was not answered", () => {
    const end = line(fired(purpose), 0, 10_000);
    const unsent = [joinCall, threw, set(purpose, 10_000), end, line(retry, 1, 10_000)];
    expect(narrate(trace(...unsent), 3 as Seq, NAMES)).toBe(
      "Ben's join of `videos:1` was never sent, because the params function threw. After 10 s the client gives it up and will try again in 1 s.",
    );
    expect(tell(joinCall, up(1, JOIN), set(purpose, 10_000), end)).toBe(
      "Ben's join of `videos:1` was not answered within 10 s: the client gives it up.",
    );
  });

  it("tells a push that never left from one that was not answered", () => {
    const end = line(fired(purpose), 0, 10_000);
    expect(tell(pushCall, set(purpose, 10_000), end)).toContain(
      "was never sent: the channel was not joined within 10 s",
    );
    const sent = up(1, ["3", "4", TOPIC, EVENT, {}]);
    expect(tell(pushCall, line(sent, 1), set(purpose, 10_000), end)).toContain(
      "was not answered within 10 s",
    );
  });

  it("knows the timeout of the leave that a join which timed out has sent", () => {
    const leave = [
      joinCall,
      fired(purpose),
      line(up(1, leaveFrame), 1),
      line(set({ is: "other" }, 10_000), 2),
    ];
    expect(tell(...leave, line(fired({ is: "other" }), 0, 10_000))).toMatch(
      /^The leave that Ben's client sent 10 s ago times out: .*so nothing follows\.$/,
    );
    expect(tell(set({ is: "other" }, 500), line(fired({ is: "other" }), 0, 500))).toBe(
      "A timer that Ben's page has set fires 500 ms after it was set.",
    );
  });
});

describe("the end of a connection, told", () => {
  const closing: TraceBody = { kind: "connection_closing", client, connection, code: 1000 };
  const idle: TraceBody = {
    kind: "server_connection_closed",
    client,
    connection,
    code: 1002,
    why: "idle_timeout",
  };

  it("tells the server's own close frame from its answer to the client's", () => {
    expect(tell(opened, closing, idle, line(closed("closed_by_server", 1002), 0, 1040))).toBe(
      "Ben's connection closes with 1002: the server's own close frame arrives, sent 1.04 s ago, because nothing had come in for 60 s.",
    );
    expect(tell(opened, idle, line(closed("closed_by_server", 1002), 0, 40))).toBe(
      "Ben's connection closes with 1002: the server sent a close frame, because nothing had come in for 60 s.",
    );
    expect(tell(opened, closing, closed("closed_by_client", 1000))).toContain(
      "has answered the client's close frame",
    );
  });

  it("names the losses of one connection together", () => {
    const sent = [2, 3].map((id) => down(id, [null, null, TOPIC, EVENT, { id }]));
    const lost = [2, 3].map((id) => moved("frame_lost", id, "down"));
    expect(tell(...sent, ...lost)).toBe(
      "The broadcasts of annotations 2 and 3 are lost with their connection: the server does not send them again.",
    );
    expect(
      tell(up(4, JOIN), moved("frame_lost", 4, "up"), up(5, JOIN), moved("frame_lost", 5, "up")),
    ).toContain("Ben's");
  });

  it("says what is assumed of a connection that the server keeps", () => {
    const accepted: TraceBody = { kind: "upgrade_accepted", client, connection, pid: pid(1), socketId: null };
    const back: TraceBody = { kind: "link_changed", client, state: "up" };
    expect(tell(accepted, opened, cut, closed("offline"), back)).toMatch(
      /keeps the old connection for up to 60 s, as when a viewer returns with a new address/,
    );
    const ended: TraceBody = {
      kind: "server_connection_closed",
      client,
      connection,
      code: null,
      why: "reset",
    };
    expect(tell(accepted, opened, cut, closed("offline"), ended, back)).not.toContain("60 s");
  });
});

describe("a process, told", () => {
  const entered = (callback: "join" | "handle_info", about: string): TraceBody => ({
    kind: "callback_entered",
    pid: pid(2),
    callback,
    about,
  });
  const returned: TraceBody = {
    kind: "callback_returned",
    pid: pid(2),
    callback: "join",
    result: "{:ok, socket}",
    assigns: {},
  };
  const toItself: TraceBody = {
    kind: "message_sent",
    from: pid(2),
    to: pid(2),
    label: { is: "info", text: "{:after_join, 1}" },
  };
  const read = (ids: readonly number[]): TraceBody & { readonly kind: "rows_read" } => ({
    kind: "rows_read",
    pid: null,
    table: "annotations",
    key: TOPIC,
    after: 1,
    ids,
  });

  it("takes what it sent itself once it is subscribed", () => {
    const joining = [channel, entered("join", TOPIC), line(toItself, 1), returned];
    expect(tell(...joining.slice(0, 3))).toContain(
      "sends itself `{:after_join, 1}`, which waits in its mailbox",
    );
    expect(tell(...joining, line(entered("handle_info", "{:after_join, 1}"), 2))).toBe(
      "`handle_info/2` takes `{:after_join, 1}` from the mailbox of Ben's channel process, which is subscribed by now.",
    );
  });

  it("reads the store, subscribed or not", () => {
    expect(tell(channel, entered("join", TOPIC), line(read([]), 1))).toBe(
      "Ben's channel process reads the annotations newer than 1 and finds none; it is not subscribed to the topic yet.",
    );
    const later = [channel, entered("join", TOPIC), returned, entered("handle_info", "{:after_join, 1}")];
    expect(tell(...later, line(read([2, 3, 4]), 1))).toBe(
      "Ben's channel process reads the annotations newer than 1 and finds 2, 3 and 4.",
    );
    const slow: TraceBody = { ...read([2]), answerMs: 50 };
    expect(tell(channel, entered("join", TOPIC), line(slow, 1))).toBe(
      "Ben's channel process reads the annotations newer than 1 and finds 2; the answer takes 50 ms; it is not subscribed to the topic yet.",
    );
  });

  it("looks for a row by its values", () => {
    const sought = (id: number | null): TraceBody => ({
      kind: "row_sought",
      pid: pid(2),
      table: "annotations",
      key: TOPIC,
      by: 'key: "a"',
      id,
    });
    expect(tell(channel, line(sought(null), 1))).toBe(
      'Ben\'s channel process looks for an annotation with `key: "a"` and finds none.',
    );
    expect(tell(channel, line(sought(2), 1))).toMatch(/ and finds annotation 2\.$/);
  });

  it("raises, is logged, and crashes", () => {
    const reason = '{%RuntimeError{message: "a bug in a callback"}, [{...}, ...]}';
    const bug = [
      channel,
      entered("handle_info", ":bug"),
      line({ kind: "logged", pid: pid(2), level: "error", text: "** (RuntimeError) a bug in a callback" }, 1),
      line({ kind: "process_exited", pid: pid(2), reason, crashed: true }, 2),
    ];
    expect(
      trace(...bug)
        .map(({ seq }) => narrate(trace(...bug), seq, NAMES))
        .slice(1),
    ).toEqual([
      "`handle_info/2` takes `:bug` from the mailbox of Ben's channel process, and raises an exception.",
      "Nothing rescues the exception in Ben's channel process, so the server logs it: “** (RuntimeError) a bug in a callback”.",
      "Ben's channel process crashes (`{%RuntimeError{…}, stacktrace}`): its `assigns` are gone, and no other process is touched.",
    ]);
  });
});

describe("an input that can do nothing, told", () => {
  const input = (one: Input, timeMs = 0): Line => line({ kind: "input_applied", input: one }, 0, timeMs);
  const kill: Input = { kind: "restart_server", how: "kill", downMs: 2000 };
  const started: TraceBody = { kind: "server_started" };
  const stopping: TraceBody = { kind: "server_stopping", how: "kill" };
  const stopped: TraceBody = { kind: "server_stopped", how: "kill" };

  it("says when the server comes back that is down already", () => {
    expect(tell(started, input(kill), line(stopping, 1), line(stopped, 1), input(kill, 1500))).toBe(
      "The server is to be killed (SIGKILL) and started again after 2 s, but it is down already: nothing to restart, and it comes back at 2 s as planned.",
    );
    expect(tell(started, stopping, stopped, input({ kind: "stop_server", how: "graceful" }))).toBe(
      "The server is to stop (SIGTERM), but it is down already: nothing to stop.",
    );
  });

  it("says that a server is back with another secret", () => {
    const deploy: Input = { ...kill, secret: "changed" };
    const back = [line(stopping, 1), line(stopped, 1), line(started, 0, 2000)];
    expect(tell(started, input(deploy), ...back)).toContain("another `secret_key_base`");
    expect(tell(started, input(deploy), ...back, line(stopped, 0, 3000), line(started, 0, 4000))).toContain(
      "with no process",
    );
    // It was down already: nothing came of that deploy.
    expect(tell(started, stopped, input(deploy), line(started, 0, 2000))).toContain("with no process");
  });

  it("does not blame a server that a reader started in the meantime", () => {
    const early = [started, input(kill), line(stopping, 1), line(stopped, 1), line(started, 0, 500)];
    const again = [line(stopping, 0, 600), line(stopped, 0, 600)];
    expect(tell(...early, ...again, input(kill, 700))).toContain("nothing to restart.");
  });

  it("tells a kill of a stopping server from one of a running server", () => {
    expect(tell(started, input(kill), line(stopping, 1))).toContain("; it will be back in 2 s.");
    const slow: TraceBody = { kind: "server_stopping", how: "graceful" };
    expect(tell(started, slow, input(kill), line(stopping, 1))).toBe(
      "The server is killed (SIGKILL) before it has stopped in good order: no callback runs any more, and no close frame is sent.",
    );
  });

  it.each([
    [{ kind: "pull_cable", client }, [cut], "it is out already"],
    [{ kind: "plug_cable", client }, [], "it is in already"],
    [{ kind: "silence_link", client }, [cut], "the cable is out"],
    [{ kind: "restore_link", client }, [], "it is not silent"],
    [
      { kind: "change_link", client, link: { latencyMs: 1, jitterMs: 0, bytesPerSecond: null } },
      [],
      "it is so already",
    ],
    [{ kind: "reset_link", client }, [], "there is no connection to reset"],
    [{ kind: "crash_channel", client, topic: TOPIC }, [started], "Ben has no channel process there"],
    [
      { kind: "crash_channel", client, topic: TOPIC },
      [stopped],
      "the server is down: there is no process to crash",
    ],
    [{ kind: "broadcast", topic: TOPIC, event: "news", payload: {} }, [stopped], "the server is down"],
    [{ kind: "start_server" }, [started], "it is running already"],
    [{ kind: "annotate", client, body: "…" }, [], "the page is not open"],
    [{ kind: "leave", client, topic: TOPIC }, [shows([], null)], "the page has no channel for it"],
    [{ kind: "open_page", client }, [shows([], null)], "it is open already"],
  ] as readonly (readonly [Input, readonly TraceBody[], string])[])("%o: because", (what, before, reason) => {
    expect(tell(...before, input(what))).toContain(reason);
  });

  it("says nothing of the kind when something followed", () => {
    const does = trace(input({ kind: "annotate", client, body: "A good question" }), line(pushCall, 1));
    expect(narrate(does, 0 as Seq, NAMES)).toBe("Ben writes an annotation: “A good question”.");
  });
});
