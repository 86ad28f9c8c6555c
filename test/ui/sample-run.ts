import type { Scenario } from "../../src/schemas/scenario.ts";
import type { RunId, RunView, StepView } from "../../src/simulation/simulator-api.ts";
import type { ClientState, TimerState } from "../../src/trace/client-state.ts";
import type {
  Annotation,
  CloseCause,
  LinkState,
  MessageLabel,
  PageView,
  TraceBody,
  TraceEvent,
} from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId, Pid, PushId, Seq, TimerId } from "../../src/trace/ids.ts";

// Brands have no value at run time; a test makes its ids by hand.
export const ada = "ada" as ClientId;
export const ben = "ben" as ClientId;

const TOPIC = "videos:1";
const NAMES: ReadonlyMap<ClientId, string> = new Map([
  [ada, "Ada"],
  [ben, "Ben"],
]);

export const sampleScenario: Scenario = {
  id: "sample",
  title: "Ben loses his connection",
  about: "Ben's cable is pulled while Ada writes.",
  seed: 1,
  durationMs: 60_000,
  store: "kept",
  covers: [],
  clients: [
    {
      id: ada,
      name: "Ada",
      user: "ada",
      page: null,
      token: { is: "signed", ageSeconds: 0 },
      link: { latencyMs: 30, jitterMs: 0, bytesPerSecond: null },
    },
    {
      id: ben,
      name: "Ben",
      user: "ben",
      page: null,
      token: { is: "signed", ageSeconds: 0 },
      link: { latencyMs: 45, jitterMs: 0, bytesPerSecond: null },
    },
  ],
  variants: [
    {
      id: "none",
      label: "Nothing",
      about: "",
      page: "live-only",
      server: ["user_socket", "video_channel_live_only"],
    },
    {
      id: "naive",
      label: "Naive",
      about: "",
      page: "last-message",
      server: ["user_socket", "video_channel_query_in_join"],
    },
    {
      id: "right",
      label: "Right",
      about: "",
      page: "contiguous",
      server: ["user_socket", "video_channel_query_after_join"],
    },
  ],
  inputs: [],
  expect: [],
};

type Draft = { body: TraceBody; timeMs: number; cause: Draft | null };

/** Writes a hand-made but plausible trace; events may be drafted out of order and are sorted at the end. */
class Script {
  readonly drafts: Draft[] = [];
  private ids = 0;
  private refs = new Map<ClientId, number>();
  private pages = new Map<ClientId, Annotation[]>();
  private latency = new Map<ClientId, number>([
    [ada, 30],
    [ben, 45],
  ]);

  note(timeMs: number, body: TraceBody, cause: Draft | null = null): Draft {
    const draft = { body, timeMs, cause };
    this.drafts.push(draft);
    return draft;
  }

  id(): number {
    this.ids += 1;
    return this.ids;
  }

  ref(client: ClientId): number {
    const next = (this.refs.get(client) ?? 2) + 1;
    this.refs.set(client, next);
    return next;
  }

  frame(
    timeMs: number,
    client: ClientId,
    connection: ConnectionId,
    direction: "up" | "down",
    data: string,
    cause: Draft,
    end: "arrived" | "held" | "lost" = "arrived",
  ): Draft {
    const frame = this.id() as FrameId;
    const sent = this.note(timeMs, { kind: "frame_sent", client, connection, frame, direction, data }, cause);
    const kind = end === "arrived" ? "frame_arrived" : end === "held" ? "frame_held" : "frame_lost";
    return this.note(
      timeMs + (end === "held" ? 5 : (this.latency.get(client) ?? 30)),
      { kind, client, connection, frame, direction },
      sent,
    );
  }

  message(timeMs: number, from: Pid | null, to: Pid, label: MessageLabel, cause: Draft): Draft {
    return this.note(timeMs, { kind: "message_sent", from, to, label }, cause);
  }

