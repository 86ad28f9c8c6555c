import type { Fact } from "./fact.ts";
import type { Trial } from "./trial.ts";

/** Hidden pages, and pages that are left for a while. */
export const PAGE_FACTS: readonly Fact[] = [
  {
    says: "a hidden page does not reconnect",
    expected: 1,
    observe: (trial) => loseHidden(trial).timesOf("connection_opening").length,
  },
  {
    says: "a hidden page without a connection reconnects at once when it is shown",
    expected: [0, 60_000],
    observe: (trial) => {
      loseHidden(trial).setVisible(true);
      return [...trial.timesOf("connection_opening")];
    },
  },
  {
    says: "`resume` counts as being shown",
    expected: 60_000,
    observe: (trial) => {
      trial.connect();
      trial.server = "refuses";
      trial.close(1006);
      // Far into the table, with a wait running.
      trial.wait(60_000);
      const before = trial.timesOf("connection_opening").length;
      trial.server = "accepts";
      trial.live("resume");
      return trial.timesOf("connection_opening")[before] ?? null;
    },
  },
  {
    says: "a hidden page that is connected stays so, and its heartbeats go on",
    expected: { connection: "open", heartbeats: 4 },
    observe: (trial) => {
      trial.connect();
      trial.setVisible(false);
      trial.wait(120_000);
      const { connection } = trial.state.socket;
      return { connection, heartbeats: trial.sentOn("phoenix").length };
    },
  },
  {
    says: "it disconnects at `pagehide`, and connects at `pageshow`",
    expected: ["closed", "open"],
    observe: (trial) => {
      trial.connect();
      trial.live("pagehide");
      trial.wait(5000);
      const left = trial.state.socket.connection;
      trial.live("pageshow");
      return [left, trial.state.socket.connection];
    },
  },
  {
    says: "at `pagehide` it closes without a code, be the page kept or gone for good",
    expected: [null],
    observe: (trial) => {
      trial.connect();
      trial.live("pagehide");
      return trial.events.flatMap((event) => (event.kind === "connection_closing" ? [event.code] : []));
    },
  },
  {
    says: "`pageshow` does not connect a page that had disconnected by itself",
    expected: "closed",
    observe: (trial) => {
      trial.connect();
      trial.page((socket) => socket.disconnect());
      trial.live("pagehide");
      trial.wait(5000);
      trial.live("pageshow");
      return trial.state.socket.connection;
    },
  },
];

function loseHidden(trial: Trial): Trial {
  trial.connect();
  trial.setVisible(false);
  trial.close(1006);
  trial.wait(60_000);
  return trial;
}
