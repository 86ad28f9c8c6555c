import { type AnyMachineSnapshot, assign, setup } from "xstate";
import type { PushState } from "../trace/client-state.ts";
import { type ArrowObserver, type Chart, makeChart } from "./chart.ts";
import { type PushConfig, type PushContext, type PushEvent, pushConfig } from "./push-config.ts";

export type PushView = PushState["state"];
export type PushChart = Chart<PushEvent, PushView>;

const pushSetup = setup({
  types: {
    // XState takes types as a value; nothing reads it.
    context: {} as PushContext,
    // As above.
    events: {} as PushEvent,
  },
  guards: { saysTimeout: ({ event }) => event.type === "replied" && event.status === "timeout" },
  actions: {
    keepStatus: assign({ status: ({ event }) => (event.type === "replied" ? event.status : "") }),
    forgetStatus: assign({ status: "" }),
  },
});

/** The XState machine of a definition, by default the one above. */
export function makePushMachine(config: PushConfig = pushConfig) {
  // Our plain data is XState's configuration; XState's own type wants literal target names on top of it.
  return pushSetup.createMachine(config as Parameters<typeof pushSetup.createMachine>[0]);
}

export function makePushChart(config: PushConfig = pushConfig, observe?: ArrowObserver): PushChart {
  return makeChart(makePushMachine(config), readPush, observe);
}

function readPush(snapshot: AnyMachineSnapshot): PushView {
  // The machine was made from `pushConfig` or an alteration of it: states and context are known.
  const is = snapshot.value as PushView["is"];
  // As above.
  const { status } = snapshot.context as PushContext;
  return is === "replied" ? { is, status } : { is };
}