  connect(timeMs: number, client: ClientId, cause: Draft): { up: Draft; connection: ConnectionId; pid: Pid } {
    const connection = this.id() as ConnectionId;
    const pid = this.id() as Pid;
    const half = this.latency.get(client) ?? 30;
    const opening = this.note(
      timeMs,
      { kind: "connection_opening", client, connection, url: "ws://localhost/socket/websocket?vsn=2.0.0" },
      cause,
    );
    const accepted = this.note(
      timeMs + half,
      { kind: "upgrade_accepted", client, connection, pid, socketId: `user:${client}` },
      opening,
    );
    this.note(
      timeMs + half,
      { kind: "process_started", pid, parent: null, role: { is: "transport", client, connection } },
      accepted,
    );
    const up = this.note(timeMs + 2 * half, { kind: "connection_opened", client, connection }, accepted);
    this.note(
      timeMs + 2 * half,
      {
        kind: "timer_set",
        client,
        timer: this.id() as TimerId,
        purpose: { is: "heartbeat" },
        delayMs: 30_000,
      },
      up,
    );
    return { up, connection, pid };
  }

  join(
    client: ClientId,
    link: { up: Draft; connection: ConnectionId; pid: Pid },
    backlog: readonly Annotation[],
    params: string,
  ): { channel: Pid; joinRef: number } {
    const joinRef = this.ref(client);
    const channel = this.id() as Pid;
    const sentAt = link.up.timeMs;
    const arrived = this.frame(
      sentAt,
      client,
      link.connection,
      "up",
      `["${joinRef}","${joinRef}","${TOPIC}","phx_join",${params}]`,
      link.up,
    );
    const t = arrived.timeMs;
    const role = {
      is: "channel",
      client,
      connection: link.connection,
      topic: TOPIC,
      module: "VideoChannel",
    } as const;
    const started = this.note(t, { kind: "process_started", pid: channel, parent: link.pid, role }, arrived);
    const asked = this.message(t, link.pid, channel, { is: "join", topic: TOPIC }, started);
    const entered = this.note(
      t,
      { kind: "callback_entered", pid: channel, callback: "join", about: TOPIC },
      asked,
    );
    const returned = this.note(
      t,
      {
        kind: "callback_returned",
        pid: channel,
        callback: "join",
        result: "{:ok, %{annotations: annotations}, socket}",
        assigns: { video_id: 1 },
      },
      entered,
    );
    const joined = this.message(t, channel, link.pid, { is: "joined", topic: TOPIC, status: "ok" }, returned);
    const list = JSON.stringify(backlog);
    const back = this.frame(
      t,
      client,
      link.connection,
      "down",
      `["${joinRef}","${joinRef}","${TOPIC}","phx_reply",{"response":{"annotations":${list}},"status":"ok"}]`,
      joined,
    );
    this.show(back, client, backlog);
    return { channel, joinRef };
  }

  show(cause: Draft, client: ClientId, more: readonly Annotation[]): void {
    const list = [...(this.pages.get(client) ?? []), ...more];
    this.pages.set(client, list);
    const lastSeenId = list.at(-1)?.id ?? null;
    const page: PageView = {
      annotations: list,
      lastSeenId,
      notice: null,
      lines: [],
      buttons: [],
      writes: true,
    };
    this.note(cause.timeMs, { kind: "page_changed", client, page }, cause);
  }

