import { type AnyMachineSnapshot, assign, setup } from "xstate";
import type { SocketState } from "../trace/client-state.ts";
import { type ArrowObserver, type Chart, makeChart } from "./chart.ts";
import { type SocketConfig, type SocketContext, type SocketEvent, socketConfig } from "./socket-config.ts";

/** What the other machines and the client model read off a socket machine. */
export type SocketView = {
  readonly state: SocketState;
  readonly wanted: boolean;
  readonly closedByUs: boolean;
};

export type SocketChart = Chart<SocketEvent, SocketView>;

const socketSetup = setup({
  types: {
    // XState takes types as a value; nothing reads it.
    context: {} as SocketContext,
    // As above.
    events: {} as SocketEvent,
  },
  guards: {
    ended: ({ context }) => !context.wanted,
    lost: ({ context }) => context.wanted && !context.closedByUs,
    waitsOn: ({ context }) => context.drains > 1,
    reconnects: ({ event }) => event.type === "drain_ended" && event.reconnects,
    scheduledMeanwhile: ({ context }) => context.pending,
    wantedButDown: ({ context, event }) => event.type === "page_shown" && !event.connected && context.wanted,
  },
  actions: {
    begin: assign({ wanted: true, closedByUs: false }),
    giveUp: assign({ wanted: false, tries: 0, pending: false }),
    closeByUs: assign({ closedByUs: true }),
    schedule: assign({ pending: true }),
    cancel: assign({ pending: false }),
    countTry: assign({ tries: ({ context }) => context.tries + 1, pending: false }),
    // `Timer.reset` counts from 1 again and cancels.
    resetTries: assign({ tries: 0, pending: false }),
    startDrain: assign({ drains: ({ context }) => context.drains + 1 }),
    endDrain: assign({
      drains: ({ context }) => context.drains - 1,
      pending: ({ context, event }) => context.pending || (event.type === "drain_ended" && event.reconnects),
    }),
  },
});

/** The XState machine of a definition, by default the one above. */
export function makeSocketMachine(config: SocketConfig = socketConfig) {
  // Our plain data is XState's configuration; XState's own type wants literal target names on top of it.
  return socketSetup.createMachine(config as Parameters<typeof socketSetup.createMachine>[0]);
}

export function makeSocketChart(config: SocketConfig = socketConfig, observe?: ArrowObserver): SocketChart {
  return makeChart(makeSocketMachine(config), readSocket, observe);
}

function readSocket(snapshot: AnyMachineSnapshot): SocketView {
  // The machine was made from `socketConfig` or an alteration of it: regions and context are known.
  const value = snapshot.value as {
    connection: SocketState["connection"];
    heartbeat: SocketState["heartbeat"];
    reconnect: SocketState["reconnect"]["is"];
  };
  // As above.
  const { tries, wanted, closedByUs } = snapshot.context as SocketContext;
  return {
    state: {
      connection: value.connection,
      heartbeat: value.heartbeat,
      reconnect:
        value.reconnect === "scheduled" ? { is: "scheduled", tries: tries + 1 } : { is: value.reconnect },
    },
    wanted,
    closedByUs,
  };
}
