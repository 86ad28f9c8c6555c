import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { disagreementsOf, RealClient } from "./real-client.ts";
import { wander, wanderThroughPages } from "./wandering.ts";

let client: RealClient;

beforeEach(() => {
  vi.useFakeTimers();
  client = new RealClient();
});

afterEach(() => {
  client.close();
  vi.useRealTimers();
});

const A = "videos:1";
const B = "videos:2";

/** Connected, with both channels joined. */
function joinBoth(): void {
  client.connect();
  for (const topic of [A, B]) {
    client.channel(topic);
    client.join(topic);
  }
  client.transport.open();
  for (const [joinRef, ref, topic, event] of client.transport.sent) {
    if (event !== "phx_join") continue;
    client.transport.receive([
      joinRef ?? null,
      ref ?? null,
      topic ?? null,
      "phx_reply",
      { status: "ok", response: {} },
    ]);
  }
}

function expectAgreement(): void {
  expect(disagreementsOf(client.recording)).toEqual([]);
}

function states(): readonly string[] {
  return client.truth().channels.map(({ state }) => state);
}

function joinStates(): readonly object[] {
  return client
    .truth()
    .pushes.filter(({ event }) => event === "phx_join")
    .map(({ state }) => state);
}

test("a page that is closed leaves nothing behind, and the next one begins anew", () => {
  joinBoth();
  client.push(A, "new_annotation");
  client.closePage();
  expect(client.truth()).toEqual({
    socket: { connection: "closed", heartbeat: "off", reconnect: { is: "off" } },
    channels: [],
    pushes: [],
  });
  client.wait(60_000);
  joinBoth();
  expect(states()).toEqual(["joined", "joined"]);
  expectAgreement();
});

test("connect, join, push, reply, leave", () => {
  joinBoth();
  client.push(A, "new_annotation");
  client.reply("new_annotation", "ok");
  client.push(A, "new_annotation");
  client.reply("new_annotation", "maybe");
  client.push(A, "new_annotation");
  client.wait(10_000);
  client.leave(A);
  expect(states()).toEqual(["closed", "joined"]);
  expect(client.truth().pushes.map(({ state }) => state.is)).toContain("timed_out");
  expectAgreement();
});

test("pushes wait for the join, and one of them too long", () => {
  client.connect();
  client.channel(A);
  client.join(A);
  client.push(A, "early");
  client.wait(9_000);
  client.transport.open();
  client.push(A, "late");
  client.wait(1_000);
  client.transport.open();
  expectAgreement();
});

test("a join without an answer is tried again after 1, 2, 5 and 10 s", () => {
  client.connect();
  client.channel(A);
  client.transport.open();
  client.join(A);
  for (const waitMs of [30_000, 30_000]) {
    client.wait(waitMs);
    client.reply("heartbeat", "ok");
  }
  // At 0, 11, 23, 38 and 58 s.
  expect(client.transport.sent.filter(([, , , event]) => event === "phx_join")).toHaveLength(5);
  expectAgreement();
});

test("a refused join is tried again, and the next one may be accepted", () => {
  client.connect();
  client.channel(A);
  client.transport.open();
  client.join(A);
  for (const waitMs of [1_000, 2_000, 5_000, 10_000]) {
    client.reply("phx_join", "error");
    client.wait(waitMs);
  }
  client.reply("phx_join", "ok");
  expect(states()).toEqual(["joined"]);
  expectAgreement();
});

test("a lost connection comes back, and the channels with it", () => {
  joinBoth();
  client.push(A, "lost");
  client.transport.end();
  for (const waitMs of [10, 50, 100, 150, 200, 250, 500, 1_000, 2_000, 5_000, 5_000]) {
    client.wait(waitMs);
    client.transport.end(true);
  }
  client.wait(5_000);
  client.transport.open();
  expect(states()).toEqual(["joining", "joining"]);
  expectAgreement();
});