  annotate(
    timeMs: number,
    author: { client: ClientId; connection: ConnectionId; transport: Pid; channel: Pid; joinRef: number },
    others: readonly {
      client: ClientId;
      connection: ConnectionId;
      transport: Pid;
      end: "arrived" | "held";
    }[],
    annotation: Annotation,
  ): void {
    const { client, connection, transport, channel, joinRef } = author;
    const input = this.note(timeMs, {
      kind: "input_applied",
      input: { kind: "annotate", client, body: annotation.body },
    });
    const push = this.id() as PushId;
    const payload = { at: annotation.at, body: annotation.body };
    const called = this.note(
      timeMs,
      {
        kind: "api_called",
        client,
        call: { name: "push", topic: TOPIC, push, event: "new_annotation", payload, timeoutMs: 10_000 },
      },
      input,
    );
    const ref = this.ref(client);
    const arrived = this.frame(
      timeMs,
      client,
      connection,
      "up",
      `["${joinRef}","${ref}","${TOPIC}","new_annotation",${JSON.stringify(payload)}]`,
      called,
    );
    const t = arrived.timeMs;
    const passed = this.message(t, transport, channel, { is: "push", event: "new_annotation" }, arrived);
    const entered = this.note(
      t,
      { kind: "callback_entered", pid: channel, callback: "handle_in", about: "new_annotation" },
      passed,
    );
    const stored = this.note(
      t,
      { kind: "row_stored", pid: channel, table: "annotations", key: "1", id: annotation.id },
      entered,
    );
    const cast = this.note(
      t,
      {
        kind: "broadcast_dispatched",
        from: channel,
        topic: TOPIC,
        event: "new_annotation",
        subscribers: others.length + 1,
        fastlane: [transport, ...others.map((other) => other.transport)],
      },
      stored,
    );
    const text = `[null,null,"${TOPIC}","new_annotation",${JSON.stringify(annotation)}]`;
    const listeners = [{ client, connection, transport, end: "arrived" as const }, ...others];
    for (const listener of listeners) {
      const got = this.frame(t, listener.client, listener.connection, "down", text, cast, listener.end);
      if (listener.end === "arrived") this.show(got, listener.client, [annotation]);
    }
    this.note(
      t,
      {
        kind: "callback_returned",
        pid: channel,
        callback: "handle_in",
        result: "{:reply, :ok, socket}",
        assigns: { video_id: 1 },
      },
      cast,
    );
    const replied = this.message(t, channel, transport, { is: "reply", status: "ok" }, cast);
    this.frame(
      t,
      client,
      connection,
      "down",
      `["${joinRef}","${ref}","${TOPIC}","phx_reply",{"response":{},"status":"ok"}]`,
      replied,
    );
  }

  fail(timeMs: number, client: ClientId, cause: Draft, why: CloseCause): Draft {
    const connection = this.id() as ConnectionId;
    const opening = this.note(
      timeMs,
      { kind: "connection_opening", client, connection, url: "ws://localhost/socket/websocket?vsn=2.0.0" },
      cause,
    );
    this.note(timeMs + 1, { kind: "connection_errored", client, connection }, opening);
    return this.note(
      timeMs + 1,
      { kind: "connection_closed", client, connection, code: 1006, reason: "", clean: false, why },
      opening,
    );
  }

  retry(timeMs: number, client: ClientId, cause: Draft, tries: number, delayMs: number): Draft {
    const timer = this.id() as TimerId;
    const purpose = { is: "reconnect", tries } as const;
    const set = this.note(timeMs, { kind: "timer_set", client, timer, purpose, delayMs }, cause);
    return this.note(timeMs + delayMs, { kind: "timer_fired", client, timer, purpose }, set);
  }

  finish(): TraceEvent[] {
    const sorted = this.drafts
      .map((draft, place) => ({ draft, place }))
      .sort((a, b) => a.draft.timeMs - b.draft.timeMs || a.place - b.place)
      .map(({ draft }) => draft);
    const seqs = new Map(sorted.map((draft, index) => [draft, index as Seq]));
    return sorted.map((draft, index) => ({
      ...draft.body,
      seq: index as Seq,
      timeMs: draft.timeMs,
      cause: draft.cause === null ? null : (seqs.get(draft.cause) ?? null),
    }));
  }
}

function note(id: number, user: string, body: string, at: number): Annotation {
  return { id, user, body, at };
}

