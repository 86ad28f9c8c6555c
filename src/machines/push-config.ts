import type { ChartConfig } from "./chart-config.ts";

/** What a push machine is told. */
export type PushEvent =
  | { readonly type: "channel_held" }
  | { readonly type: "socket_held" }
  | { readonly type: "frame_sent" }
  | { readonly type: "params_threw" }
  /** Its channel has left or joined anew: the client throws the message away in place of sending it. */
  | { readonly type: "outdated" }
  | { readonly type: "replied"; readonly status: string }
  | { readonly type: "timeout_fired" }
  /** Only of a join: it is made ready to be sent anew. */
  | { readonly type: "reset" };

export type PushContext = { readonly status: string };
type PushGuard = "saysTimeout";
type PushAction = "keepStatus" | "forgetStatus";
export type PushConfig = ChartConfig<PushContext, PushEvent["type"], PushGuard, PushAction>;

const TIMED_OUT = {
  target: "timed_out",
  label: "timeout",
  description: "no reply within the push's timeout",
};
const RESET = { target: "idle", description: "the join is made ready to be sent anew" };
const REPLIED = [
  {
    guard: "saysTimeout",
    target: "timed_out",
    description: "the server answered with the status timeout, which the client takes for one",
  },
  { target: "replied", actions: "keepStatus", label: "reply", description: "the reply with its ref came" },
] as const;

/** A push; a join and a leave are pushes too (phoenix 1.8.16, assets/js/phoenix/push.js and socket.js). */
export const pushConfig: PushConfig = {
  id: "push",
  initial: "idle",
  context: { status: "" },
  states: {
    idle: {
      on: {
        frame_sent: { target: "sent", label: "sent", description: "its frame went out" },
        channel_held: {
          target: "channel_buffered",
          label: "not joined",
          description: "the channel is not joined: kept until it is, with the timeout running",
        },
        socket_held: {
          target: "socket_buffered",
          label: "not open",
          description: "the socket is not open: kept until it is",
        },
        params_threw: {
          target: "dropped",
          description:
            "marked as sent, then the params function threw: there is no frame, and none will come",
        },
        outdated: { target: "dropped", description: "the params function left the channel: nothing is sent" },
        reset: { description: "ignored: nothing was sent yet" },
        timeout_fired: { description: "ignored: the timeout of an attempt that was given up" },
      },
    },
    channel_buffered: {
      on: {
        frame_sent: {
          target: "sent",
          label: "joined",
          description: "the join succeeded: sent with a new ref and timeout",
        },
        timeout_fired: {
          target: "timed_out",
          label: "timeout",
          description: "its timeout passed while it was kept",
        },
      },
    },
    socket_buffered: {
      on: {
        frame_sent: {
          target: "sent",
          label: "opened",
          description: "the socket opened and emptied its buffer",
        },
        replied: {
          target: "replied",
          actions: "keepStatus",
          description: "leave() answers itself, because its channel cannot push any more",
        },
        outdated: {
          target: "dropped",
          description: "the channel left while it was kept: the socket opened and threw it away",
        },
        timeout_fired: TIMED_OUT,
        reset: RESET,
      },
    },
    dropped: { on: { timeout_fired: TIMED_OUT, reset: RESET } },
    sent: { on: { replied: REPLIED, timeout_fired: TIMED_OUT, reset: RESET } },
    replied: { on: { reset: { ...RESET, actions: "forgetStatus" } } },
    timed_out: { on: { reset: RESET } },
  },
};