test("a silent connection is found by its heartbeat and forgotten after 1.5 s", () => {
  joinBoth();
  client.wait(30_000);
  client.reply("heartbeat", "ok");
  client.wait(60_000);
  expect(client.truth().socket).toEqual({
    connection: "closing",
    heartbeat: "off",
    reconnect: { is: "draining" },
  });
  const silent = client.transport;
  client.wait(1_500);
  expect(client.truth().socket.reconnect).toEqual({ is: "scheduled", tries: 1 });
  client.wait(10);
  client.transport.open();
  silent.end();
  expect(states()).toEqual(["joining", "joining"]);
  expectAgreement();
});

test("disconnecting while a heartbeat's connection is waited for", () => {
  joinBoth();
  client.wait(60_000);
  client.disconnect();
  client.connect();
  client.transport.end(true);
  client.wait(20);
  client.transport.end(true);
  client.wait(2_000);
  client.transport.open();
  expectAgreement();
});

test("disconnect waits for the buffer, and connect does not", () => {
  joinBoth();
  client.transport.bufferedAmount = 1;
  const draining = client.transport;
  client.disconnect();
  client.push(A, "still goes out");
  client.wait(150);
  client.connect();
  draining.bufferedAmount = 0;
  client.wait(300);
  client.transport.open();
  draining.end();
  client.wait(5_000);
  expect(states()).toEqual(["joining", "joining"]);
  expectAgreement();
});

test("a buffer that never empties is given up after 1.5 s", () => {
  joinBoth();
  client.transport.bufferedAmount = 1;
  client.disconnect();
  client.wait(1_499);
  expect(client.truth().socket.connection).toBe("open");
  client.wait(1);
  expect(client.truth().socket.connection).toBe("closing");
  client.wait(1_500);
  expect(client.truth().socket.connection).toBe("closed");
  expectAgreement();
});

test("disconnect while connecting leaves the channels joining until the close event", () => {
  client.connect();
  client.channel(A);
  client.join(A);
  client.disconnect();
  expect(states()).toEqual(["joining"]);
  client.transport.end(true);
  expect(states()).toEqual(["errored"]);
  client.wait(5_000);
  client.connect();
  client.transport.open();
  expectAgreement();
});

test("a crashed channel joins again, with what was pushed in between", () => {
  joinBoth();
  const [joinRef] = client.transport.sent[0] ?? [];
  client.transport.receive([joinRef ?? null, joinRef ?? null, A, "phx_error", {}]);
  client.push(A, "meanwhile");
  client.wait(1_000);
  client.reply("phx_join", "ok");
  expect(client.truth().pushes.at(-1)?.state).toEqual({ is: "sent" });
  client.transport.receive([joinRef ?? null, joinRef ?? null, A, "phx_close", {}]);
  expect(states()).toEqual(["joined", "joined"]);
  expectAgreement();
});

test("phx_close from the server closes for good", () => {
  joinBoth();
  const [joinRef] = client.transport.sent[0] ?? [];
  client.transport.receive([joinRef ?? null, joinRef ?? null, A, "phx_close", {}]);
  client.wait(60_000);
  expect(states()[0]).toBe("closed");
  expectAgreement();
});

test("a second channel of the topic takes it over", () => {
  joinBoth();
  client.channel(A);
  client.join(A);
  client.reply("phx_join", "ok");
  expect(states()).toEqual(["closed", "joined", "joined"]);
  client.transport.end();
  client.wait(10);
  client.transport.open();
  expectAgreement();
});

test("a hidden page does not reconnect until it is shown", () => {
  joinBoth();
  client.setVisible(false);
  client.transport.end();
  client.wait(10);
  expect(client.truth().socket).toMatchObject({ connection: "closed", reconnect: { is: "off" } });
  client.wait(60_000);
  client.setVisible(true);
  client.setVisible(true);
  client.transport.open();
  expect(states()).toEqual(["joining", "joining"]);
  expectAgreement();
});

test("a page shown while it connects starts over", () => {
  client.connect();
  client.channel(A);
  client.join(A);
  client.setVisible(false);
  client.setVisible(true);
  expect(client.truth().socket).toMatchObject({ connection: "closing", reconnect: { is: "draining" } });
  client.wait(1_500);
  client.transport.open();
  expectAgreement();
});

