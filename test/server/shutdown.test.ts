import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { ChannelModule } from "../../src/server/channel-module.ts";
import { Endpoint, MOUNT_DEFAULTS, type Mount } from "../../src/server/endpoint.ts";
import type { ClientId, ConnectionId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import "../../src/simulation/whole.ts";

const module: ChannelModule = {
  name: "Test.Channel",
  intercepts: [],
  *join(topic, _payload, socket, phx) {
    if (topic.startsWith("t:slow")) yield* phx.sleep(Number(topic.slice("t:slow".length)));
    return { is: "ok", reply: {}, socket };
  },
  *terminate(reason, socket) {
    terminated.push(`${socket.topic} ${reason.is === "shutdown" ? reason.detail : reason.is}`);
  },
};

let terminated: string[] = [];

/** A server with connections that have joined one topic each (none for ""), and when each of them was closed. */
function stopping(drainer: Mount["drainer"], topics: readonly string[]) {
  terminated = [];
  const kernel = new Kernel(1, new MemoryLog());
  const handler = {
    name: "Test.Socket",
    routes: [{ pattern: "t:*", module, assigns: {} }],
    connect: () => ({ is: "ok" as const, assigns: {} }),
    id: () => null,
  };
  const endpoint = new Endpoint(kernel, [{ ...MOUNT_DEFAULTS, path: "/socket", handler, drainer }], 0);
  const seen: string[] = [];
  topics.forEach((topic, index) => {
    const note = (text: string) => seen.push(`${kernel.nowMs} ms: ${index} ${text}`);
    const wire = {
      id: (index + 1) as ConnectionId, // ids have no other source in a test
      client: `c${index}` as ClientId,
      sendDown() {},
      closeDown: (code: number) => note(`closed with ${code}`),
      abortDown: () => note("cut off"),
    };
    const server = endpoint.upgrade("/socket/websocket?vsn=2.0.0", wire);
    if ("status" in server) throw new Error("refused");
    if (topic !== "") server.received([JSON.stringify(["1", "1", topic, "phx_join", {}])]);
  });
  kernel.runUntil(0);
  endpoint.stop("graceful", () => seen.push(`${kernel.nowMs} ms: down`));
  kernel.runUntil(60_000);
  return { seen, terminated, left: endpoint.processes.count };
}

test("the drainer tells its channels in batches, and waits between them", () => {
  const drainer = { batchSize: 2, batchIntervalMs: 500, shutdownMs: 30_000 };
  const { seen, terminated: reasons } = stopping(drainer, ["t:a", "t:b", "t:c", ""]);
  expect(seen).toEqual([
    "0 ms: 0 closed with 1012",
    "0 ms: 1 closed with 1012",
    "500 ms: 2 closed with 1012",
    "501 ms: 3 closed with 1000",
    "502 ms: down",
  ]);
  expect(reasons).toEqual(["t:a :draining", "t:b :draining", "t:c :draining"]);
});

test("a drainer that takes longer than it may is killed, and the web server closes the rest", () => {
  const drainer = { batchSize: 1, batchIntervalMs: 500, shutdownMs: 700 };
  expect(stopping(drainer, ["t:a", "t:b", "t:c"]).seen).toEqual([
    "0 ms: 0 closed with 1012",
    "500 ms: 1 closed with 1012",
    "701 ms: 2 closed with 1000",
    "702 ms: down",
  ]);
});

test("without a drainer every connection is closed with 1000", () => {
  const { seen, terminated: reasons } = stopping(null, ["t:a", ""]);
  expect(seen).toEqual(["1 ms: 0 closed with 1000", "1 ms: 1 closed with 1000", "2 ms: down"]);
  expect(reasons).toEqual(["t:a null"]);
});

test("a connection that waits for a slow join is waited for; after 15 s it is killed", () => {
  const { seen, left } = stopping(MOUNT_DEFAULTS.drainer, ["t:slow3000", "t:slow20000", "t:a"]);
  expect(seen).toEqual([
    "0 ms: 2 closed with 1012",
    "3000 ms: 0 closed with 1000",
    "15001 ms: 1 cut off",
    "15001 ms: down",
  ]);
  expect(left).toBe(0);
});
