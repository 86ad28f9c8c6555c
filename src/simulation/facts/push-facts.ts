import type { JsonValue } from "../../protocol/json.ts";
import type { Fact } from "./fact.ts";
import type { ClientSocket, Trial } from "./trial.ts";

const A = "videos:1";

/** Pushes and refs. */
export const PUSH_FACTS: readonly Fact[] = [
  {
    says: "a push waits 10 s for its reply",
    expected: ["timeout", 10_000],
    observe: (trial) => {
      trial.answer = ({ event }) => (event === "said" ? null : "ok");
      const hooks = pushInto(trial);
      trial.connect();
      trial.wait(20_000);
      return hooks()[0] ?? null;
    },
  },
  {
    says: "the hook of any status runs, not only of ok and error",
    expected: ["maybe", 0],
    observe: (trial) => {
      trial.answer = ({ event }) => (event === "said" ? "maybe" : "ok");
      const hooks = pushInto(trial);
      trial.connect();
      return hooks()[0] ?? null;
    },
  },
  {
    says: "a push in flight when the socket dies is not sent again, it only times out",
    expected: { sent: 1, hooks: [["timeout", 10_000]] },
    observe: (trial) => {
      trial.answer = ({ event }) => (event === "said" ? null : "ok");
      const hooks = pushInto(trial);
      trial.connect();
      trial.close(1006);
      trial.wait(20_000);
      return { sent: saidIn(trial), hooks: [...hooks()] };
    },
  },
  {
    says: "a push made before the join is done is sent after it, with a second ref",
    expected: { join: "3", push: "5" },
    observe: (trial) => {
      pushInto(trial);
      trial.connect();
      return { join: refOf(trial, "phx_join"), push: refOf(trial, "said") };
    },
  },
  {
    says: "a push made before the join is done gets a fresh timeout when it is sent",
    expected: { sentAtMs: 6000, hooks: [["timeout", 16_000]] },
    observe: (trial) => {
      trial.answer = () => null;
      const hooks = pushInto(trial);
      trial.connect();
      trial.wait(6000);
      trial.send("3", "3", A, "phx_reply", { status: "ok", response: {} });
      trial.wait(20_000);
      const sentAtMs = trial.sent.find(({ event }) => event === "said")?.atMs ?? null;
      return { sentAtMs, hooks: [...hooks()] };
    },
  },
  {
    says: "a push that waits for the join longer than its timeout is dropped",
    expected: { sent: 0, hooks: [["timeout", 10_000]] },
    observe: (trial) => {
      trial.server = "down";
      const hooks = pushInto(trial);
      trial.connect();
      trial.wait(12_000);
      trial.server = "accepts";
      trial.wait(20_000);
      return { sent: saidIn(trial), hooks: [...hooks()] };
    },
  },
  {
    says: "a push made while the socket is down goes out after the rejoin, if that comes in time",
    expected: { sent: 1, hooks: [["ok", 4260]] },
    observe: (trial) => {
      trial.server = "down";
      const hooks = pushInto(trial);
      trial.connect();
      trial.wait(4000);
      trial.server = "accepts";
      trial.wait(20_000);
      return { sent: saidIn(trial), hooks: [...hooks()] };
    },
  },
  {
    says: "a reply that comes after the timeout runs no hook",
    expected: [["timeout", 10_000]],
    observe: (trial) => {
      trial.answer = ({ event }) => (event === "said" ? null : "ok");
      const hooks = pushInto(trial);
      trial.connect();
      trial.wait(11_000);
      trial.send("3", "5", A, "phx_reply", { status: "ok", response: {} });
      return [...hooks()];
    },
  },
  {
    says: 'the first join of a socket\'s first channel has ref "3", which is its join_ref, too',
    expected: ["3", "3"],
    observe: (trial) => {
      pushInto(trial);
      trial.connect();
      const [join] = trial.sent;
      return [join?.joinRef ?? null, join?.ref ?? null];
    },
  },
  {
    says: "message refs and listener refs come from one counter",
    expected: { listener: "1", join: "4" },
    observe: (trial) => {
      let listener = "";
      trial.page((socket) => {
        // The types say that it returns nothing of use.
        listener = String(socket.onOpen(() => {}));
      });
      pushInto(trial);
      trial.connect();
      return { listener, join: refOf(trial, "phx_join") };
    },
  },
  {
    says: "every rejoin takes a fresh ref",
    expected: [
      ["3", "3"],
      ["6", "6"],
    ],
    observe: (trial) => {
      pushInto(trial);
      trial.connect();
      trial.close(1006);
      trial.wait(10);
      const joins = trial.sent.filter(({ event }) => event === "phx_join");
      return joins.map(({ joinRef, ref }) => [joinRef, ref]);
    },
  },
];

/** Joins and pushes in one go; the returned function tells which hooks of the push have run, and when. */
function pushInto(trial: Trial): () => readonly [string, number][] {
  const hooks: [string, number][] = [];
  trial.page((socket: ClientSocket) => {
    const channel = socket.channel(A);
    channel.join();
    const push = channel.push("said", {});
    for (const status of ["ok", "error", "timeout", "maybe"]) {
      // The types know three statuses; Phoenix sends any word.
      push.receive(status as "ok", () => hooks.push([status, trial.nowMs]));
    }
  });
  return () => hooks;
}

function saidIn(trial: Trial): number {
  return trial.sent.filter(({ event }) => event === "said").length;
}

function refOf(trial: Trial, event: string): JsonValue {
  return trial.sent.find((sent) => sent.event === event)?.ref ?? null;
}
