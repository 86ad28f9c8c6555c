import { describe, expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { type ChannelModule, replying } from "../../src/server/channel-module.ts";
import { Endpoint, MOUNT_DEFAULTS } from "../../src/server/endpoint.ts";
import type { SocketHandler } from "../../src/server/socket-handler.ts";
import { parseUpgradeUrl, serializerFor } from "../../src/server/upgrade.ts";
import type { Wire } from "../../src/server/wire.ts";
import type { ClientId, ConnectionId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import "../../src/simulation/whole.ts";
import { crashed, join, push, replied, serverWithClients } from "./raw-client.ts";

// What the golden traces do not show. They are replayed in test/conformance.

const TOPIC = "videos:bare";

function joined(path?: string) {
  const server = serverWithClients();
  const client = server.connect("ada", path === undefined ? {} : { path });
  expect(client.say(join(TOPIC))).toEqual([replied(TOPIC, "1")]);
  return { ...server, client };
}

test.each([
  [1000, 1000],
  [null, 1000],
  [4000, 1000],
  [1001, 1000],
  [1004, 1002],
  [2999, 1002],
])("a close with %s is answered with %s", (code, answer) => {
  const { client } = joined();
  client.closeReceived(code);
  expect(client.hear()).toEqual([answer]);
});

test("a frame above the limit closes with 1009; its header counts, and bytes, not letters", () => {
  const padded = (length: number, letter = "x") => {
    const frame = (body: string) => push(TOPIC, "2", "ping_self", { body });
    return frame(letter.repeat(length - new TextEncoder().encode(frame("")).length));
  };
  expect(joined("/small").client.say(padded(504))).toHaveLength(1);
  expect(joined("/small").client.say(padded(505))).toEqual([1009]);
  expect(
    joined("/small").client.say(padded(300), push(TOPIC, "3", "echo", { body: "é".repeat(240) })),
  ).toEqual([1009]);
  expect(joined().client.say(padded(100_000))).toHaveLength(1);
});

test("a ping is answered and restarts the idle timer", () => {
  const { client, kernel } = joined("/short");
  const pongs: number[] = [];
  kernel.runUntil(900);
  client.pinged(() => pongs.push(kernel.nowMs));
  expect(client.hear(999)).toEqual([]);
  expect(pongs).toEqual([900]);
  expect(client.hear(1)).toEqual([1002]);
});

test("the idle timer begins once what came is handled: a slow join does not use it up", () => {
  const { client } = joined("/short");
  const slow = (ref: string) => join("videos:slow_join", ref);
  expect(client.say(slow("1"), slow("2"), slow("3"), slow("4"))).toEqual([]);
  // 1200 ms, longer than the timeout of a second.
  expect(client.hear(1200)).toHaveLength(7);
  expect(client.hear(999)).toEqual([]);
  expect(client.hear(1)).toEqual([1002]);
});

test("without a join_ref, be it null or false, the join's ref takes its place", () => {
  for (const joinRef of ["null", "false"]) {
    const client = serverWithClients().connect("ada");
    client.say(`[${joinRef},"1","${TOPIC}","phx_join",{}]`);
    expect(client.say(`[${joinRef},"2","${TOPIC}","echo",{}]`)).toEqual([replied(TOPIC, "2")]);
  }
});

test("a later reply needs a ref; a reply at once does not", () => {
  const { client } = joined();
  expect(client.say(push(TOPIC, null, "echo", { a: 1 }))).toEqual([replied(TOPIC, null, { a: 1 })]);
  expect(client.say(push(TOPIC, null, "reply_later"))).toEqual([crashed(TOPIC)]);
});

test("a later reply carries the ref of its push", () => {
  const { client } = joined();
  expect(client.say(push(TOPIC, "2", "reply_later", { a: 1 }))).toEqual([]);
  expect(client.hear(49)).toEqual([]);
  expect(client.hear(1)).toEqual([replied(TOPIC, "2", { a: 1 })]);
});

test("pushing what is no map crashes the channel", () => {
  const { client } = joined();
  expect(client.say(push(TOPIC, "2", "ping_self", [1]))).toEqual([crashed(TOPIC)]);
});

test("terminate/2 runs also when it is the reply that cannot be encoded", () => {
  const kernel = new Kernel(1, new MemoryLog());
  const seen: unknown[] = [];
  const module: ChannelModule = {
    name: "Test",
    intercepts: [],
    *join(_topic, _payload, socket) {
      return { is: "ok", reply: {}, socket };
    },
    *handleIn(_event, _payload, socket) {
      return replying(socket, "ok", new Uint8Array(1));
    },
    *terminate(reason) {
      seen.push(reason.is);
    },
  };
  const handler: SocketHandler = {
    name: "Test",
    routes: [{ pattern: "t", module, assigns: {} }],
    connect: () => ({ is: "ok", assigns: {} }),
    id: () => null,
  };
  const endpoint = new Endpoint(kernel, [{ ...MOUNT_DEFAULTS, path: "/socket", handler }], 0);
  const wire: Wire = {
    id: 1 as ConnectionId, // ids have no other source in a test
    client: "ada" as ClientId,
    sendDown: (data) => seen.push(data),
    closeDown: (code) => seen.push(code),
    abortDown: () => seen.push(1006),
  };
  const client = endpoint.upgrade("/socket/websocket?vsn=1.0.0", wire);
  if ("status" in client) throw new Error("refused");
  const frame = (event: string) => JSON.stringify({ topic: "t", event, payload: {}, ref: "1" });
  client.received([frame("phx_join"), frame("anything")]);
  kernel.runUntil(0);
  expect(seen.slice(1)).toEqual([
    "error",
    '{"event":"phx_error","payload":{"reason":"channel_crash"},"ref":null,"topic":"t"}',
  ]);
});

test("a join whose reply the serializer cannot carry ends the whole socket", () => {
  const { connect } = serverWithClients();
  const old = connect("ada", { vsn: "1.0.0" });
  const bytesJoin = JSON.stringify({ topic: "videos:bin_join", event: "phx_join", payload: {}, ref: "1" });
  expect(old.say(bytesJoin)).toEqual([1011]);
});

test("a binary broadcast kills the channel that sends it when an old client listens", () => {
  const { connect } = serverWithClients();
  const client = connect("ada");
  client.say(join("videos:1"));
  const old = connect("ben", { vsn: "1.0.0" });
  old.say(JSON.stringify({ topic: "videos:1", event: "phx_join", payload: {}, ref: "1" }));
  const head = Uint8Array.of(0, 1, 1, 8, 13);
  const bytes = Uint8Array.of(...head, ...new TextEncoder().encode("12videos:1bin_broadcast"), 7);
  expect(client.say(bytes)).toEqual([
    Uint8Array.of(2, 8, 7, ...new TextEncoder().encode("videos:1bin_out"), 7),
    crashed("videos:1"),
  ]);
  expect(old.hear()).toEqual([]);
});

test("a push or a leave of an earlier join is dropped", () => {
  const { client } = joined();
  client.say(join(TOPIC, "5"));
  expect(client.say(push(TOPIC, "6", "echo"), push(TOPIC, "7", "phx_leave"))).toEqual([]);
});

test("the terminate/2 of a channel that crashed at a missing clause names Erlang's reason", () => {
  const { connect } = serverWithClients();
  const watcher = connect("ben");
  watcher.say(join("videos:watched"));
  const client = connect("ada");
  client.say(join("videos:watched"), push("videos:watched", "2", "no_such_event"));
  expect(watcher.hear()).toEqual([
    '[null,null,"videos:watched","terminated",{"reason":"{:function_clause, [{...}, ...]}","user":"ada"}]',
  ]);
});

describe("stopping", () => {
  test("in good order: 1012 with a channel, 1000 without, and nobody is let in any more", () => {
    const { app, connect, kernel, client } = joined();
    const idle = connect("ben");
    let stopped = false;
    app.endpoint.stop("graceful", () => {
      stopped = true;
    });
    kernel.runUntil(kernel.nowMs + 10);
    expect([client.hear(), idle.hear(), stopped, app.endpoint.listening]).toEqual([
      [1012],
      [1000],
      true,
      false,
    ]);
    expect(app.endpoint.processes.count).toBe(0);
  });

  test("killed: nothing but TCP tells the clients", () => {
    const { app, client } = joined();
    app.endpoint.stop("kill", () => {});
    expect(client.hear()).toEqual([1006]);
    expect(client.say(push(TOPIC, "2", "echo"))).toEqual([]);
  });
});

test.each([
  [undefined, "1.0.0"],
  ["1.0.0", "1.0.0"],
  ["1.0.9", "1.0.0"],
  ["2.0.0", "2.0.0"],
  ["2.0.7", "2.0.0"],
  ["2.0.1-rc.1", "2.0.0"],
  ["2.0.0+ab", "2.0.0"],
  ["2.0.0-rc.1", null],
  ["2.0.1-rc.01", null],
  ["2.0.1-rc..1", null],
  ["2.0.01", null],
  ["2.0.0 ", null],
  ["2.1.0-rc.1", null],
  ["2.1.0", null],
  ["3.0.0", null],
  ["2.0", null],
  ["two", null],
  ["", null],
])("vsn %s is served by %s", (vsn, serializer) => {
  expect(serializerFor(vsn)?.vsn ?? null).toBe(serializer);
});

test("the URL of an upgrade is taken apart as a query string is", () => {
  expect(parseUpgradeUrl("ws://host:4000/socket/websocket?token=a%2Bb+c&vsn=2.0.0&vsn=1.0.0&flag")).toEqual({
    path: "/socket/websocket",
    params: { token: "a+b c", vsn: "1.0.0", flag: "" },
  });
  expect(parseUpgradeUrl("/socket/websocket?x=a=b&y=%zz%4")?.params).toEqual({ x: "a=b", y: "%zz%4" });
  expect(parseUpgradeUrl("/socket/websocket?x=%ff")).toBeNull();
});
