import type { ChartConfig } from "./chart-config.ts";

/** What a channel machine is told. `connected`: the socket machine is `open` at that moment. */
export type ChannelEvent =
  | { readonly type: "join_called" }
  /** `Channel.rejoin`: at the first join as well as when the client joins again by itself. */
  | { readonly type: "join_begun" }
  | { readonly type: "join_ok" }
  | { readonly type: "join_refused" }
  | { readonly type: "join_timed_out"; readonly connected: boolean }
  /**
   * `phx_error` from the server, or the connection that carried the join is gone. A broadcast may have that
   * name, too: it errors whatever channel hears it, also one that never joined, and that one then joins by itself.
   */
  | { readonly type: "errored"; readonly connected: boolean }
  /** `phx_close` from the server. */
  | { readonly type: "closed" }
  /** The page called `leave()`, or another channel of the same topic is about to join. */
  | { readonly type: "leave_called" }
  | { readonly type: "socket_opened" }
  | { readonly type: "socket_errored" }
  | { readonly type: "rejoin_fired" };

export type ChannelContext = {
  /** `rejoinTimer.tries`: how often the timer has fired since it was last reset. */
  readonly tries: number;
};

type ChannelGuard = "connected";
type ChannelAction = "countTry" | "resetTries";
export type ChannelConfig = ChartConfig<ChannelContext, ChannelEvent["type"], ChannelGuard, ChannelAction>;

const LEAVE = {
  target: "leaving",
  label: "leave()",
  description: "the page leaves, or a newer channel takes the topic",
};
const REJOIN_OFF = {
  socket_opened: { actions: "resetTries", description: "the socket is open: count from 1 again" },
  socket_errored: { actions: "resetTries", description: "the connection failed: count from 1 again" },
  closed: { actions: "resetTries", description: "a closed channel does not rejoin" },
  leave_called: { actions: "resetTries", description: "a channel that left does not rejoin" },
} as const;

function scheduledIfConnected(why: string) {
  return [
    { guard: "connected", target: "scheduled", description: why },
    { description: "ignored: the socket is down, and joins again as soon as it opens" },
  ] as const;
}

/** A channel (phoenix 1.8.16, assets/js/phoenix/channel.js and timer.js). */
export const channelConfig: ChannelConfig = {
  id: "channel",
  type: "parallel",
  context: { tries: 0 },
  states: {
    // Not drawn: `channel.joinedOnce`.
    join: {
      initial: "not_called",
      states: {
        not_called: {
          on: {
            join_called: {
              target: "called",
              label: "join()",
              description: "the page joins, for the only time",
            },
          },
        },
        called: {
          on: { join_called: { description: "ignored: join() may be called only once, and throws" } },
        },
      },
    },
    state: {
      initial: "closed",
      states: {
        closed: {
          on: {
            join_begun: { target: "joining", label: "join()", description: "the page joins" },
            leave_called: LEAVE,
            errored: {
              target: "errored",
              description: "a broadcast named phx_error, which the client takes for a crash",
            },
            closed: { description: "ignored: closed already" },
            join_timed_out: {
              target: "errored",
              description: "phx_close does not stop the timeout of a join that was under way",
            },
          },
        },
        joining: {
          on: {
            join_begun: {
              description: "ignored: the page itself joined while an older channel of the topic was leaving",
            },
            join_ok: { target: "joined", label: "ok", description: "the server accepted the join" },
            join_refused: { target: "errored", label: "refused", description: "the server refused the join" },
            join_timed_out: { target: "errored", description: "10 s without an answer to the join" },
            errored: {
              target: "errored",
              label: "lost",
              description: "the process crashed or the connection is gone",
            },
            closed: { target: "closed", description: "the server closed the channel" },
            leave_called: LEAVE,
          },
        },
        joined: {
          on: {
            errored: {
              target: "errored",
              label: "lost",
              description: "the process crashed or the connection is gone",
            },
            closed: { target: "closed", description: "the server closed the channel" },
            leave_called: LEAVE,
          },
        },
        errored: {
          on: {
            join_begun: {
              target: "joining",
              label: "rejoin",
              description: "the client joins again, with params read anew",
            },
            errored: { description: "ignored: errored already" },
            closed: { target: "closed", description: "the server closed the channel" },
            leave_called: LEAVE,
          },
        },
        leaving: {
          description: "Left again within the same call: leave() does not wait for the server.",
          always: {
            target: "closed",
            label: "at once",
            description: "canPush() is false while leaving, so leave() is done",
          },
        },
      },
    },
    rejoin: {
      initial: "off",
      states: {
        off: {
          on: {
            ...REJOIN_OFF,
            join_ok: { actions: "resetTries", description: "joined: count from 1 again" },
            join_refused: {
              target: "scheduled",
              label: "errored",
              description: "a refused join is tried again, for ever",
            },
            join_timed_out: scheduledIfConnected("a join without an answer is tried again"),
            errored: scheduledIfConnected("the channel process is gone, the socket is not: join again"),
          },
        },
        scheduled: {
          on: {
            socket_opened: { ...REJOIN_OFF.socket_opened, target: "off" },
            socket_errored: { ...REJOIN_OFF.socket_errored, target: "off" },
            closed: { ...REJOIN_OFF.closed, target: "off" },
            leave_called: { ...REJOIN_OFF.leave_called, target: "off" },
            rejoin_fired: {
              target: "off",
              actions: "countTry",
              label: "fired",
              description: "the wait is over",
            },
            join_ok: {
              target: "off",
              actions: "resetTries",
              description: "the page itself joined before the wait was over",
            },
            join_refused: { description: "ignored: the wait begins anew, for the same attempt" },
            join_timed_out: { description: "ignored: the wait begins anew, for the same attempt" },
            errored: { description: "ignored: the wait begins anew, for the same attempt" },
          },
        },
      },
    },
  },
};
