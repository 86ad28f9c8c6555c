import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GOLDEN_SALT, GOLDEN_SECRET, GoldenApplication } from "../../src/apps/golden/application.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { FrameData } from "../../src/protocol/message.ts";
import { Cluster } from "../../src/server/cluster.ts";
import { text } from "../../src/server/term.ts";
import { signToken } from "../../src/server/token.ts";
import type { ClientId, ConnectionId, NodeName } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import "../../src/simulation/whole.ts";
import { join, push } from "./raw-client.ts";

// What two nodes of a real Phoenix did (test/fixtures/cluster), done to two simulated ones.

type Observed = { readonly does: string; readonly frames: { readonly [client: string]: readonly unknown[] } };

const observed = readFileSync("test/fixtures/cluster/observed.jsonl", "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line): Observed => JSON.parse(line));

const WALL_CLOCK = 1_795_484_880;
const TOPIC = "videos:bare";
const [A, B] = ["a", "b"].map((name) => name as NodeName);

function twoNodes() {
  const log = new MemoryLog();
  const kernel = new Kernel(1, log);
  const cluster = new Cluster(kernel);
  const apps = { a: new GoldenApplication(kernel, WALL_CLOCK), b: new GoldenApplication(kernel, WALL_CLOCK) };
  const seen: { [client: string]: unknown[] } = {};
  let lastConnection = 0;

  function connect(client: "ada" | "ben") {
    const heard: unknown[] = [];
    seen[client] = heard;
    lastConnection += 1;
    const token = signToken(GOLDEN_SECRET, GOLDEN_SALT, text(client), { nowMs: WALL_CLOCK * 1000 });
    const { endpoint } = apps[client === "ada" ? "a" : "b"];
    const answer = endpoint.upgrade(`/socket/websocket?token=${token}&vsn=2.0.0`, {
      id: lastConnection as ConnectionId, // ids have no other source in a test
      client: client as ClientId,
      sendDown: (data: FrameData) => heard.push(JSON.parse(String(data))),
      closeDown: (closed: number) => heard.push({ closed }),
      abortDown: () => heard.push({ closed: 1006 }),
    });
    if ("status" in answer) throw new Error(`refused with ${answer.status}`);
    return { say: (frame: string) => answer.received([frame]) };
  }

  /** What each client has got by a third of a second later. */
  function heard() {
    kernel.runUntil(kernel.nowMs + 300);
    return Object.fromEntries(Object.entries(seen).map(([client, frames]) => [client, frames.splice(0)]));
  }
  return { log, kernel, cluster, apps, connect, heard };
}

test("two nodes do what two nodes of a real Phoenix did", () => {
  const { cluster, apps, connect, heard } = twoNodes();
  const { a, b } = apps;
  if (A === undefined || B === undefined) throw new Error("two nodes have two names");
  let ada: ReturnType<typeof connect> | null = null;
  const say = (n: number) => ({ n });
  const join1 = (client: "ada" | "ben") => {
    const made = connect(client);
    made.say(join(TOPIC));
    return made;
  };
  const meet = () => {
    cluster.join(A, a.endpoint);
    cluster.join(B, b.endpoint);
  };
  // What is done at each step, by how its description begins; null: nothing but a question.
  const steps: readonly (readonly [string, (() => void) | null])[] = [
    ["a and b are not connected", null],
    [
      "Ada's socket is at a",
      () => {
        ada = join1("ada");
        join1("ben");
      },
    ],
    ["two nodes that are not connected", () => a.endpoint.broadcast(TOPIC, "m", say(1))],
    ["a connects to b", meet],
    ["the groups know", null],
    ["a broadcast on a crosses", () => a.endpoint.broadcast(TOPIC, "m", say(2))],
    ["a broadcast on b crosses", () => b.endpoint.broadcast(TOPIC, "m", say(3))],
    [
      "a local broadcast",
      () =>
        a.endpoint.pubsub.broadcast(
          { kind: "broadcast", topic: TOPIC, event: "m", payload: say(4) },
          null,
          "local",
        ),
    ],
    ["broadcast_from!", () => ada?.say(push(TOPIC, "2", "broadcast_from"))],
    [
      "ten broadcasts",
      () => {
        for (let n = 11; n <= 20; n += 1) a.endpoint.broadcast(TOPIC, "m", say(n));
      },
    ],
    ["what a process on b", null],
    ["Endpoint.broadcast of disconnect", () => a.endpoint.broadcast("users_socket:ben", "disconnect", {})],
    ["Ben is back", () => join1("ben")],
    ["netsplit: ", () => cluster.split()],
    ["split: a broadcast on a", () => a.endpoint.broadcast(TOPIC, "m", say(31))],
    ["split: a broadcast on b", () => b.endpoint.broadcast(TOPIC, "m", say(32))],
    ["split: the group", null],
    ["healed: nothing", () => cluster.heal()],
    ["healed: a broadcast crosses", () => a.endpoint.broadcast(TOPIC, "m", say(33))],
  ];
  for (const [index, [does, act]] of steps.entries()) {
    const real = observed[index];
    expect(real?.does.startsWith(does), `${index}: ${real?.does}`).toBe(true);
    act?.();
    expect({ does, frames: heard() }).toEqual({ does, frames: real?.frames });
  }
});

test("what is broadcast before the nodes know of each other's PubSub does not cross, as on a real one", () => {
  const early = observed.find(({ does }) => does.startsWith("healed: a broadcast in the same moment"));
  expect(early?.frames["ada"]?.length).toBeGreaterThan(early?.frames["ben"]?.length ?? 0);

  const { cluster, apps, connect, heard } = twoNodes();
  if (A === undefined || B === undefined) throw new Error("two nodes have two names");
  for (const client of ["ada", "ben"] as const) connect(client).say(join(TOPIC));
  heard();
  cluster.join(A, apps.a.endpoint);
  cluster.join(B, apps.b.endpoint);
  apps.a.endpoint.broadcast(TOPIC, "early", {});
  expect(heard()).toMatchObject({ ada: [[null, null, TOPIC, "early", {}]], ben: [] });
  apps.a.endpoint.broadcast(TOPIC, "late", {});
  expect(heard()).toMatchObject({ ben: [[null, null, TOPIC, "late", {}]] });
});

test("a node that is gone gets nothing, and nothing is kept for it", () => {
  const { cluster, apps, connect, heard, log } = twoNodes();
  if (A === undefined || B === undefined) throw new Error("two nodes have two names");
  for (const client of ["ada", "ben"] as const) connect(client).say(join(TOPIC));
  cluster.join(A, apps.a.endpoint);
  cluster.join(B, apps.b.endpoint);
  heard();
  apps.b.endpoint.stop("kill", () => cluster.leave(B));
  expect(heard()).toEqual({ ada: [], ben: [{ closed: 1006 }] });
  apps.a.endpoint.broadcast(TOPIC, "m", {});
  expect(heard()).toMatchObject({ ada: [[null, null, TOPIC, "m", {}]], ben: [] });
  expect(log.events.filter(({ kind }) => kind === "broadcast_forwarded")).toEqual([]);
});

test("nodes that lose and find each other twice within a greeting connect once, when the last greeting is answered", () => {
  const { kernel, cluster, apps, heard, log } = twoNodes();
  if (A === undefined || B === undefined) throw new Error("two nodes have two names");
  cluster.join(A, apps.a.endpoint);
  cluster.join(B, apps.b.endpoint);
  heard();
  cluster.split();
  cluster.heal();
  kernel.runUntil(kernel.nowMs + 1);
  cluster.split();
  cluster.heal();
  const healedMs = kernel.nowMs;
  heard();
  const connected = log.events.filter(({ kind }) => kind === "nodes_connected");
  expect(connected.slice(1).map(({ timeMs }) => timeMs - healedMs)).toEqual([2]);
});
