import type { JsonValue } from "../../protocol/json.ts";
import type { Fact } from "./fact.ts";
import type { Trial } from "./trial.ts";

const A = "videos:1";
const B = "videos:2";

/** Joining, rejoining, leaving. */
export const CHANNEL_FACTS: readonly Fact[] = [
  {
    says: "a refused join is retried after 1000, 2000, 5000, then every 10000 ms",
    expected: [1000, 2000, 5000, 10_000, 10_000],
    observe: (trial) => {
      refuseJoins(trial);
      trial.wait(20_000);
      return trial.delaysOf("rejoin").slice(0, 5);
    },
  },
  {
    says: "a refused join is retried for ever: in ten minutes it is sent 63 times",
    expected: 63,
    observe: (trial) => {
      refuseJoins(trial);
      trial.wait(599_000);
      return joinsOf(trial).length;
    },
  },
  {
    says: "phx_error makes the channel rejoin after 1 s on the same connection",
    expected: [
      ["phx_join", 0],
      ["phx_join", 1000],
    ],
    observe: (trial) => {
      join(trial);
      trial.send("3", "3", A, "phx_error", {});
      trial.wait(5000);
      return trial.sentOn(A).map((sent) => [...sent]);
    },
  },
  {
    says: "a join without an answer for 10 s sends phx_leave and is tried again 1 s later",
    expected: [
      ["phx_join", 0],
      ["phx_leave", 10_000],
      ["phx_join", 11_000],
    ],
    observe: (trial) => {
      trial.answer = () => null;
      join(trial);
      trial.wait(12_000);
      return trial.sentOn(A).map((sent) => [...sent]);
    },
  },
  {
    says: "on a new connection errored channels rejoin at once",
    expected: ["joined", 10],
    observe: (trial) => {
      join(trial);
      trial.close(1006);
      trial.wait(10);
      return [trial.channels[0] ?? "", joinsOf(trial)[1]?.atMs ?? null];
    },
  },
  {
    says: "the rejoin timer does nothing while the socket is down",
    expected: { joinsWhileDown: 1, atTheOpen: 2 },
    observe: (trial) => {
      join(trial);
      trial.send("3", "3", A, "phx_error", {});
      trial.server = "down";
      trial.close(1006);
      trial.wait(9000);
      const joinsWhileDown = joinsOf(trial).length;
      trial.server = "accepts";
      trial.wait(5000);
      return { joinsWhileDown, atTheOpen: joinsOf(trial).length };
    },
  },
  {
    says: "phx_close from the server ends the channel: it does not rejoin",
    expected: ["closed", 1],
    observe: (trial) => {
      join(trial);
      trial.send("3", "3", A, "phx_close", {});
      trial.wait(60_000);
      return [trial.channels[0] ?? "", joinsOf(trial).length];
    },
  },
  {
    says: "the join's `ok` hook fires again on every rejoin",
    expected: 3,
    observe: (trial) => {
      let ok = 0;
      trial.page((socket) => {
        socket
          .channel(A)
          .join()
          .receive("ok", () => {
            ok += 1;
          });
      });
      trial.connect();
      loseTwice(trial);
      return ok;
    },
  },
  {
    says: "params given as a function are read again at every join",
    expected: [{ n: 1 }, { n: 2 }, { n: 3 }],
    observe: (trial) => {
      let n = 0;
      trial.page((socket) => {
        socket
          .channel(A, () => {
            n += 1;
            return { n };
          })
          .join();
      });
      trial.connect();
      loseTwice(trial);
      return paramsSent(trial);
    },
  },
  {
    says: "an object given as params may be changed, and the next join sends it so",
    expected: [{ n: 1 }, { n: 2 }, { n: 2 }],
    observe: (trial) => {
      const params = { n: 1 };
      trial.page((socket) => {
        socket.channel(A, params).join();
      });
      trial.connect();
      params.n = 2;
      loseTwice(trial);
      return paramsSent(trial);
    },
  },
  {
    says: "`channel.params.last_seen_id = n` is silently never sent",
    expected: [{}, {}, {}],
    observe: (trial) => {
      trial.page((socket) => {
        const channel = socket.channel(A, {});
        // `params` is private in the types, and a function today.
        Reflect.set(Reflect.get(channel, "params"), "last_seen_id", 7);
        channel.join();
      });
      trial.connect();
      loseTwice(trial);
      return paramsSent(trial);
    },
  },
  {
    says: "join() a second time throws",
    expected: 1,
    observe: (trial) => {
      trial.page((socket) => {
        const channel = socket.channel(A);
        channel.join();
        channel.join();
      });
      return throwsOf(trial);
    },
  },
  {
    says: "push() before join() throws",
    expected: 1,
    observe: (trial) => {
      trial.page((socket) => socket.channel(A).push("said", {}));
      return throwsOf(trial);
    },
  },
  {
    says: "a params function that throws at a reconnect ends the loop: later channels stay errored",
    expected: ["joining", "errored"],
    observe: (trial) => {
      let spoilt = false;
      trial.page((socket) => {
        const params = () => {
          if (spoilt) throw new TypeError("nothing was kept");
          return {};
        };
        socket.channel(A, params).join();
        socket.channel(B).join();
      });
      trial.connect();
      spoilt = true;
      trial.close(1006);
      trial.wait(10);
      return [...trial.channels];
    },
  },
  {
    says: "a join whose params function threw times out after 10 s and is tried again 1 s later",
    expected: ["joining", 2],
    observe: (trial) => {
      let spoilt = false;
      trial.page((socket) => {
        socket
          .channel(A, () => {
            if (spoilt) throw new TypeError("nothing was kept");
            return {};
          })
          .join();
      });
      trial.connect();
      spoilt = true;
      trial.close(1006);
      trial.wait(11_010);
      return [trial.channels[0] ?? "", throwsOf(trial)];
    },
  },
  {
    says: "a throwing `ok` hook keeps no channel from rejoining",
    expected: ["joined", "joined"],
    observe: (trial) => {
      trial.page((socket) => {
        socket
          .channel(A)
          .join()
          .receive("ok", () => {
            throw new TypeError("the hook's own");
          });
        socket.channel(B).join();
      });
      trial.connect();
      trial.close(1006);
      trial.wait(10);
      return [...trial.channels];
    },
  },
  {
    says: "leave() is done within the call, before the server has answered",
    expected: { state: "closed", hook: "ok", sent: ["phx_join", "phx_leave"] },
    observe: (trial) => {
      let hook = "";
      let leave = (): void => {};
      trial.page((socket) => {
        const channel = socket.channel(A);
        channel.join();
        leave = () => {
          channel.leave().receive("ok", () => {
            hook = "ok";
          });
        };
      });
      trial.connect();
      trial.answer = () => null;
      trial.page(leave);
      const state = trial.channels[0] ?? "";
      trial.wait(0);
      return { state, hook, sent: trial.sentOn(A).map(([event]) => event) };
    },
  },
  {
    says: "a second channel of the topic makes the first one leave",
    expected: ["closed", "joined"],
    observe: (trial) => {
      join(trial);
      trial.page((socket) => {
        socket.channel(A).join();
      });
      trial.wait(0);
      return [...trial.channels];
    },
  },
  {
    says: "a join that waits while attempts to connect fail is sent once",
    expected: 1,
    observe: (trial) => {
      trial.server = "down";
      join(trial);
      trial.wait(400);
      trial.server = "accepts";
      trial.wait(5000);
      return joinsOf(trial).length;
    },
  },
  {
    says: "frames of an earlier join are dropped",
    expected: ["joined"],
    observe: (trial) => {
      join(trial);
      trial.close(1006);
      trial.wait(10);
      trial.send("3", "3", A, "phx_close", {});
      return [...trial.channels];
    },
  },
  {
    says: "a broadcast named phx_error makes a channel join that was never joined",
    expected: ["joined", 1],
    observe: (trial) => {
      trial.page((socket) => {
        socket.channel(A);
      });
      trial.connect();
      trial.send(null, null, A, "phx_error", {});
      trial.wait(1000);
      return [trial.channels[0] ?? "", joinsOf(trial).length];
    },
  },
];

function join(trial: Trial): void {
  trial.page((socket) => {
    socket.channel(A).join();
  });
  trial.connect();
}

function refuseJoins(trial: Trial): void {
  trial.answer = ({ event }) => (event === "phx_join" ? "error" : "ok");
  join(trial);
}

/** The connection is lost, and lost again once everything has joined. */
function loseTwice(trial: Trial): void {
  for (let times = 0; times < 2; times += 1) {
    trial.close(1006);
    trial.wait(10);
  }
}

function joinsOf(trial: Trial) {
  return trial.sent.filter(({ event }) => event === "phx_join");
}

function paramsSent(trial: Trial): JsonValue {
  return joinsOf(trial).map(({ payload }) => payload);
}

function throwsOf(trial: Trial): number {
  return trial.events.filter(({ kind }) => kind === "page_threw").length;
}