test("a params function that throws leaves its channel joining and later channels errored", () => {
  joinBoth();
  client.transport.end();
  client.wait(10);
  client.mischief.set(`${A} params`, () => {
    throw new Error("naive");
  });
  client.transport.open();
  expect(states()).toEqual(["joining", "errored"]);
  // Nothing is kept for later: the client took the join for sent before it asked for the params.
  expect(client.socket.sendBuffer).toEqual([]);
  expect(joinStates()[0]).toEqual({ is: "dropped" });
  client.wait(11_000);
  client.reply("phx_join", "ok");
  expect(states()).toEqual(["joined", "errored"]);
  expectAgreement();
});

test("a join that waits for the socket is thrown away when its channel has left meanwhile", () => {
  client.connect();
  client.channel(A);
  client.join(A);
  expect(joinStates()).toEqual([{ is: "socket_buffered" }]);
  client.leave(A);
  expect(joinStates()).toEqual([{ is: "socket_buffered" }]);
  client.transport.open();
  expect(joinStates()).toEqual([{ is: "dropped" }]);
  expect(client.transport.sent).toEqual([]);
  expectAgreement();
});

test("a params function that leaves its channel leaves no frame to send", () => {
  client.connect();
  client.channel(A);
  client.transport.open();
  client.mischief.set(`${A} params`, () => client.leave(A));
  client.join(A);
  expect(joinStates()).toEqual([{ is: "dropped" }]);
  expectAgreement();
});

test("an error hook that throws keeps the rest from being told", () => {
  joinBoth();
  client.mischief.set(`${A} error`, () => {
    throw new Error("oops");
  });
  client.transport.end();
  expect(states()).toEqual(["errored", "joined"]);
  expect(client.truth().socket.reconnect).toEqual({ is: "off" });
  client.disconnect();
  expect(states()).toEqual(["errored", "errored"]);
  expectAgreement();
});

test("page code in hooks pushes, leaves and disconnects", () => {
  client.connect();
  client.channel(A);
  client.push(A, "too early");
  client.join(A);
  client.join(A);
  client.mischief.set(`${A} join ok`, () => client.push(A, "from hook"));
  client.transport.open();
  client.reply("phx_join", "ok");
  client.mischief.set(`${A} error`, () => client.leave(A));
  client.transport.end(true);
  expect(states()).toEqual(["closed"]);
  expectAgreement();
});

test("what a hook called before it threw is done, and nothing after it", () => {
  for (const call of ["leave", "join", "disconnect"] as const) {
    client.close();
    vi.clearAllTimers();
    client = new RealClient();
    joinBoth();
    client.channel("videos:3");
    client.mischief.set(`${A} error`, () => {
      if (call === "disconnect") client.disconnect();
      else client[call](call === "leave" ? B : "videos:3");
      throw new Error("after all");
    });
    client.transport.end();
    // The loop over the channels ended with the first one; only what was called has happened.
    const others = {
      leave: ["closed", "closed"],
      join: ["joined", "joining"],
      disconnect: ["errored", "closed"],
    };
    expect(states()).toEqual(["errored", ...others[call]]);
    expect(client.truth().socket.reconnect).toEqual({ is: "off" });
    expectAgreement();
  }
});

test("a hook of the socket runs at its place among those of the channels", () => {
  const hooks = ["open", "error", "close", "message"] as const;
  const calls = {
    joins: () => client.join("videos:3"),
    leaves: () => client.leave(B),
    disconnects: () => client.disconnect(),
    "joins and throws": () => {
      client.join("videos:3");
      throw new Error("after all");
    },
  };
  for (const hook of hooks) {
    for (const call of Object.values(calls)) {
      for (const wasClean of [true, false]) {
        client.close();
        vi.clearAllTimers();
        client = new RealClient();
        joinBoth();
        client.channel("videos:3");
        client.transport.end(wasClean);
        client.mischief.set(`socket ${hook}`, call);
        client.wait(10);
        client.transport.open();
        client.transport.receive([null, null, B, "said", {}]);
        client.transport.end(wasClean);
        client.connect();
        client.transport.open();
        expectAgreement();
      }
    }
  }
});

