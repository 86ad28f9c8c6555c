import { beforeEach, describe, expect, test } from "vitest";
import { UnknownTransitionError } from "../../src/machines/chart.ts";
import { feed, stateOf } from "../../src/machines/client-model.ts";
import { BEN, HandMadeTrace, pushId, TOPIC } from "./hand-made.ts";

let trace: HandMadeTrace;

beforeEach(() => {
  trace = new HandMadeTrace();
});

const pushStates = () => trace.state.pushes.map(({ state }) => state);

test("before anything happened", () => {
  expect(trace.state).toEqual({
    socket: { connection: "closed", heartbeat: "off", reconnect: { is: "off" } },
    channels: [],
    pushes: [],
  });
});

test("a join waits for the connection, then for its reply", () => {
  trace.call({ name: "channel", topic: TOPIC }).call({ name: "connect" }).opening(1);
  trace.call({ name: "join", topic: TOPIC, push: pushId(1) });
  expect(trace.state.channels).toEqual([{ topic: TOPIC, state: "joining", rejoin: { is: "off" } }]);
  expect(pushStates()).toEqual([{ is: "socket_buffered" }]);
  trace.opened(1).up(1, "3", "3", TOPIC, "phx_join", {});
  expect(pushStates()).toEqual([{ is: "sent" }]);
  trace.down(1, ["3", "3", TOPIC, "phx_reply", { status: "ok", response: {} }]);
  expect(trace.state.channels[0]?.state).toBe("joined");
  expect(pushStates()).toEqual([{ is: "replied", status: "ok" }]);
});

test("pushes made before the join is done go out with it, unless their time is up", () => {
  trace
    .join()
    .push(2)
    .push(3)
    .fire({ is: "push_timeout", topic: TOPIC, push: pushId(2) });
  expect(pushStates().slice(1)).toEqual([{ is: "timed_out" }, { is: "channel_buffered" }]);
  trace
    .down(1, ["3", "3", TOPIC, "phx_reply", { status: "ok", response: {} }])
    .up(1, "3", "6", TOPIC, "said", {});
  expect(pushStates().slice(1)).toEqual([{ is: "timed_out" }, { is: "sent" }]);
  trace.down(1, ["3", "6", TOPIC, "phx_reply", { status: "maybe", response: {} }]);
  expect(pushStates()[2]).toEqual({ is: "replied", status: "maybe" });
});

test("a push in flight survives the connection and times out", () => {
  trace.joined().push(2).up(1, "3", "4", TOPIC, "said", {}).closed(1);
  expect(pushStates()[1]).toEqual({ is: "sent" });
  trace.fire({ is: "push_timeout", topic: TOPIC, push: pushId(2) });
  expect(pushStates()[1]).toEqual({ is: "timed_out" });
});

test("a reply in binary", () => {
  trace.joined().push(2).up(1, "3", "4", TOPIC, "said", {});
  const head = new TextEncoder().encode(`34${TOPIC}ok`);
  trace.down(1, new Uint8Array([1, 1, 1, TOPIC.length, 2, ...head, 255]));
  expect(pushStates()[1]).toEqual({ is: "replied", status: "ok" });
});

test("frames of an earlier join count for nothing", () => {
  trace.joined().down(1, ["3", "3", TOPIC, "phx_error", {}]);
  expect(trace.state.channels[0]).toMatchObject({ state: "errored", rejoin: { is: "scheduled", tries: 1 } });
  trace.fire({ is: "rejoin", topic: TOPIC, tries: 1 }).up(1, "5", "5", TOPIC, "phx_join", {});
  trace.down(1, ["3", "3", TOPIC, "phx_close", {}]);
  expect(trace.state.channels[0]).toMatchObject({ state: "joining", rejoin: { is: "off" } });
  trace.down(1, ["5", "5", TOPIC, "phx_close", {}]);
  expect(trace.state.channels[0]).toMatchObject({ state: "closed", rejoin: { is: "off" } });
});

test("a lost connection is tried again, and a later close event of it is not heard", () => {
  trace.joined().closed(1);
  expect(trace.state.socket.reconnect).toEqual({ is: "scheduled", tries: 1 });
  trace.fire({ is: "reconnect", tries: 1 }).opening(2).closed(1);
  expect(trace.state.socket).toMatchObject({ connection: "connecting", reconnect: { is: "off" } });
  trace.closed(2);
  expect(trace.state.socket.reconnect).toEqual({ is: "scheduled", tries: 2 });
});

