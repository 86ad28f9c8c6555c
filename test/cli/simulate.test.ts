import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { type RunScenario, simulate } from "../../src/cli/simulate-command.ts";
import { traceLine } from "../../src/cli/trace-text.ts";
import type { TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId, Pid, Seq } from "../../src/trace/ids.ts";
import "../../src/simulation/whole.ts";

// Ids have no other source in a test.
const ben = "ben" as ClientId;
const connection = 1 as ConnectionId;
const frame = 2 as FrameId;
const pid = 7 as Pid;

const SCENARIO = `id: short
title: A short one
seed: 5
duration: 1s
clients:
  - id: ben
variants:
  - { id: none, label: Nothing, page: live-only, server: [user_socket, video_channel_live_only] }
  - { id: right, label: Right, page: contiguous, server: [user_socket, video_channel_query_after_join] }
expect:
  - { that: page_shows, client: ben, ids: [] }
  - { that: closed_with, client: ben, code: 1006, count: 1, variants: [right] }
`;

const TEXT = `short: A short one

variant none (Nothing): page live-only, server user_socket + video_channel_live_only, seed 5
    0       0 ms  server_started            server
    1      40 ms  frame_sent                ben         connection 1: up #2 hex 0aff

held      ben's page shows no annotation
1 of 1 expectations held

variant right (Right): page contiguous, server user_socket + video_channel_query_after_join, seed 5
    0       0 ms  server_started            server
    1      40 ms  frame_sent                ben         connection 1: up #2 hex 0aff

held      ben's page shows no annotation
NOT HELD  ben's connection is closed with 1006 1 time; seen: 0 times
1 of 2 expectations held
`;

test("every variant is run, each with its trace and its expectations", () => {
  expect(command("short.yaml")).toEqual({ exitCode: 1, stdout: TEXT, stderr: "" });
});

test("one variant alone, with a seed of one's own", () => {
  const { exitCode, stdout } = command("short.yaml", "--variant", "none", "--seed", "9");
  expect(exitCode).toBe(0);
  expect(stdout.split("\n").filter((line) => line.startsWith("variant"))).toEqual([
    "variant none (Nothing): page live-only, server user_socket + video_channel_live_only, seed 9",
  ]);
});

test("as a story: the sentence of every step with its time, and the expectations", () => {
  const { exitCode, stdout } = command("short.yaml", "--format", "story", "--variant", "none");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^ {6}0 ms {2}The server starts.*\.$/m);
  expect(stdout).toMatch(/^ {5}40 ms {2}.*Ben.*\.$/m);
  expect(stdout).not.toContain("frame_sent");
  expect(stdout).toMatch(/held {6}ben's page shows no annotation\n1 of 1 expectations held\n$/);
});

test("as JSON: ids, seed, trace with bytes as hex, expectations", () => {
  const { exitCode, stdout } = command("short.yaml", "--format", "json", "--variant", "right");
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    scenario: "short",
    held: false,
    runs: [
      {
        variant: "right",
        seed: 5,
        events: [
          { seq: 0, timeMs: 0, cause: null, kind: "server_started" },
          {
            seq: 1,
            timeMs: 40,
            cause: 0,
            kind: "frame_sent",
            client: "ben",
            connection: 1,
            frame: 2,
            direction: "up",
            data: { hex: "0aff" },
          },
        ],
        expectations: [
          {
            that: { kind: "page_shows", client: "ben", ids: [] },
            atMs: null,
            variants: null,
            held: true,
            expected: "ben's page shows no annotation",
            seen: "ben's page shows no annotation",
            seq: null,
          },
          {
            that: { kind: "closed_with", client: "ben", code: 1006, count: { atLeast: 1, atMost: 1 } },
            atMs: null,
            variants: ["right"],
            held: false,
            expected: "ben's connection is closed with 1006 1 time",
            seen: "0 times",
            seq: null,
          },
        ],
      },
    ],
  });
});

test("a bad file is told on standard error with file, line and column", () => {
  expect(command("bad.yaml")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      'bad.yaml:4:11: "duration" must be a time such as 2s, 1.5s, 250ms or 250 (milliseconds), not "long"\n',
  });
});

