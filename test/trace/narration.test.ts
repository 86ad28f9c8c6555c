import { describe, expect, it } from "vitest";
import type { TraceBody, TraceEvent, TraceKind } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId, Pid, PushId, Seq, TimerId } from "../../src/trace/ids.ts";
import type { Input } from "../../src/trace/input.ts";
import { isStep, narrate } from "../../src/trace/narration.ts";

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

function fired(purpose: Extract<TraceBody, { kind: "timer_fired" }>["purpose"]): TraceBody {
  return { kind: "timer_fired", client, timer, purpose };
}

function shows(ids: readonly number[], lastSeenId: number | null, notice: string | null = null): TraceBody {
  const annotations = ids.map((id) => ({ id, user: "ada", body: "…", at: 0 }));
  return { kind: "page_changed", client, page: { annotations, lastSeenId, notice, lines: [], buttons: [] } };
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
const pushCall: TraceBody = {
  kind: "api_called",
  client,
  call: { name: "push", topic: TOPIC, push, event: EVENT, payload: {}, timeoutMs: 10_000 },
};

const INPUTS: readonly Input[] = [
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
  { kind: "reset_link", client },
  { kind: "restart_server", how: "graceful", downMs: 2000 },
  { kind: "restart_server", how: "kill", downMs: 2000 },
  { kind: "stop_server", how: "graceful" },
  { kind: "stop_server", how: "kill" },
  { kind: "start_server" },
  { kind: "crash_channel", client, topic: TOPIC },
  { kind: "broadcast", topic: TOPIC, event: "news", payload: {} },
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
  ],
  page_threw: [
    [{ kind: "page_threw", client, where: { in: "params", topic: TOPIC }, error: "TypeError" }],
    [{ kind: "page_threw", client, where: { in: "hook", topic: TOPIC, hook: EVENT }, error: "TypeError" }],
    [{ kind: "page_threw", client, where: { in: "program" }, error: "TypeError" }],
  ],
  visibility_changed: [
    [{ kind: "visibility_changed", client, visible: false }],
    [{ kind: "visibility_changed", client, visible: true }],
  ],
  lifecycle_changed: (["pagehide", "freeze", "resume", "pageshow"] as const).map((event) => [
    { kind: "lifecycle_changed", client, event },
  ]),
  timer_set: [[{ kind: "timer_set", client, timer, purpose: { is: "heartbeat" }, delayMs: 30_000 }]],
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
  server_started: [[{ kind: "server_started" }]],
  server_stopping: [
    [{ kind: "server_stopping", how: "graceful" }],
    [{ kind: "server_stopping", how: "kill" }],
  ],
  server_stopped: [[{ kind: "server_stopped", how: "graceful" }], [{ kind: "server_stopped", how: "kill" }]],
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
  row_stored: [[{ kind: "row_stored", pid: null, table: "annotations", key: TOPIC, id: 1 }]],
  logged: [[{ kind: "logged", pid: null, level: "error", text: "a bug ".repeat(60) }]],
  process_started: [
    [channel],
    [{ kind: "process_started", pid: pid(1), parent: null, role: { is: "transport", client, connection } }],
    [{ kind: "process_started", pid: pid(1), parent: null, role: { is: "other", name: "Tracker" } }],
  ],
  process_exited: [
    [channel, { kind: "process_exited", pid: pid(2), reason: ":killed", crashed: true }],
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
  callback_returned: (["{:ok, reply, socket}", "{:error, reply}"] as const).map((result) => [
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

  it("has sentences of its own", () => {
    const all = KINDS.flatMap(({ sentences }) => sentences);
    expect(all.filter((sentence, index) => all.indexOf(sentence) !== index)).toEqual([]);
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
      for (const one of SAMPLES[kind]) expect(trace(...one).map(isStep)).toEqual([false]);
    }
  });

  it("is what readers see: inputs, frames, connections, timers that fire, processes, stored rows", () => {
    const kinds: readonly TraceKind[] = [
      "input_applied",
      "frame_sent",
      "frame_arrived",
      "frame_held",
      "frame_lost",
      "connection_closed",
      "timer_fired",
      "page_threw",
      "process_exited",
      "row_stored",
      "broadcast_dispatched",
    ];
    for (const kind of kinds) {
      for (const one of SAMPLES[kind])
        expect(
          trace(...one)
            .map(isStep)
            .at(-1),
          kind,
        ).toBe(true);
    }
  });

  it("is a message between processes only where nothing else would show it", () => {
    expect(
      SAMPLES.message_sent.map((one) =>
        trace(...one)
          .map(isStep)
          .at(-1),
      ),
    ).toEqual([true, true, false]);
  });
});

describe("a disconnect, told", () => {
  it("names a join, a rejoin, and the last_seen_id it carries", () => {
    expect(tell(up(1, JOIN))).toBe("Ben's join of `videos:1` leaves with `join_ref` 3.");
    expect(tell(up(1, JOIN), up(2, REJOIN))).toBe(
      "Ben's rejoin of `videos:1` leaves with `join_ref` 5 and carries `last_seen_id: 1`.",
    );
  });

  it("says what a reply answers", () => {
    const reply = (ref: string) => down(9, ["3", ref, TOPIC, "phx_reply", { status: "ok", response: {} }]);
    const asks = [up(1, JOIN), up(2, ["3", "4", TOPIC, EVENT, {}])];
    expect(tell(...asks, reply("4"))).toBe("The reply `ok` to Ben's push `new_annotation` leaves.");
    expect(tell(...asks, reply("3"), moved("frame_arrived", 9, "down"))).toBe(
      "The reply `ok` to Ben's join of `videos:1` arrives: the channel is `joined`, and its `ok` hooks run.",
    );
  });

  it("counts the catch-up", () => {
    const reply = { status: "ok", response: { annotations: [{ id: 2 }, { id: 3 }, { id: 4 }] } };
    expect(tell(up(1, REJOIN), down(2, ["5", "5", TOPIC, "phx_reply", reply]))).toBe(
      "The reply `ok` to Ben's join of `videos:1` leaves with annotations 2, 3 and 4.",
    );
  });

  it("tells a cut link from a silent one", () => {
    expect(tell(cut, down(1, BROADCAST))).toContain(
      "but the link is cut: it stays in the server's TCP buffer",
    );
    expect(tell(silent, down(1, BROADCAST))).toContain("but the link is silent");
    expect(tell(down(1, BROADCAST))).toBe(
      "The broadcast `new_annotation` (id 2) for Ben leaves, encoded once for all and past the channel process.",
    );
  });

  it("says how long a retry waited, and for what", () => {
    const set: TraceBody = {
      kind: "timer_set",
      client,
      timer,
      purpose: { is: "reconnect", tries: 2 },
      delayMs: 50,
    };
    expect(tell(set, fired({ is: "reconnect", tries: 2 }))).toBe(
      "Ben's client tries to connect again: the `reconnect` timer fired 50 ms after attempt 1 failed.",
    );
  });

  it("announces the next attempt when a connection closes", () => {
    const closed: TraceBody = {
      kind: "connection_closed",
      client,
      connection,
      code: 1006,
      reason: "",
      clean: false,
      why: "offline",
    };
    const set: TraceBody = {
      kind: "timer_set",
      client,
      timer,
      purpose: { is: "reconnect", tries: 1 },
      delayMs: 10,
    };
    expect(narrate(trace(opened, closed, line(set, 1)), 1 as Seq, NAMES)).toBe(
      "Ben's connection closes with 1006: the browser has no network; the next attempt comes in 10 ms.",
    );
    expect(tell(closed)).toBe("Ben's attempt fails with 1006: the browser has no network.");
  });

  it("tells a push that leaves at once from one that waits", () => {
    const sent = line(up(1, ["3", "4", TOPIC, EVENT, {}]), 1);
    expect(narrate(trace(pushCall, sent), 0 as Seq, NAMES)).toContain("waits up to 10 s for the reply");
    expect(tell(pushCall)).toContain("so the push waits in its buffer, for 10 s at most");
  });

  it("tells a push that the join's reply set free from one that the page has just made", () => {
    const join = [up(1, JOIN), down(2, ["3", "3", TOPIC, "phx_reply", { status: "ok", response: {} }])];
    const flushed = line(up(3, ["3", "5", TOPIC, EVENT, {}]), 1);
    expect(tell(...join, moved("frame_arrived", 2, "down"), flushed)).toBe(
      "Ben's push `new_annotation` leaves the client's buffer with ref 5, by which the reply will name it.",
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

  it("does not let a frame reach a page whose WebSocket is closing", () => {
    const closing: TraceBody = { kind: "connection_closing", client, connection, code: 1000 };
    expect(tell(down(1, BROADCAST), closing, moved("frame_arrived", 1, "down"))).toContain("too late");
  });

  it("says that a message of an earlier join is dropped", () => {
    const close = down(3, ["3", "3", TOPIC, "phx_close", {}]);
    expect(tell(up(1, JOIN), up(2, REJOIN), close, moved("frame_arrived", 3, "down"))).toBe(
      "The message `phx_close` for Ben arrives, but its `join_ref` 3 belongs to an earlier join: the client drops it.",
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
      "The message `phx_error` for Ben arrives: the channel is `errored` and will be rejoined in 1 s.",
    );
  });

  it("does not promise to send a lost push again", () => {
    const lost = moved("frame_lost", 1, "up");
    expect(tell(up(1, ["3", "4", TOPIC, EVENT, {}]), lost)).toBe(
      "Ben's push `new_annotation` is lost with its connection: the client does not send it a second time.",
    );
    expect(tell(up(1, JOIN), lost)).toContain("the client rejoins when it is connected again");
  });

  it("does not guess at what it cannot read", () => {
    expect(
      tell({ kind: "frame_sent", client, connection, frame: frame(1), direction: "up", data: "{" }),
    ).toBe("A frame from Ben that is no text message leaves.");
  });
});