function write(): TraceEvent[] {
  const script = new Script();
  script.note(0, { kind: "server_started" });
  const people: {
    client: ClientId;
    connection: ConnectionId;
    transport: Pid;
    channel: Pid;
    joinRef: number;
  }[] = [];
  for (const [client, at] of [
    [ada, 0],
    [ben, 400],
  ] as const) {
    const input = script.note(at, { kind: "input_applied", input: { kind: "open_page", client } });
    const called = script.note(at, { kind: "api_called", client, call: { name: "connect" } }, input);
    script.note(at, { kind: "api_called", client, call: { name: "channel", topic: TOPIC } }, input);
    script.note(
      at,
      { kind: "api_called", client, call: { name: "join", topic: TOPIC, push: script.id() as PushId } },
      input,
    );
    const link = script.connect(at, client, called);
    const { channel, joinRef } = script.join(client, link, [], "{}");
    people.push({ client, connection: link.connection, transport: link.pid, channel, joinRef });
  }
  const [a, b] = people;
  if (a === undefined || b === undefined) throw new Error("two people");
  script.annotate(4000, a, [{ ...b, end: "arrived" }], note(1, "ada", "Who is speaking here?", 12_000));

  const pulled = script.note(12_000, { kind: "input_applied", input: { kind: "pull_cable", client: ben } });
  script.note(12_000, { kind: "link_changed", client: ben, state: "cut" }, pulled);
  script.note(12_000, { kind: "connection_errored", client: ben, connection: b.connection }, pulled);
  let last = script.note(
    12_000,
    {
      kind: "connection_closed",
      client: ben,
      connection: b.connection,
      code: 1006,
      reason: "",
      clean: false,
      why: "offline",
    },
    pulled,
  );
  const bodies = ["Look at the roof", "It is the old station", "The clock has no hands"];
  bodies.forEach((body, index) => {
    script.annotate(14_000 + index * 2000, a, [{ ...b, end: "held" }], note(index + 2, "ada", body, 15_000));
  });
  const delays = [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000];
  let tries = 0;
  let at = 12_000;
  for (const delay of delays.slice(0, 9)) {
    tries += 1;
    const fired = script.retry(at, ben, last, tries, delay);
    last = script.fail(fired.timeMs, ben, fired, "offline");
    at = last.timeMs;
  }
  const fired = script.retry(at, ben, last, 10, 5000);
  const plugged = script.note(20_000, { kind: "input_applied", input: { kind: "plug_cable", client: ben } });
  script.note(20_000, { kind: "link_changed", client: ben, state: "up" }, plugged);
  const again = script.connect(fired.timeMs, ben, fired);
  const rejoined = script.join(
    ben,
    again,
    bodies.map((body, index) => note(index + 2, "ada", body, 15_000)),
    '{"last_seen_id":1}',
  );
  const gone = script.note(
    24_000,
    { kind: "server_connection_closed", client: ben, connection: b.connection, code: null, why: "reset" },
    again.up,
  );
  script.note(
    24_000,
    { kind: "process_exited", pid: b.transport, reason: "{:shutdown, :closed}", crashed: false },
    gone,
  );
  const down = script.message(
    24_000,
    b.transport,
    b.channel,
    { is: "down", reason: "{:shutdown, :closed}" },
    gone,
  );
  script.note(
    24_000,
    { kind: "process_exited", pid: b.channel, reason: "{:shutdown, :closed}", crashed: false },
    down,
  );
  script.annotate(
    26_000,
    {
      client: ben,
      connection: again.connection,
      transport: again.pid,
      channel: rejoined.channel,
      joinRef: rejoined.joinRef,
    },
    [{ ...a, end: "arrived" }],
    note(5, "ben", "I am back", 21_000),
  );
  const beat = script.note(30_060, {
    kind: "timer_fired",
    client: ada,
    timer: script.id() as TimerId,
    purpose: { is: "heartbeat" },
  });
  const ref = script.ref(ada);
  const heard = script.frame(
    30_060,
    ada,
    a.connection,
    "up",
    `[null,"${ref}","phoenix","heartbeat",{}]`,
    beat,
  );
  script.frame(
    heard.timeMs,
    ada,
    a.connection,
    "down",
    `[null,"${ref}","phoenix","phx_reply",{"response":{},"status":"ok"}]`,
    heard,
  );
  const broke = script.note(33_000, {
    kind: "input_applied",
    input: { kind: "crash_channel", client: ada, topic: TOPIC },
  });
  script.note(
    33_000,
    { kind: "process_exited", pid: a.channel, reason: "RuntimeError", crashed: true },
    broke,
  );
  const told = script.message(33_000, a.channel, a.transport, { is: "down", reason: "RuntimeError" }, broke);
  script.frame(
    33_000,
    ada,
    a.connection,
    "down",
    `["${a.joinRef}","${a.joinRef}","${TOPIC}","phx_error",{"reason":"channel_crash"}]`,
    told,
  );
  return script.finish();
}

