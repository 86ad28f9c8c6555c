import { expect, test } from "vitest";
import type { ClaimKind } from "../../src/schemas/scenario.ts";
import { PAGE_PROGRAMS, SERVER_FILES } from "../../src/schemas/scenario-cast.ts";
import { scenarioFile } from "../../src/schemas/scenario-file.ts";
import { SCENARIO_LIMITS } from "../../src/schemas/scenario-limits.ts";
import { parseScenario } from "../../src/schemas/scenario-parser.ts";
import { formatProblem } from "../../src/schemas/scenario-problem.ts";
import type { InputKind } from "../../src/trace/input.ts";
import { scenarioText } from "./scenario-text.ts";

/** A viewer of whom the file says nothing. */
const VIEWER = {
  page: null,
  token: { is: "signed", ageSeconds: 0 },
  link: { latencyMs: 40, jitterMs: 0, bytesPerSecond: null },
};

test("what a file leaves out gets its default", () => {
  expect(scenarioOf(scenarioText())).toEqual({
    id: "two-viewers",
    title: "Two viewers",
    about: "",
    seed: 1,
    durationMs: 10_000,
    store: "kept",
    covers: [],
    clients: [
      { ...VIEWER, id: "ada", name: "Ada", user: "ada" },
      { ...VIEWER, id: "ben", name: "Ben", user: "ben" },
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
        id: "right",
        label: "Right",
        about: "",
        page: "contiguous",
        server: ["user_socket", "video_channel_query_after_join"],
      },
    ],
    inputs: [],
    expect: [],
  });
});

test("the answer to a query may take its time", () => {
  expect(scenarioOf(scenarioText("query_time: 50ms")).queryMs).toBe(50);
});

test("a link may say some or all of what it is", () => {
  const text = scenarioText().replace(
    "  - id: ben\n",
    "  - { id: ben, name: Benjamin, link: { latency: 0.2s, jitter: 30ms, bandwidth: 5000 } }\n",
  );
  expect(scenarioOf(text).clients[1]).toEqual({
    ...VIEWER,
    user: "ben",
    id: "ben",
    name: "Benjamin",
    link: { latencyMs: 200, jitterMs: 30, bytesPerSecond: 5000 },
  });
});

const { inputs, expect: claims } = scenarioFile.shape;
const ALL_INPUTS = inputs
  .unwrap()
  .element.options.map(({ shape }) => shape.do.value)
  .join(", ");
const ALL_CLAIMS = claims
  .unwrap()
  .element.options.map(({ shape }) => shape.that.value)
  .join(", ");

// `satisfies` makes this file fail to compile when an input is added and the format does not know it.
const INPUTS = {
  add_viewer: "client: cleo, name: Cleo, user: cleopatra, token: forged, link: { latency: 1s }",
  add_tab: "client: ben-2, name: Ben again, of: ben",
  open_page: "client: ben",
  close_page: "client: ben",
  disconnect: "client: ben",
  connect: "client: ben",
  annotate: "client: ben, body: Hello",
  push: 'client: ben, topic: "videos:1", event: ping, payload: { n: 1 }',
  join: 'client: ben, topic: "videos:1", params: { last_seen_id: 3 }',
  press: "client: ben, button: Like, text: so much",
  leave: 'client: ben, topic: "videos:1"',
  pull_cable: "client: ben",
  plug_cable: "client: ben",
  silence_link: "client: ben",
  restore_link: "client: ben",
  change_link: "client: ben, link: { latency: 400ms, jitter: 300ms, bandwidth: 20000 }",
  reset_link: "client: ben",
  restart_server: "how: kill, down: 2s",
  stop_server: "how: graceful",
  start_server: "node: b",
  netsplit: "",
  heal: "",
  advance_clock: "by: 90000s",
  crash_channel: 'client: ben, topic: "videos:1"',
  broadcast: 'topic: "videos:1", event: ping, payload: { deep: [1, null, { yes: true }] }',
  hide_page: "client: ben",
  show_page: "client: ben",
  leave_page: "client: ben",
  return_to_page: "client: ben",
  close_laptop: "client: ben",
  open_laptop: "client: ben",
  close_connection: "client: ben, code: 1012",
} satisfies Record<InputKind, string>;