test.each([
  [[], "simulate: which scenario? Give the path of one *.scenario.yaml file\n"],
  [["a.yaml", "b.yaml"], "simulate: one file at a time, not 2\n"],
  [["gone.yaml"], "simulate: cannot read gone.yaml: no such file\n"],
  [
    ["short.yaml", "--variant", "rihgt"],
    'simulate: unknown variant "rihgt"; did you mean "right"? Allowed: none, right\n',
  ],
  [
    ["short.yaml", "--format", "jsn"],
    'simulate: unknown format "jsn"; did you mean "json"? Allowed: text, story, json\n',
  ],
  [
    ["short.yaml", "--seed", "1.5"],
    'simulate: --seed must be a whole number from 0 to 4294967295, not "1.5"\n',
  ],
  [["short.yaml", "--seed", "4294967296"], expect.stringContaining("--seed must be a whole number")],
  [["short.yaml", "--seed"], expect.stringContaining("--seed")],
  [["short.yaml", "--sede", "1"], expect.stringContaining("--sede")],
])("arguments %j are refused", (args, stderr) => {
  expect(command(...args)).toEqual({ exitCode: 2, stdout: "", stderr });
});

test("--help explains and runs nothing", () => {
  const { exitCode, stdout, stderr } = command("--help");
  expect([exitCode, stderr]).toEqual([0, ""]);
  for (const option of ["--variant", "--seed", "--format", "FILE.scenario.yaml"])
    expect(stdout).toContain(option);
});

test("a mistake of the simulator is not taken for a bad file", () => {
  const run: RunScenario = () => {
    throw new Error("bug");
  };
  expect(() => simulate(["short.yaml"], { readFile, run })).toThrow("bug");
});

test.each<[body: TraceBody, line: string]>([
  [
    { kind: "input_applied", input: { kind: "annotate", client: ben, body: "a\nb\u001b[31m" } },
    '    3    1500 ms  input_applied             ben         annotate "a\\nb\\u001b[31m"',
  ],
  [
    { kind: "input_applied", input: { kind: "restart_server", how: "kill", downMs: 20 } },
    "    3    1500 ms  input_applied             server      restart_server kill, down for 20 ms",
  ],
  [
    { kind: "logged", pid, level: "error", text: "one\ntwo \u202e" },
    "    3    1500 ms  logged                    pid 7       [error] one\\u000atwo \\u202e",
  ],
  [
    {
      kind: "connection_closed",
      client: ben,
      connection,
      code: 1006,
      reason: "",
      clean: false,
      why: "offline",
    },
    "    3    1500 ms  connection_closed         ben         connection 1: 1006, not clean, offline",
  ],
  [
    { kind: "page_threw", client: ben, where: { in: "params", topic: "videos:1" }, error: "TypeError" },
    "    3    1500 ms  page_threw                ben         TypeError in the params function of videos:1",
  ],
])("the line of %o", (body, line) => {
  expect(traceLine({ ...body, seq: 3 as Seq, timeMs: 1500, cause: null })).toBe(line);
});

test("a long frame is cut, and never inside a character", () => {
  const data = "😀".repeat(400);
  const body: TraceBody = { kind: "frame_sent", client: ben, connection, frame, direction: "up", data };
  const line = traceLine({ ...body, seq: 3 as Seq, timeMs: 1500, cause: null });
  expect([...line].length).toBeLessThan(230);
  expect(line.endsWith("😀…")).toBe(true);
});

const LESSON = "content/lessons/06-disconnects/02-what-have-you-seen";

test("the real command prints the same bytes each time", { timeout: 60_000 }, () => {
  const file = `${LESSON}/cable-pulled-while-ada-writes.scenario.yaml`;
  const first = spawn(file, "--variant", "right", "--format", "json");
  expect([first.status, first.stderr]).toEqual([0, ""]);
  expect(JSON.parse(first.stdout)).toMatchObject({ scenario: "cable-pulled-while-ada-writes", held: true });
  expect(spawn(file, "--variant", "right", "--format", "json").stdout).toBe(first.stdout);
});

test("the real command refuses what it cannot read", { timeout: 60_000 }, () => {
  expect(spawn("no/such.scenario.yaml")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("cannot read no/such.scenario.yaml"),
  });
});

function command(...args: readonly string[]) {
  return simulate(args, { readFile, run: fakeRun });
}

const fakeRun: RunScenario = () => ({ events: TRACE, stateAt: noStates });

function noStates(): never {
  throw new Error("no expectation here asks for a state");
}

const TRACE: readonly TraceEvent[] = [
  { kind: "server_started", seq: 0 as Seq, timeMs: 0, cause: null },
  {
    kind: "frame_sent",
    client: ben,
    connection,
    frame,
    direction: "up",
    data: new Uint8Array([10, 255]),
    seq: 1 as Seq,
    timeMs: 40,
    cause: 0 as Seq,
  },
];

function readFile(file: string): string {
  if (file === "short.yaml") return SCENARIO;
  if (file === "bad.yaml") return SCENARIO.replace("duration: 1s", "duration: long");
  throw new Error("no such file");
}

function spawn(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli/simulate.ts", ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return { status, stdout, stderr };
}
