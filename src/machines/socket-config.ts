import type { ChartConfig } from "./chart-config.ts";

/** What a socket machine is told. */
export type SocketEvent =
  | { readonly type: "connection_opening" }
  | { readonly type: "connection_opened" }
  | { readonly type: "connection_closing" }
  | { readonly type: "connection_errored" }
  | { readonly type: "connection_closed" }
  /** The client lets go of a connection that is closed or does not close: `socket.connection` is null. */
  | { readonly type: "connection_forgotten" }
  | { readonly type: "disconnect_called" }
  | { readonly type: "teardown_started" }
  | { readonly type: "heartbeat_fired" }
  | { readonly type: "heartbeat_replied" }
  | { readonly type: "heartbeat_timeout_fired" }
  | { readonly type: "reconnect_fired" }
  /** The close of the connection was passed on to every channel; now the socket decides for itself. */
  | { readonly type: "channels_told" }
  | { readonly type: "drain_started" }
  | { readonly type: "drain_ended"; readonly reconnects: boolean }
  | { readonly type: "page_shown"; readonly connected: boolean };

export type SocketContext = {
  /** `reconnectTimer.tries`: how often the timer has fired since a connection last opened. */
  readonly tries: number;
  /** Not `closeWasClean`: the page wants a connection. */
  readonly wanted: boolean;
  /** `connection.closing`: the client itself called `close()`. */
  readonly closedByUs: boolean;
  /** The reconnect timer is running; beside `draining` this does not show in the state. */
  readonly pending: boolean;
  /** How many teardowns that reconnect afterwards are waiting for a connection to close. */
  readonly drains: number;
};

type SocketGuard = "ended" | "lost" | "waitsOn" | "reconnects" | "scheduledMeanwhile" | "wantedButDown";
type SocketAction =
  | "begin"
  | "giveUp"
  | "closeByUs"
  | "schedule"
  | "cancel"
  | "countTry"
  | "resetTries"
  | "startDrain"
  | "endDrain";
export type SocketConfig = ChartConfig<SocketContext, SocketEvent["type"], SocketGuard, SocketAction>;