test.each(Object.entries(INPUTS))("an input %s can be scripted", (kind, rest) => {
  const text = scenarioText(
    "nodes: [a, b]",
    "inputs:",
    `  - { at: 1s, do: ${kind}${rest === "" ? "" : `, ${rest}`} }`,
  );
  expect(scenarioOf(text).inputs).toEqual([{ atMs: 1000, input: expect.objectContaining({ kind }) }]);
});

test("without a switch, page and server stand in the file itself", () => {
  const text = [
    "id: one-viewer",
    "title: One viewer",
    "duration: 1s",
    "page: live-only",
    "server: [user_socket, video_channel_live_only]",
    "clients:",
    "  - { id: phone, user: ada, token: signed, token_age: 90000s }",
    "  - { id: stranger, token: forged, page: contiguous }",
  ].join("\n");
  const { variants, clients } = scenarioOf(text);
  expect(variants).toEqual([
    {
      id: "only",
      label: "One viewer",
      about: "",
      page: "live-only",
      server: ["user_socket", "video_channel_live_only"],
    },
  ]);
  expect(clients).toMatchObject([
    { id: "phone", user: "ada", page: null, token: { is: "signed", ageSeconds: 90_000 } },
    { id: "stranger", user: "stranger", page: "contiguous", token: { is: "forged" } },
  ]);
});

test("a position of the switch may say what its word stands for", () => {
  const text = scenarioText().replace("label: Nothing,", "label: Nothing, about: It never asks.,");
  const [first, second] = scenarioOf(text).variants;
  expect([first?.about, second?.about]).toEqual(["It never asks.", ""]);
});

test("an expectation may say which row of the curriculum it proves", () => {
  const text = scenarioText(
    "covers: [D4]",
    "expect:",
    "  - { that: page_shows, client: ben, ids: [1], proves: [D4] }",
  );
  expect(scenarioOf(text)).toMatchObject({ covers: ["D4"], expect: [{ proves: ["D4"] }] });
});

test("whoever comes later is a viewer from then on, with what the file leaves out filled in", () => {
  const text = scenarioText(
    "inputs:",
    "  - { at: 1s, do: add_viewer, client: cleo, token_age: 2s }",
    "  - { at: 2s, do: add_tab, client: cleo-2, of: cleo }",
    "  - { at: 3s, do: close_page, client: cleo-2 }",
    "expect:",
    "  - { that: socket_is, client: cleo-2, state: closed }",
  );
  expect(scenarioOf(text).inputs.map(({ input }) => input)).toEqual([
    {
      kind: "add_viewer",
      client: "cleo",
      name: "Cleo",
      user: "cleo",
      token: { is: "signed", ageSeconds: 2 },
      link: { latencyMs: 40, jitterMs: 0, bytesPerSecond: null },
    },
    { kind: "add_tab", client: "cleo-2", name: "Cleo-2", of: "cleo" },
    { kind: "close_page", client: "cleo-2" },
  ]);
});

test("an input keeps all that it says", () => {
  const text = scenarioText(
    "inputs:",
    '  - { at: 0, do: push, client: ben, topic: "videos:1", event: ping, payload: { n: 1 } }',
    "  - { at: 500ms, do: restart_server, down: 2s }",
    "  - { at: 500ms, do: restart_server, down: 2s, secret: changed }",
    "  - { at: 500ms, do: change_link, client: ben, link: { latency: 2s } }",
    '  - { at: 500ms, do: broadcast, topic: "videos:1", event: ping }',
  );
  expect(scenarioOf(text).inputs).toEqual([
    { atMs: 0, input: { kind: "push", client: "ben", topic: "videos:1", event: "ping", payload: { n: 1 } } },
    { atMs: 500, input: { kind: "restart_server", how: "graceful", downMs: 2000 } },
    { atMs: 500, input: { kind: "restart_server", how: "graceful", downMs: 2000, secret: "changed" } },
    {
      atMs: 500,
      input: {
        kind: "change_link",
        client: "ben",
        link: { latencyMs: 2000, jitterMs: 0, bytesPerSecond: null },
      },
    },
    { atMs: 500, input: { kind: "broadcast", topic: "videos:1", event: "ping", payload: {} } },
  ]);
});

