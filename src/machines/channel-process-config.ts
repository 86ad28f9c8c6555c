import type { ChartConfig } from "./chart-config.ts";

/** What a channel process machine is told. */
export type ProcessEvent =
  | { readonly type: "callback_entered"; readonly callback: string }
  | { readonly type: "callback_returned"; readonly stops: boolean }
  /** It tells the transport that it closes in good order. */
  | { readonly type: "socket_close_sent" }
  | { readonly type: "exited"; readonly crashed: boolean };

export type ProcessContext = { readonly callback: string | null };
type ProcessGuard = "stops" | "crashed" | "joins" | "terminates";
type ProcessAction = "enter" | "leave";
export type ProcessConfig = ChartConfig<ProcessContext, ProcessEvent["type"], ProcessGuard, ProcessAction>;

const EXITED = [
  { guard: "crashed", target: "crashed", label: "raises", description: "an exception or an abnormal exit" },
  { target: "gone", label: "exits", description: "it exited in good order" },
] as const;
const TERMINATES = {
  guard: "terminates",
  target: "closing",
  actions: "leave",
  description: "it stops, and cleans up after itself",
} as const;

/** The process of one channel on the server (Phoenix 1.8.12, lib/phoenix/channel/server.ex). */
export const processConfig: ProcessConfig = {
  id: "channel process",
  initial: "joining",
  context: { callback: null },
  states: {
    joining: {
      on: {
        callback_entered: [
          { guard: "joins", description: "ignored: join/3 is what joining means" },
          TERMINATES,
          { target: "looping", actions: "enter", description: "a message came: join/3 is behind it" },
        ],
        callback_returned: [
          { guard: "stops", target: "closing", label: "refused", description: "join/3 refused" },
          {
            target: "looping",
            label: "ok",
            description: "join/3 accepted: from here on it handles messages",
          },
        ],
        exited: EXITED,
      },
    },
    looping: {
      on: {
        callback_entered: [
          TERMINATES,
          { actions: "enter", label: "message", description: "the next message from its mailbox" },
        ],
        callback_returned: [
          {
            guard: "stops",
            target: "closing",
            actions: "leave",
            label: "stops",
            description: "the callback answered with :stop",
          },
          { actions: "leave", description: "waits for the next message" },
        ],
        socket_close_sent: {
          target: "closing",
          actions: "leave",
          description: "the client left, or a callback stopped it: the transport tells the client",
        },
        exited: EXITED,
      },
    },
    closing: {
      on: {
        callback_entered: { description: "ignored: what was in its mailbox before, and terminate/2" },
        callback_returned: { description: "ignored: it closes in any case" },
        socket_close_sent: { description: "ignored: it closes in any case" },
        exited: EXITED,
      },
    },
    crashed: {},
    gone: {},
  },
};