const STOPS: ReadonlySet<TraceEvent["kind"]> = new Set([
  "input_applied",
  "page_threw",
  "connection_opening",
  "connection_opened",
  "connection_closed",
  "frame_sent",
  "frame_arrived",
  "frame_held",
  "frame_lost",
  "process_exited",
  "row_stored",
  "broadcast_dispatched",
  "server_stopping",
  "server_connection_closed",
]);

/** A crude projection, good enough to light the statecharts of the sample. */
export function sampleStep(events: readonly TraceEvent[], seq: Seq): StepView {
  const seen = events.slice(0, seq + 1);
  const last = seen.at(-1);
  return {
    seq,
    timeMs: last?.timeMs ?? 0,
    narration: { text: last === undefined ? "Nothing has happened yet." : sampleSentence(last) },
    clients: [...NAMES.keys()].map((client) => ({
      client,
      link: seen.reduce<LinkState>(
        (link, event) => (event.kind === "link_changed" && event.client === client ? event.state : link),
        "up",
      ),
      page: seen.reduce<PageView | null>(
        (page, event) => (event.kind === "page_changed" && event.client === client ? event.page : page),
        null,
      ),
      state: sampleState(seen, client),
    })),
    processes: livingProcesses(seen),
    serverUp: true,
    appended: [],
    appendedSteps: [],
  };
}

function livingProcesses(seen: readonly TraceEvent[]): StepView["processes"] {
  const gone = new Set(seen.flatMap((event) => (event.kind === "process_exited" ? [event.pid] : [])));
  return seen.flatMap((event) =>
    event.kind === "process_started" && !gone.has(event.pid) ? [{ pid: event.pid, role: event.role }] : [],
  );
}

function sampleState(seen: readonly TraceEvent[], client: ClientId): ClientState {
  let connection: ClientState["socket"]["connection"] = "closed";
  let heartbeat: ClientState["socket"]["heartbeat"] = "off";
  let reconnect: TimerState = { is: "off" };
  let channel: ClientState["channels"][number]["state"] = "closed";
  let made = false;
  const pushes: ClientState["pushes"][number][] = [];
  for (const event of seen) {
    if (!("client" in event) || event.client !== client) continue;
    if (event.kind === "connection_opening") connection = "connecting";
    if (event.kind === "connection_opened") {
      connection = "open";
      heartbeat = "scheduled";
      channel = "joining";
    }
    if (event.kind === "connection_closed") {
      connection = "closed";
      heartbeat = "off";
      channel = "errored";
    }
    if (event.kind === "timer_set" && event.purpose.is === "reconnect") {
      reconnect = { is: "scheduled", tries: event.purpose.tries };
    }
    if (event.kind === "timer_fired" && event.purpose.is === "reconnect") reconnect = { is: "off" };
    if (event.kind === "api_called" && event.call.name === "join") {
      made = true;
      channel = "joining";
      pushes.push({ push: event.call.push, topic: TOPIC, event: "phx_join", state: { is: "sent" } });
    }
    if (event.kind === "api_called" && event.call.name === "push") {
      pushes.push({ push: event.call.push, topic: TOPIC, event: event.call.event, state: { is: "sent" } });
    }
    if (event.kind === "page_changed" && channel === "joining") channel = "joined";
  }
  return {
    socket: { connection, heartbeat, reconnect },
    channels: made ? [{ topic: TOPIC, state: channel, rejoin: { is: "off" } }] : [],
    pushes,
  };
}

export function sampleSentence(event: TraceEvent): string {
  const who = "client" in event ? (NAMES.get(event.client) ?? event.client) : "The server";
  return `${who}: \`${event.kind}\` at ${event.timeMs} ms, because of event ${event.cause ?? "nothing"}.`;
}

/** About 150 trace events: connect, join, annotations, a pulled cable, reconnects, rejoin, catch-up, a crash. */
export function sampleRun(): RunView {
  const events = write();
  const steps = events.filter((event) => STOPS.has(event.kind)).map((event) => event.seq);
  return {
    run: 1 as RunId,
    parent: null,
    variant: "right",
    seed: 1,
    inputs: [],
    events,
    steps,
    at: sampleStep(events, steps[0] ?? (0 as Seq)),
  };
}