test("a payload has no negative zero, which no client sends", () => {
  const text = scenarioText(
    "inputs:",
    '  - { at: 0, do: broadcast, topic: "videos:1", event: ping, payload: { n: [-0, -0.0, -1] } }',
  );
  expect(scenarioOf(text).inputs[0]?.input).toStrictEqual({
    kind: "broadcast",
    topic: "videos:1",
    event: "ping",
    payload: { n: [0, 0, -1] },
  });
});

const ONCE_OR_MORE = { atLeast: 1, atMost: null };

const CLAIMS = {
  page_shows: [
    "client: ben, ids: [1, 2]", //
    { kind: "page_shows", client: "ben", ids: [1, 2] },
  ],
  socket_is: [
    "client: ben, state: closing", //
    { kind: "socket_is", client: "ben", state: "closing" },
  ],
  channel_is: [
    'client: ben, topic: "videos:1", state: errored',
    { kind: "channel_is", client: "ben", topic: "videos:1", state: "errored" },
  ],
  frames_sent: [
    "client: ben, direction: up, event: phx_join, payload: { last_seen_id: 1 }, count: 2",
    {
      kind: "frames_sent",
      client: "ben",
      direction: "up",
      event: "phx_join",
      topic: null,
      payload: { last_seen_id: 1 },
      count: { atLeast: 2, atMost: 2 },
    },
  ],
  page_says: [
    "client: ben, line: not saved",
    { kind: "page_says", client: "ben", line: "not saved", count: ONCE_OR_MORE },
  ],
  push_is: [
    "client: ben, event: new_annotation, state: replied, status: ok",
    { kind: "push_is", client: "ben", event: "new_annotation", state: "replied", status: "ok" },
  ],
  upgrade_refused: [
    "client: ben, status: 403",
    { kind: "upgrade_refused", client: "ben", status: 403, count: ONCE_OR_MORE },
  ],
  channel_processes: [
    "client: ben, count: 0",
    { kind: "channel_processes", client: "ben", topic: null, count: { atLeast: 0, atMost: 0 } },
  ],
  callback_ran: [
    'client: ben, topic: "videos:1", callback: handle_in, about: ping',
    {
      kind: "callback_ran",
      client: "ben",
      topic: "videos:1",
      callback: "handle_in",
      about: "ping",
      count: ONCE_OR_MORE,
    },
  ],
  assigns_are: [
    'client: ben, topic: "videos:1", assigns: { count: 2 }',
    { kind: "assigns_are", client: "ben", topic: "videos:1", assigns: { count: 2 } },
  ],
  broadcast_sent: [
    'topic: "videos:1", event: ping, mailboxes: 2',
    { kind: "broadcast_sent", topic: "videos:1", event: "ping", mailboxes: 2, count: ONCE_OR_MORE },
  ],
  rows_stored: [
    'topic: "videos:1", count: 1',
    { kind: "rows_stored", topic: "videos:1", count: { atLeast: 1, atMost: 1 } },
  ],
  server_logged: ["text: MatchError", { kind: "server_logged", text: "MatchError", count: ONCE_OR_MORE }],
  closed_with: [
    "client: ben, code: 1006",
    { kind: "closed_with", client: "ben", code: 1006, count: { atLeast: 1, atMost: null } },
  ],
  page_threw: [
    "client: ben, error: TypeError, count: at most 3",
    { kind: "page_threw", client: "ben", error: "TypeError", count: { atLeast: 0, atMost: 3 } },
  ],
} satisfies Record<ClaimKind, readonly [string, { readonly [key: string]: unknown }]>;

