import type { Fact } from "./fact.ts";
import type { Trial } from "./trial.ts";

const CLOSE_CODES = [1000, 1001, 1002, 1005, 1006, 1007, 1009, 1011, 1012, 1013, 3000, 4000];

/** Connecting, losing the connection, connecting again. */
export const CONNECTION_FACTS: readonly Fact[] = [
  {
    says: "it reconnects after 10, 50, 100, 150, 200, 250, 500, 1000, 2000, then every 5000 ms",
    expected: [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000, 5000, 5000],
    observe: reconnectDelays,
  },
  {
    says: "the waits have no jitter",
    expected: true,
    observe: (trial, begin) =>
      JSON.stringify(reconnectDelays(trial)) === JSON.stringify(reconnectDelays(begin())),
  },
  {
    says: "the table begins anew once a connection has opened",
    expected: [10, 50, 100, 10],
    observe: (trial) => {
      trial.server = "down";
      trial.connect();
      trial.wait(100);
      trial.server = "accepts";
      trial.wait(60);
      trial.close(1006);
      return [...trial.delaysOf("reconnect")];
    },
  },
  {
    says: "it reconnects after every close that it did not ask for, code 1000 included",
    expected: CLOSE_CODES,
    observe: (_, begin) =>
      CLOSE_CODES.filter((code) => {
        const trial = begin();
        trial.connect();
        trial.close(code);
        trial.wait(10);
        return trial.timesOf("connection_opened").length === 2;
      }),
  },
  {
    says: "after disconnect() nothing reconnects by itself",
    expected: 1,
    observe: (trial) => {
      trial.connect();
      trial.page((socket) => socket.disconnect());
      trial.wait(600_000);
      return trial.timesOf("connection_opening").length;
    },
  },
  {
    says: "a refused connection (HTTP 403) is seen as 1006 and retried for ever",
    expected: { codes: [1006], inTenMinutes: 129 },
    observe: (trial) => {
      trial.server = "refuses";
      trial.connect();
      trial.wait(600_000);
      const codes = trial.events.flatMap((event) => (event.kind === "connection_closed" ? [event.code] : []));
      return { codes: [...new Set(codes)], inTenMinutes: trial.timesOf("connection_opening").length };
    },
  },
  {
    says: "connect() while there is a connection makes no other one",
    expected: 1,
    observe: (trial) => {
      trial.connect();
      trial.connect();
      return trial.timesOf("connection_opening").length;
    },
  },
  {
    says: "it speaks 2.0.0",
    expected: ["ws://localhost:4000/socket/websocket?vsn=2.0.0"],
    observe: (trial) => {
      trial.connect();
      return trial.events.flatMap((event) => (event.kind === "connection_opening" ? [event.url] : []));
    },
  },
  {
    says: "the timeout of a long poll is 20 s",
    expected: 20_000,
    observe: (trial) => {
      let timeoutMs = 0;
      trial.page((socket) => {
        timeoutMs = Number(Reflect.get(socket, "longpollerTimeout"));
      });
      return timeoutMs;
    },
  },
  {
    says: "the first heartbeat follows 30 s after the open, the next one 30 s after the reply",
    expected: [30_000, 60_400],
    observe: (trial) => {
      trial.answer = () => null;
      trial.connect();
      trial.wait(30_400);
      trial.send(null, trial.sent.at(-1)?.ref ?? null, "phoenix", "phx_reply", {
        status: "ok",
        response: {},
      });
      trial.wait(30_100);
      return trial.sentOn("phoenix").map(([, atMs]) => atMs);
    },
  },
  {
    says: "a heartbeat is an empty `heartbeat` on `phoenix`, without a join_ref",
    expected: { topic: "phoenix", event: "heartbeat", joinRef: null, payload: {} },
    observe: (trial) => {
      trial.connect();
      trial.wait(30_000);
      const { topic = "", event = "", joinRef = null, payload = null } = trial.sent[0] ?? {};
      return { topic, event, joinRef, payload };
    },
  },
  {
    says: "a heartbeat without a reply for 30 s closes the connection with 1000",
    expected: [60_000, 1000],
    observe: (trial) => {
      trial.answer = () => null;
      trial.connect();
      trial.wait(70_000);
      const closing = trial.events.find((event) => event.kind === "connection_closing");
      return [closing?.timeMs ?? null, closing?.kind === "connection_closing" ? closing.code : null];
    },
  },
  {
    says: "on a silent link it looks after 150, 300, 450 and 600 ms whether the old connection has closed",
    expected: [150, 300, 450, 600],
    observe: (trial) => [...goSilent(trial).delaysOf("teardown_wait")],
  },
  {
    says: "on a silent link the new connection comes 61.51 s after the last open",
    expected: [0, 61_510],
    observe: (trial) => [...goSilent(trial).timesOf("connection_opening")],
  },
];

function reconnectDelays(trial: Trial): number[] {
  trial.server = "down";
  trial.connect();
  trial.wait(15_000);
  return trial.delaysOf("reconnect").slice(0, 12);
}

function goSilent(trial: Trial): Trial {
  trial.connect();
  trial.link.silence();
  trial.wait(62_000);
  return trial;
}
