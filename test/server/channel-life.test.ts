import { describe, expect, test } from "vitest";
import { crashed, join, push, replied, serverWithClients } from "./raw-client.ts";

// How a channel process lives and ends. What is expected is what a real Phoenix 1.8.12 did (Bandit 1.12.5).

const WATCHED = "videos:watched";

/** Ada is on the topic whose terminate/2 tells the others; Ben hears it. */
function watched(path = "/socket") {
  const server = serverWithClients();
  const ben = server.connect("ben");
  ben.say(join(WATCHED));
  const ada = server.connect("ada", { path });
  ada.say(join(WATCHED));
  const lastWords = (delayMs = 0) =>
    ben.hear(delayMs).flatMap((frame) => {
      const [, , , event, payload] = JSON.parse(String(frame));
      return event === "terminated" ? [payload.reason] : [];
    });
  return { ...server, ada, lastWords };
}

type Watched = ReturnType<typeof watched>;

describe("the reason that terminate/2 is given", () => {
  test.each<[string, string | null, (world: Watched) => void]>([
    ["leave", "{:shutdown, :left}", ({ ada }) => ada.say(push(WATCHED, "2", "phx_leave"))],
    ["{:stop, :normal}", ":normal", ({ ada }) => ada.say(push(WATCHED, "2", "stop"))],
    ["{:stop, :shutdown}", ":shutdown", ({ ada }) => ada.say(push(WATCHED, "2", "stop_shutdown"))],
    [
      "{:stop, {:shutdown, _}}",
      "{:shutdown, :why}",
      ({ ada }) => ada.say(push(WATCHED, "2", "stop_shutdown_why")),
    ],
    ["{:stop, anything else}", ":bad_thing", ({ ada }) => ada.say(push(WATCHED, "2", "stop_error"))],
    [
      "a raise",
      '{%RuntimeError{message: "boom"}, [{...}, ...]}',
      ({ ada }) => ada.say(push(WATCHED, "2", "crash")),
    ],
    ["a close frame", "{:shutdown, :local_closed}", ({ ada }) => ada.closeReceived(1000)],
    ["a broken connection", "{:shutdown, :peer_closed}", ({ ada }) => ada.lost()],
    [
      "a forced disconnect",
      "{:shutdown, :disconnected}",
      ({ app }) => app.endpoint.broadcast("users_socket:ada", "disconnect", {}),
    ],
    ["a duplicate join: it does not run", null, ({ ada }) => ada.say(join(WATCHED, "2"))],
  ])("%s", (_what, reason, act) => {
    const world = watched();
    act(world);
    expect(world.lastWords()).toEqual(reason === null ? [] : [reason]);
  });

  test("the idle timeout", () => {
    expect(watched("/short").lastWords(1000)).toEqual(["{:shutdown, :read_timeout}"]);
  });

  test("a frame that is too large", () => {
    const { ada, lastWords } = watched("/small");
    ada.say("x".repeat(600));
    expect(lastWords()).toEqual(["{:shutdown, {:deserializing, ...}}"]);
  });

  test("a connection that breaks while the channel joins, or handles a push: once that is done", () => {
    const joining = watched();
    joining.ada.received([join("videos:slow_join", "8")]);
    joining.kernel.runUntil(20);
    joining.ada.lost();
    expect(joining.lastWords(279)).toEqual([]);
    expect(joining.lastWords(1)).toEqual(["{:shutdown, :peer_closed}"]);

    const handling = watched();
    const late = push(WATCHED, "3", "new_annotation_noreply", { body: "still said" });
    handling.ada.received([push(WATCHED, "2", "slow", { ms: 200 }), late]);
    handling.kernel.runUntil(20);
    handling.ada.lost();
    expect(handling.lastWords(179)).toEqual([]);
    expect(handling.lastWords(1)).toEqual(["{:shutdown, :peer_closed}"]);
    expect(handling.app.store.newerThan(WATCHED, 0)).toHaveLength(1);
  });
});

describe("pushes that wait behind another one", () => {
  const slow = push(WATCHED, "2", "slow", { ms: 100 });

  test("are answered in order, until one of them crashes the process: the rest is lost without a word", () => {
    const { ada } = watched();
    ada.received([slow, push(WATCHED, "3", "echo"), push(WATCHED, "4", "crash"), push(WATCHED, "5", "echo")]);
    expect(ada.hear(99)).toEqual([]);
    expect(ada.hear(50)).toEqual([
      replied(WATCHED, "2", { ms: 100 }),
      replied(WATCHED, "3"),
      crashed(WATCHED),
    ]);
    const unmatched = { reason: "unmatched topic" };
    expect(ada.say(push(WATCHED, "6", "echo"))).toEqual([
      JSON.stringify([null, "6", WATCHED, "phx_reply", { response: unmatched, status: "error" }]),
    ]);
  });

  test("die with the process that a new join replaces, a leave among them", () => {
    const { ada } = watched();
    ada.received([slow]);
    ada.received([push(WATCHED, "3", "phx_leave"), push(WATCHED, "4", "echo")]);
    ada.hear(50);
    const [answer, close] = ada.say(join(WATCHED, "9"));
    expect(answer).toContain('["9","9"');
    expect(close).toBe(`["1","1","${WATCHED}","phx_close",{}]`);
    expect(ada.hear(500)).toEqual([]);
  });
});

test("a slow push holds up its own topic, a slow join its whole connection, and neither anybody else", () => {
  const { ada, connect } = watched();
  const other = connect("cleo");
  other.say(join(WATCHED));
  ada.say(join("videos:other"));
  const heartbeat = '[null,"9","phoenix","heartbeat",{}]';
  const pong = replied("phoenix", "9").replace('"1"', "null");
  expect(
    ada.say(push(WATCHED, "2", "slow", { ms: 100 }), push("videos:other", "3", "echo"), heartbeat),
  ).toEqual([pong, replied("videos:other", "3")]);
  ada.hear(100);
  expect(ada.say(join("videos:slow_join", "8"), heartbeat, push(WATCHED, "10", "echo"))).toEqual([]);
  expect(other.say(push(WATCHED, "4", "echo"))).toEqual([replied(WATCHED, "4")]);
  expect(ada.hear(299)).toEqual([]);
  expect(ada.hear(1)).toEqual([
    replied("videos:slow_join", "8").replace('"1"', '"8"'),
    pong,
    replied(WATCHED, "10"),
  ]);
});