test.each(Object.entries(CLAIMS))("a claim %s can be made", (that, [rest, claim]) => {
  const text = scenarioText("expect:", `  - { that: ${that}, ${rest} }`);
  expect(scenarioOf(text).expect).toEqual([{ variants: null, atMs: null, proves: [], that: claim }]);
});

test("an expectation may be limited to variants and to a moment", () => {
  const text = scenarioText(
    "expect:",
    "  - { that: socket_is, client: ada, state: open, variants: [right], at: 3s }",
  );
  expect(scenarioOf(text).expect[0]).toMatchObject({ variants: ["right"], atMs: 3000 });
});

test.each([
  ["2", { atLeast: 2, atMost: 2 }],
  ["0", { atLeast: 0, atMost: 0 }],
  ["at least 3", { atLeast: 3, atMost: null }],
  ["at most 3", { atLeast: 0, atMost: 3 }],
  ["2 to 4", { atLeast: 2, atMost: 4 }],
])("a count of %s", (written, count) => {
  const text = scenarioText(
    "expect:",
    `  - { that: closed_with, client: ada, code: 1006, count: ${written} }`,
  );
  expect(scenarioOf(text).expect[0]?.that).toMatchObject({ count });
});

// What is added to the valid file begins on line 10.
test.each<[situation: string, added: readonly string[], problems: readonly string[]]>([
  [
    "an unknown key",
    ["stoer: kept"],
    [
      '10:1: unknown key "stoer"; did you mean "store"? Allowed: id, title, about, seed, duration, store, query_time, covers, page, server, nodes, clients, variants, inputs, expect',
    ],
  ],
  [
    "an unknown key inside an input",
    ["inputs:", "  - { at: 0, do: open_page, clinet: ben, client: ben }"],
    ['11:29: unknown key "clinet"; did you mean "client"? Allowed: do, at, client'],
  ],
  [
    "an unknown client",
    ["inputs:", "  - at: 0", "    do: open_page", "    client: bne"],
    ['13:13: unknown client "bne"; did you mean "ben"? Allowed: ada, ben'],
  ],
  [
    "an unknown client in an expectation",
    ["expect:", "  - { that: socket_is, client: charlie, state: open }"],
    ['11:32: unknown client "charlie". Allowed: ada, ben'],
  ],
  [
    "an input about one of several nodes, where there is one",
    ["inputs:", "  - { at: 0, do: stop_server, node: a }", "  - { at: 1s, do: netsplit }"],
    ['11:37: the file names no nodes: see "nodes"', '12:19: netsplit needs "nodes": one node loses nobody'],
  ],
  [
    "a node that is not there, or there twice",
    ["nodes: [a, a]", "inputs:", "  - { at: 0, do: stop_server, node: b }"],
    ['10:12: duplicate node "a": it is also number 1', '12:37: unknown node "b". Allowed: a, a'],
  ],
  [
    "Presence on several nodes",
    ["nodes: [a, b]", "server: [user_socket, presence, video_channel_presence]"],
    ["10:8: Presence is simulated on one node only"],
  ],
  [
    "a viewer who comes only later",
    ["inputs:", "  - { at: 0, do: open_page, client: cleo }", "  - { at: 1s, do: add_viewer, client: cleo }"],
    ['11:37: "cleo" comes only later, by an input below this one'],
  ],
  [
    "a viewer who is there already",
    ["inputs:", "  - { at: 0, do: add_tab, client: ada, of: ben }"],
    ['11:35: there is a client "ada" already'],
  ],
  [
    "a tab of nobody",
    ["inputs:", "  - { at: 0, do: add_tab, client: ben-2, of: bne }"],
    ['11:46: unknown client "bne"; did you mean "ben"? Allowed: ada, ben'],
  ],
  [
    "more viewers than a run has room for",
    ["inputs:", ...[..."cdefghi"].map((id) => `  - { at: 0, do: add_viewer, client: ${id} }`)],
    ["17:38: a run has at most 8 viewers, those who come later counted"],
  ],
  [
    "an unknown variant",
    ["expect:", "  - { that: socket_is, client: ada, state: open, variants: [rihgt] }"],
    ['11:61: unknown variant "rihgt"; did you mean "right"? Allowed: none, right'],
  ],
  [
    "an unknown input",
    ["inputs:", "  - { at: 0, do: start_sever }"],
    [`11:18: unknown input "start_sever"; did you mean "start_server"? Allowed: ${ALL_INPUTS}`],
  ],
  [
    "an input without its word",
    ["inputs:", "  - { at: 0 }"],
    [`11:5: "do" is missing. Allowed: ${ALL_INPUTS}`],
  ],
  [
    "an unknown claim",
    ["expect:", "  - { that: page_show, client: ben, ids: [] }"],
    [`11:13: unknown claim "page_show"; did you mean "page_shows"? Allowed: ${ALL_CLAIMS}`],
  ],
  [
    "an unknown state",
    ["expect:", "  - { that: socket_is, client: ben, state: opened }"],
    [
      '11:44: unknown value of "state": "opened"; did you mean "open"? Allowed: closed, connecting, open, closing',
    ],
  ],
  [
    "a time in the past",
    ["inputs:", "  - { at: 3s, do: start_server }", "  - { at: 2s, do: start_server }"],
    [
      "12:11: time in the past: 2000 ms is before the input above it (3000 ms); inputs must stand in the order of their times",
    ],
  ],
  [
    "a negative time",
    ["inputs:", "  - { at: -5, do: start_server }"],
    ['11:11: "at" must not be negative, and is -5'],
  ],
  [
    "a negative time with a unit",
    ["inputs:", "  - { at: -1s, do: start_server }"],
    ['11:11: "at" must not be negative, and is "-1s"'],
  ],
  [
    "a time that is none",
    ["inputs:", "  - { at: soon, do: start_server }"],
    ['11:11: "at" must be a time such as 2s, 1.5s, 250ms or 250 (milliseconds), not "soon"'],
  ],
  ["no time", ["inputs:", "  - { do: start_server }"], ['11:5: "at" is missing']],
  [
    "an input after the end",
    ["inputs:", "  - { at: 10001, do: start_server }"],
    ['11:11: 10001 ms is after the end of the run ("duration" is 10000 ms)'],
  ],
  [
    "a moment after the end",
    ["expect:", "  - { that: socket_is, client: ada, state: open, at: 11s }"],
    ['11:54: 11000 ms is after the end of the run ("duration" is 10000 ms)'],
  ],
  [
    "a downtime without end",
    ["inputs:", "  - { at: 0, do: restart_server, down: 601s }"],
    ['11:40: "down" must be at most 600000 ms, and is 601000 ms'],
  ],
  [
    "a code that no close frame has",
    ["expect:", "  - { that: closed_with, client: ada, code: 99 }"],
    ['11:45: "code" must be at least 1000, not 99'],
  ],
  [
    "a count that is none",
    ["expect:", "  - { that: closed_with, client: ada, code: 1006, count: twice }"],
    ['11:58: "count" must be a number, "at least 1", "at most 3" or "2 to 4", up to 100000, not "twice"'],
  ],
  [
    "a count that nothing can reach",
    ["expect:", "  - { that: closed_with, client: ada, code: 1006, count: 4 to 2 }"],
    ['11:58: "count" must be a number, "at least 1", "at most 3" or "2 to 4", up to 100000, not "4 to 2"'],
  ],
  [
    "a list of no variants",
    ["expect:", "  - { that: socket_is, client: ada, state: open, variants: [] }"],
    ['11:60: "variants" must have at least 1 item'],
  ],
  [
    "a variant named twice",
    ["expect:", "  - { that: socket_is, client: ada, state: open, variants: [none, none] }"],
    ['11:67: duplicate variant "none": it is also number 1'],
  ],
  [
    "a payload that JSON cannot carry",
    ["inputs:", "  - { at: 0, do: broadcast, topic: t, event: e, payload: { list: [1, .nan] } }"],
    ["11:70: item 2 must be a value that JSON can carry, not NaN"],
  ],
  [
    "a payload that is no map",
    ["inputs:", "  - { at: 0, do: broadcast, topic: t, event: e, payload: [1] }"],
    ['11:58: "payload" must be a map of keys, not a list'],
  ],
  ["a seed that is none", ["seed: 1.5"], ['10:7: "seed" must be a whole number, not 1.5']],
  [
    "a seed that is too large",
    ["seed: 4294967296"],
    ['10:7: "seed" must be at most 4294967295, not 4294967296'],
  ],
  ["inputs that are no list", ["inputs: none"], ['10:9: "inputs" must be a list, not "none"']],
  ["an empty item", ["inputs:", "  -"], ["11:4: item 1 must be a map of keys, not nothing"]],
  ["a key twice", ["id: again"], ["10:1: YAML: Map keys must be unique"]],
  [
    "several mistakes at once, in the order of the file",
    ["inputs:", "  - { at: 0, do: open_page, client: eva }", "  - { at: 11s, do: open_page, client: eva }"],
    [
      '11:37: unknown client "eva"; did you mean "ada"? Allowed: ada, ben'.replace(
        '; did you mean "ada"?',
        ".",
      ),
      '12:11: 11000 ms is after the end of the run ("duration" is 10000 ms)',
      '12:39: unknown client "eva". Allowed: ada, ben',
    ],
  ],
])("%s is an error", (_situation, added, problems) => {
  expect(problemsOf(scenarioText(...added))).toEqual(problems);
});