test("an open hook that throws keeps the channels that were made after it from joining again", () => {
  joinBoth();
  client.transport.end();
  client.mischief.set("socket open", () => {
    throw new Error("oops");
  });
  client.wait(10);
  client.transport.open();
  expect(states()).toEqual(["errored", "errored"]);
  expectAgreement();
});

test("a hook that leaves within its own leaving, and throws", () => {
  joinBoth();
  client.mischief.set(`${A} close`, () => {
    client.leave(A);
    client.push(B, "said");
    throw new Error("after all");
  });
  client.leave(A);
  expect(states()).toEqual(["closed", "joined"]);
  expectAgreement();
});

test("a broadcast named phx_error makes a channel join that nobody joined", () => {
  client.connect();
  client.channel(A);
  client.transport.open();
  const shout = () => client.transport.receive([null, null, A, "phx_error", {}]);
  shout();
  expect(client.truth().channels).toEqual([
    { topic: A, state: "errored", rejoin: { is: "scheduled", tries: 1 } },
  ]);
  client.wait(1_000);
  expect(states()).toEqual(["joining"]);
  client.wait(10_000);
  client.wait(2_000);
  client.reply("phx_join", "ok");
  expect(states()).toEqual(["joined"]);
  // Now the page joins for the first time, and the channel first leaves itself.
  client.join(A);
  expect(client.transport.sent.slice(-2).map(([, , , event]) => event)).toEqual(["phx_leave", "phx_join"]);
  client.reply("phx_join", "ok");
  // It is out of the socket's list by that, and hears of no reply any more.
  expect(states()).toEqual(["joining"]);
  expectAgreement();
});

test("a channel made while a broadcast is handed out gets it, too", () => {
  joinBoth();
  client.mischief.set(`${A} error`, () => client.channel(A));
  client.transport.receive([null, null, A, "phx_error", {}]);
  expect(states()).toEqual(["errored", "joined", "errored"]);
  expectAgreement();
});

test("two channels of a topic join while the socket is down", () => {
  client.connect();
  client.channel(A);
  client.join(A);
  client.channel(A);
  client.mischief.set(`${A} close`, () => {
    client.channel(A);
    client.join(A);
  });
  client.join(A, 1);
  expect(states()).toEqual(["closed", "joining", "joining"]);
  client.transport.open();
  client.reply("phx_join", "ok");
  expect(states()).toEqual(["closed", "joined", "joining"]);
  expectAgreement();
});

test("a page that is left disconnects, and connects when it is back", () => {
  joinBoth();
  client.live("pagehide");
  expect(client.truth().socket.connection).toBe("closing");
  client.live("freeze");
  client.transport.end();
  client.wait(5_000);
  client.live("resume");
  expect(client.transports).toHaveLength(1);
  client.live("pageshow");
  expect(client.truth().socket.connection).toBe("connecting");
  client.transport.open();
  expect(states()).toEqual(["joining", "joining"]);
  client.live("pageshow");
  expectAgreement();
});

test("a page that connected by itself meanwhile is left alone", () => {
  joinBoth();
  client.live("pagehide");
  client.connect();
  client.live("pageshow");
  expect(client.transports).toHaveLength(2);
  expectAgreement();
});

test("a frame that arrives while the connection closes is dropped", () => {
  joinBoth();
  client.push(A, "asked");
  client.disconnect();
  client.reply("asked", "ok");
  expect(client.truth().pushes.at(-1)?.state).toEqual({ is: "sent" });
  expectAgreement();
});

test.each([
  { walks: 600, name: "on one page", walk: wander },
  { walks: 300, name: "on one page after the other", walk: wanderThroughPages },
])("whatever the page, the server and the network do, $name", ({ walks, walk }) => {
  let steps = 0;
  for (let seed = 1; seed <= walks; seed += 1) {
    client.close();
    vi.clearAllTimers();
    client = new RealClient();
    walk(client, seed, 60);
    steps += client.recording.moments.length;
    expect(disagreementsOf(client.recording), `seed ${seed}`).toEqual([]);
  }
  expect(steps).toBeGreaterThan(walks * 30);
});
