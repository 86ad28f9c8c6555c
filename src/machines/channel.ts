import { type AnyMachineSnapshot, assign, setup } from "xstate";
import type { ChannelState } from "../trace/client-state.ts";
import {
  type ChannelConfig,
  type ChannelContext,
  type ChannelEvent,
  channelConfig,
} from "./channel-config.ts";
import { type ArrowObserver, type Chart, makeChart } from "./chart.ts";

/** What the client model reads off a channel machine. */
export type ChannelView = {
  readonly state: ChannelState["state"];
  readonly rejoin: ChannelState["rejoin"];
  readonly joinedOnce: boolean;
};

export type ChannelChart = Chart<ChannelEvent, ChannelView>;

const channelSetup = setup({
  types: {
    // XState takes types as a value; nothing reads it.
    context: {} as ChannelContext,
    // As above.
    events: {} as ChannelEvent,
  },
  guards: {
    connected: ({ event }) => "connected" in event && event.connected,
  },
  actions: {
    countTry: assign({ tries: ({ context }) => context.tries + 1 }),
    resetTries: assign({ tries: 0 }),
  },
});

/** The XState machine of a definition, by default the one above. */
export function makeChannelMachine(config: ChannelConfig = channelConfig) {
  // Our plain data is XState's configuration; XState's own type wants literal target names on top of it.
  return channelSetup.createMachine(config as Parameters<typeof channelSetup.createMachine>[0]);
}

export function makeChannelChart(
  config: ChannelConfig = channelConfig,
  observe?: ArrowObserver,
): ChannelChart {
  return makeChart(makeChannelMachine(config), readChannel, observe);
}

function readChannel(snapshot: AnyMachineSnapshot): ChannelView {
  // The machine was made from `channelConfig` or an alteration of it: regions and context are known.
  const value = snapshot.value as {
    join: "not_called" | "called";
    state: ChannelState["state"];
    rejoin: ChannelState["rejoin"]["is"];
  };
  // As above.
  const { tries } = snapshot.context as ChannelContext;
  return {
    state: value.state,
    rejoin: value.rejoin === "scheduled" ? { is: "scheduled", tries: tries + 1 } : { is: "off" },
    joinedOnce: value.join === "called",
  };
}