test.each<[situation: string, from: string, to: string, problems: readonly string[]]>([
  ["the same client twice", "id: ben", "id: ada", ['6:9: duplicate client "ada": it is also number 1']],
  [
    "the same variant twice",
    "id: right",
    "id: none",
    ['9:11: duplicate variant "none": it is also number 1'],
  ],
  [
    "an unknown page program",
    "live-only",
    "live_only",
    [
      `8:39: unknown page program "live_only"; did you mean "live-only"? Allowed: ${PAGE_PROGRAMS.join(", ")}`,
    ],
  ],
  [
    "an unknown file of the server",
    "video_channel_query_after_join]",
    "video_channel_query_after]",
    [
      `9:72: unknown file of the server "video_channel_query_after"; did you mean "video_channel_query_after_join"? Allowed: ${SERVER_FILES.join(", ")}`,
    ],
  ],
  [
    "a switch position without a server",
    ", server: [user_socket, video_channel_query_after_join]",
    "",
    ['9:5: "server" is missing, here or for the whole file'],
  ],
  [
    "a row of the curriculum that nothing proves",
    "duration: 10s",
    "duration: 10s\ncovers: [D1, D3]",
    [
      '4:10: the scenario covers D1, and no expectation says "proves: [D1]"',
      '4:14: the scenario covers D3, and no expectation says "proves: [D3]"',
    ],
  ],
  [
    "more rows than one situation can show",
    "duration: 10s",
    "duration: 10s\ncovers: [D1, D2, D3]",
    ['4:9: "covers" must have at most 2 items'],
  ],
  ["no duration", "duration: 10s\n", "", ['1:1: "duration" is missing']],
  [
    "an endless run",
    "duration: 10s",
    "duration: 1000s",
    ['3:11: "duration" must be at most 600000 ms, and is 1000000 ms'],
  ],
  [
    "an id with blanks",
    "id: two-viewers",
    "id: Two viewers",
    ['1:5: "id" must be lower-case words, digits and hyphens, such as ben-goes-offline'],
  ],
  [
    "a title of two lines",
    "title: Two viewers",
    'title: "a\\nb"',
    ['2:8: "title" must be one line, without control characters'],
  ],
  [
    "a link out of range",
    "id: ben",
    "{ id: ben, link: { latency: 20s, jitter: -1, bandwidth: 1, loss: 3 } }",
    [
      '6:33: "latency" must be at most 10000 ms, and is 20000 ms',
      '6:46: "jitter" must not be negative, and is -1',
      '6:61: "bandwidth" must be at least 100, not 1',
      '6:64: unknown key "loss". Allowed: latency, jitter, bandwidth',
    ],
  ],
])("%s is an error", (_situation, from, to, problems) => {
  expect(problemsOf(scenarioText().replace(from, to))).toEqual(problems);
});

