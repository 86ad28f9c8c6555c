import { expect, test } from "vitest";
import { Raised } from "../../src/kernel/raised.ts";
import { Presence } from "../../src/server/presence.ts";
import { atom, text } from "../../src/server/term.ts";
import { atomMap, mapTerm } from "../../src/server/term-map.ts";
import { labServer } from "./lab-server.ts";
import { join, push, replied, serverWithClients } from "./raw-client.ts";

const ROOM = "rooms:lobby";

type Frame = [unknown, unknown, string, string, { [part: string]: unknown }];

/** What the frames say of presences, with `phx_ref` replaced by the number of its first appearance. */
function presences(frames: readonly unknown[], refs = new Map<string, number>()) {
  return frames.flatMap((frame) => {
    const text = String(frame).replace(/"(phx_ref\w*)":"([^"]+)"/g, (_, key, ref) => {
      if (!refs.has(ref)) refs.set(ref, refs.size + 1);
      return `"${key}":${refs.get(ref)}`;
    });
    const [, , , event, payload]: Frame = JSON.parse(text);
    return event.startsWith("presence") ? [[event, payload]] : [];
  });
}

test("a second connection of one user adds a meta under the same key; each leaves for itself", () => {
  const { connect } = serverWithClients();
  const refs = new Map<string, number>();
  const laptop = connect("ada");
  expect(presences(laptop.say(join(ROOM)), refs)).toEqual([
    ["presence_diff", { joins: { ada: { metas: [{ device: "web", phx_ref: 1 }] } }, leaves: {} }],
    ["presence_state", { ada: { metas: [{ device: "web", phx_ref: 1 }] } }],
  ]);
  const phone = connect("ada");
  const state = presences(
    phone.say(JSON.stringify(["1", "1", ROOM, "phx_join", { device: "phone" }])),
    refs,
  )[1];
  expect(state).toEqual([
    "presence_state",
    {
      ada: {
        metas: [
          { device: "web", phx_ref: 1 },
          { device: "phone", phx_ref: 2 },
        ],
      },
    },
  ]);
  laptop.hear();
  phone.closeReceived(1000);
  expect(presences(laptop.hear(), refs)).toEqual([
    ["presence_diff", { joins: {}, leaves: { ada: { metas: [{ device: "phone", phx_ref: 2 }] } } }],
  ]);
});

test("an update is one diff: the new meta joins, naming the old one, which leaves", () => {
  const { connect } = serverWithClients();
  const refs = new Map<string, number>();
  const ada = connect("ada");
  presences(ada.say(join(ROOM)), refs);
  const frames = ada.say(push(ROOM, "2", "set_status", { status: "away" }));
  expect(frames).toContain(replied(ROOM, "2"));
  const away = { device: "web", phx_ref: 2, phx_ref_prev: 1, status: "away" };
  expect(presences(frames, refs)).toEqual([
    [
      "presence_diff",
      {
        joins: { ada: { metas: [away] } },
        leaves: { ada: { metas: [{ device: "web", phx_ref: 1 }] } },
      },
    ],
  ]);
  const [who] = ada.say(push(ROOM, "3", "who"));
  expect(String(who)).toContain('"status":"away"');
});

test("rooms do not see each other", () => {
  const { connect } = serverWithClients();
  const ada = connect("ada");
  ada.say(join(ROOM));
  const ben = connect("ben");
  expect(presences(ben.say(join("rooms:other")))[1]).toEqual([
    "presence_state",
    { ben: { metas: [{ device: "web", phx_ref: 1 }] } },
  ]);
  expect(ada.hear()).toEqual([]);
});

test("one who is present on two topics of a connection leaves both when it ends", () => {
  const { connect, app } = serverWithClients();
  const ada = connect("ada");
  ada.say(join(ROOM), join("rooms:other"));
  const ben = connect("ben");
  ben.say(join(ROOM), join("rooms:other"));
  ada.lost();
  expect(presences(ben.hear())).toHaveLength(2);
  expect(app.endpoint.processes.count).toBe(4); // the tracker, and Ben's transport with two channels
});

test("whoever asks a tracker that is busy for longer than five seconds ends; the tracker goes on", () => {
  const { kernel, endpoint, log } = labServer();
  const presence = new Presence({ name: "Slow.Presence" });
  presence.start(endpoint);
  const key = text("ada");
  const busy = endpoint.processes.spawn({ is: "other", name: "busy" }, function* (self) {
    yield* presence.trackProcess(self, "room", key, mapTerm([]));
    yield* presence.updateProcess(self, "room", key, function* (meta) {
      yield { for: "time", ms: 6000 };
      return meta;
    });
    return { is: "normal" };
  });
  const asking = endpoint.processes.spawn({ is: "other", name: "asking" }, function* () {
    yield { for: "time", ms: 100 };
    yield* presence.list("room");
    return { is: "normal" };
  });
  kernel.runUntil(10_000);
  const ends = log.events.flatMap((event) =>
    event.kind === "process_exited" && (event.pid === busy || event.pid === asking)
      ? [[event.timeMs, event.pid, event.reason]]
      : [],
  );
  expect(ends).toEqual([
    [5000, busy, "{:timeout, {GenServer, :call, [...]}}"],
    [5100, asking, "{:timeout, {GenServer, :call, [...]}}"],
  ]);
  let listed: unknown;
  endpoint.processes.spawn({ is: "other", name: "later" }, function* () {
    listed = yield* presence.list("room");
    return { is: "normal" };
  });
  kernel.runUntil(kernel.nowMs);
  expect(listed).toEqual(mapTerm([]));
});

test("a process that waits for the tracker when it crashes ends too, tracked or not", () => {
  const { kernel, endpoint, log } = labServer();
  const presence = new Presence({
    name: "Bad.Presence",
    metasHandler: {
      *init() {
        return atom("nil");
      },
      *handleMetas() {
        yield { for: "time", ms: 50 };
        throw new Raised("RuntimeError", "no metas");
      },
    },
  });
  presence.start(endpoint);
  const tracked = endpoint.processes.spawn({ is: "other", name: "tracked" }, function* (self) {
    yield* presence.trackProcess(self, "room", text("ada"), atomMap({ a: atom("b") }));
    yield { for: "mail" };
    return { is: "normal" };
  });
  const asking = endpoint.processes.spawn({ is: "other", name: "asking" }, function* () {
    yield { for: "time", ms: 10 };
    yield* presence.list("room");
    return { is: "normal" };
  });
  kernel.runUntil(1000);
  const ends = log.events.flatMap((event) =>
    event.kind === "process_exited" && (event.pid === tracked || event.pid === asking)
      ? [[event.timeMs, event.pid, event.reason]]
      : [],
  );
  expect(ends).toEqual([
    [50, tracked, '{%RuntimeError{message: "no metas"}, [{...}, ...]}'],
    [50, asking, "{:noproc, {GenServer, :call, [...]}}"],
  ]);
});