/** The socket (phoenix 1.8.16, assets/js/phoenix/socket.js and connection.js). */
export const socketConfig: SocketConfig = {
  id: "socket",
  type: "parallel",
  context: { tries: 0, wanted: false, closedByUs: false, pending: false, drains: 0 },
  states: {
    connection: {
      initial: "closed",
      states: {
        closed: {
          on: {
            connection_opening: {
              target: "connecting",
              actions: "begin",
              label: "connect()",
              description: "connect() made a transport",
            },
            connection_closed: { description: "ignored: it counted as closed when its error came" },
            connection_forgotten: { description: "ignored: it was closed before it was forgotten" },
          },
        },
        connecting: {
          on: {
            connection_opened: {
              target: "open",
              label: "opened",
              description: "the server accepted the WebSocket",
            },
            connection_errored: {
              target: "closed",
              label: "failed",
              description: "the connection could not be made",
            },
            connection_closed: {
              target: "closed",
              label: "failed",
              description: "the connection could not be made",
            },
            connection_closing: {
              target: "closing",
              actions: "closeByUs",
              description: "the client gave up before it was open",
            },
          },
        },
        open: {
          on: {
            connection_closing: {
              target: "closing",
              actions: "closeByUs",
              label: "close()",
              description: "the client called close()",
            },
            connection_errored: { target: "closed", label: "lost", description: "the connection failed" },
            connection_closed: {
              target: "closed",
              label: "lost",
              description: "the server or the network closed it",
            },
            connection_opening: {
              guard: "ended",
              target: "connecting",
              actions: "begin",
              description: "connect() after disconnect() does not wait for the buffer to drain",
            },
          },
        },
        closing: {
          on: {
            connection_closed: {
              target: "closed",
              label: "closed",
              description: "the other end confirmed the close",
            },
            connection_errored: {
              target: "closed",
              label: "closed",
              description: "it ended before the close was confirmed",
            },
            connection_forgotten: {
              target: "closed",
              label: "closed",
              description: "no confirmation after 1.5 s: the client goes on without it",
            },
            connection_opening: {
              guard: "ended",
              target: "connecting",
              actions: "begin",
              description: "connect() after disconnect() does not wait for the close",
            },
          },
        },
      },
    },
    heartbeat: {
      initial: "off",
      states: {
        off: {
          on: {
            connection_opened: {
              target: "scheduled",
              label: "opened",
              description: "the first heartbeat is due in 30 s",
            },
            connection_closed: { description: "ignored: no heartbeat is running" },
            teardown_started: { description: "ignored: no heartbeat is running" },
          },
        },
        scheduled: {
          on: {
            heartbeat_fired: {
              target: "awaiting_reply",
              label: "30 s",
              description: "30 s are over: a heartbeat is sent",
            },
            connection_closed: { target: "off", description: "the connection is gone" },
            teardown_started: { target: "off", description: "the connection is being given up" },
          },
        },
        awaiting_reply: {
          on: {
            heartbeat_replied: {
              target: "scheduled",
              label: "reply",
              description: "the server is there; the next heartbeat is due in 30 s",
            },
            heartbeat_timeout_fired: {
              target: "off",
              label: "no reply",
              description: "30 s without a reply: the connection is presumed dead",
            },
            connection_closed: { target: "off", description: "the connection is gone" },
            teardown_started: { target: "off", description: "the connection is being given up" },
          },
        },
      },
    },
    reconnect: {
      initial: "off",
      states: {
        off: {
          on: {
            channels_told: [
              {
                guard: "lost",
                target: "scheduled",
                actions: "schedule",
                label: "lost",
                description: "lost without anyone here asking for it",
              },
              { description: "ignored: the client closed it itself, and whoever did so goes on" },
            ],
            drain_started: {
              target: "draining",
              actions: "startDrain",
              label: "given up",
              description: "a connection given up for a new one is waited for, up to 1.5 s",
            },
            disconnect_called: { actions: "giveUp", description: "the page wants no connection" },
            connection_opening: { description: "ignored: no attempt is scheduled" },
            connection_opened: {
              actions: "resetTries",
              description: "connected: count attempts from 1 again",
            },
            page_shown: [
              {
                guard: "wantedButDown",
                actions: "resetTries",
                description: "the page came back without a connection: connect at once",
              },
              { description: "ignored: connected, or the page wants no connection" },
            ],
          },
        },
        scheduled: {
          on: {
            reconnect_fired: {
              target: "off",
              actions: "countTry",
              label: "fired",
              description: "the wait is over: connect",
            },
            disconnect_called: {
              target: "off",
              actions: "giveUp",
              description: "the page wants no connection",
            },
            connection_opening: {
              target: "off",
              actions: "cancel",
              description: "connect() was called before the wait was over",
            },
            page_shown: {
              target: "off",
              actions: "resetTries",
              description: "the page came back: do not wait any longer",
            },
          },
        },
        draining: {
          on: {
            drain_started: { actions: "startDrain", description: "waited for twice, as the page came back" },
            drain_ended: [
              {
                guard: "waitsOn",
                actions: "endDrain",
                description: "waited for twice, and one of the waits goes on",
              },
              {
                guard: "reconnects",
                target: "scheduled",
                actions: "endDrain",
                label: "drained",
                description: "the dead connection is closed or forgotten: try again",
              },
              {
                guard: "scheduledMeanwhile",
                target: "scheduled",
                actions: "endDrain",
                description: "a connection made in the meantime was lost as well",
              },
              {
                target: "off",
                actions: "endDrain",
                description: "connect at once, unless the page disconnected or connected meanwhile",
              },
            ],
            channels_told: [
              {
                guard: "lost",
                actions: "schedule",
                description: "a connection made in the meantime was lost as well",
              },
              { description: "ignored: the close that is being waited for" },
            ],
            reconnect_fired: {
              actions: "countTry",
              description: "the attempt for a connection made in the meantime",
            },
            disconnect_called: { actions: "giveUp", description: "the wait goes on, but leads nowhere" },
            connection_opening: {
              actions: "cancel",
              description: "another connection is made while the old one is waited for",
            },
            connection_opened: {
              actions: "resetTries",
              description: "connected: count attempts from 1 again",
            },
            page_shown: [
              {
                guard: "wantedButDown",
                actions: "resetTries",
                description: "the page came back: connect as soon as the wait is over",
              },
              { description: "ignored: connected, or the page wants no connection" },
            ],
          },
        },
      },
    },
  },
};