test("an alias is refused where it stands, so no small file grows large", () => {
  const bomb = ["x: &a [1, 1]", "y: &b [*a, *a]", "z: [*b, *b]"].join("\n");
  expect(problemsOf(bomb)).toEqual([
    "1:7: anchors are not allowed (&a)",
    "2:7: anchors are not allowed (&b)",
    "2:8: aliases are not allowed (*a): write the value out",
    "2:12: aliases are not allowed (*a): write the value out",
    "3:5: aliases are not allowed (*b): write the value out",
    "3:9: aliases are not allowed (*b): write the value out",
  ]);
});

test.each([
  ["", "1:1: the file must be a map of keys, not nothing"],
  ["- 1", "1:1: the file must be a map of keys, not a list"],
  ["id: 'x", "1:7: YAML: Missing closing 'quote"],
  ["id: !!str 5", "1:11: tags are not allowed (tag:yaml.org,2002:str)"],
  ["%YAML 1.1\n---\nid: a", "1:1: a %YAML directive is not allowed"],
  ["? [id]\n: a", "1:3: a key must be a plain word"],
  ["__proto__: {}", "1:1: the key __proto__ is not allowed"],
  [`id: ${"[".repeat(30)}${"]".repeat(30)}`, "1:28: nested too deeply: at most 24 levels are allowed"],
])("%j is refused", (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test("a file that exhausts the parser's stack is refused like any other", () => {
  expect(problemsOf(`id: ${"[".repeat(30_000)}`)).toEqual([
    expect.stringMatching(/^1:\d+: nested too deeply: at most 24 levels are allowed$/),
  ]);
});

test("64 KB is the most, counted in bytes", () => {
  const filled = (bytes: number) => {
    const text = scenarioText("# ");
    return `${text}# ${"é".repeat(Math.floor((bytes - text.length - 2) / 2))}`;
  };
  expect(parseScenario(filled(SCENARIO_LIMITS.fileBytes), "x").ok).toBe(true);
  expect(problemsOf(filled(SCENARIO_LIMITS.fileBytes + 2))).toEqual([
    "1:1: the file is larger than 64 KB, the most that is allowed",
  ]);
});

test("too many inputs are one problem, not five hundred", () => {
  const inputs = (many: number) =>
    scenarioText("inputs:", ...Array(many).fill("  - { at: 0, do: start_server }"));
  expect(scenarioOf(inputs(500)).inputs).toHaveLength(500);
  expect(problemsOf(inputs(501))).toEqual(['11:3: "inputs" must have at most 500 items']);
});

test("a file that is wrong throughout gets twenty problems and a count of the rest", () => {
  const problems = problemsOf(scenarioText(...Array.from({ length: 30 }, (_, index) => `key${index}: 1`)));
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toBe("29:1: and 10 more problems");
});

test("a problem is one line that names the file", () => {
  const problem = { file: "a/b.scenario.yaml", line: 3, column: 7, message: "wrong" };
  expect(formatProblem(problem)).toBe("a/b.scenario.yaml:3:7: wrong");
});

function scenarioOf(text: string) {
  const parsed = parseScenario(text, "test.scenario.yaml");
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.scenario;
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseScenario(text, "test.scenario.yaml");
  return parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}