test("a heartbeat without a reply: closing, draining for four waits, then scheduled", () => {
  trace.joined().fire({ is: "heartbeat" }).up(1, null, "4", "phoenix", "heartbeat", {});
  trace.down(1, [null, "4", "phoenix", "phx_reply", { status: "ok", response: {} }]);
  expect(trace.state.socket.heartbeat).toBe("scheduled");
  trace.fire({ is: "heartbeat" }).up(1, null, "5", "phoenix", "heartbeat", {});
  trace.fire({ is: "heartbeat_timeout" }).closing(1);
  expect(trace.state.socket).toEqual({
    connection: "closing",
    heartbeat: "off",
    reconnect: { is: "draining" },
  });
  expect(trace.state.channels[0]?.state).toBe("errored");
  for (const waitMs of [150, 300, 450]) trace.wait(waitMs).fire({ is: "teardown_wait" });
  expect(trace.state.socket.reconnect).toEqual({ is: "draining" });
  trace.wait(600).fire({ is: "teardown_wait" });
  expect(trace.state.socket).toEqual({
    connection: "closed",
    heartbeat: "off",
    reconnect: { is: "scheduled", tries: 1 },
  });
});

test("leaving is done within the call", () => {
  trace.joined().call({ name: "leave", topic: TOPIC, push: pushId(2) });
  trace.up(1, "3", "4", TOPIC, "phx_leave", {});
  expect(trace.state.channels[0]?.state).toBe("closed");
  expect(trace.state.pushes[1]).toMatchObject({
    event: "phx_leave",
    state: { is: "replied", status: "ok" },
  });
});

describe("page code that throws", () => {
  const params = {
    kind: "page_threw",
    client: BEN,
    where: { in: "params", topic: TOPIC },
    error: "",
  } as const;

  test("in a params function: joining without a frame, until the join times out", () => {
    trace.joined().closed(1).fire({ is: "reconnect", tries: 1 }).opening(2).opened(2).record(params);
    expect(trace.state.channels[0]?.state).toBe("joining");
    expect(pushStates()).toEqual([{ is: "dropped" }]);
    trace.fire({ is: "push_timeout", topic: TOPIC, push: pushId(1) });
    expect(trace.state.channels[0]).toMatchObject({
      state: "errored",
      rejoin: { is: "scheduled", tries: 1 },
    });
    expect(pushStates()).toEqual([{ is: "idle" }]);
  });

  test("in a params function of an earlier channel: the later one is not told", () => {
    trace.joined();
    trace.call({ name: "channel", topic: "other" }).call({ name: "join", topic: "other", push: pushId(2) });
    trace.up(1, "6", "6", "other", "phx_join", {});
    trace.closed(1).fire({ is: "reconnect", tries: 1 }).opening(2).opened(2).record(params);
    expect(trace.state.channels.map(({ state }) => state)).toEqual(["joining", "errored"]);
  });
});

test("what belongs to others, or is no firing of a timer, changes nothing", () => {
  trace.joined().fire({ is: "other" });
  const before = trace.model;
  trace.record({ kind: "server_started" }).record({ kind: "link_changed", client: BEN, state: "silent" });
  trace.down(1, [null, null, TOPIC, "said", {}]);
  expect(trace.model).toBe(before);
});

test("feeding leaves the model as it was, and shares what did not change", () => {
  const after = new HandMadeTrace().joined();
  let model = trace.model;
  const states = after.events.map((event) => {
    model = feed(model, event);
    return [model, JSON.stringify(stateOf(model))] as const;
  });
  for (const [earlier, state] of states) expect(JSON.stringify(stateOf(earlier))).toBe(state);
  const last = after.push(2).model;
  after.up(1, "3", "4", TOPIC, "said", {});
  expect(after.model.pushes[0]).toBe(last.pushes[0]);
});

describe("what no machine knows is an error", () => {
  test.each([
    ["a connection opens twice", () => trace.joined().opening(2)],
    ["a heartbeat without a connection", () => trace.fire({ is: "heartbeat" })],
    ["a reconnect that nobody scheduled", () => trace.fire({ is: "reconnect", tries: 1 })],
    ["a rejoin of a joined channel", () => trace.joined().fire({ is: "rejoin", topic: TOPIC, tries: 1 })],
    ["a wait without a teardown", () => trace.fire({ is: "teardown_wait" })],
    ["a frame that no push accounts for", () => trace.joined().up(1, "3", "4", TOPIC, "said", {})],
    [
      "the timeout of an answered push",
      () => trace.joined().fire({ is: "push_timeout", topic: TOPIC, push: pushId(1) }),
    ],
    ["a channel that was never made", () => trace.push(1)],
  ])("%s", (_, feedIt) => {
    expect(feedIt).toThrow(UnknownTransitionError);
  });
});
