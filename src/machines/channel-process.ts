import { type AnyMachineSnapshot, assign, setup } from "xstate";
import type { ProcessState } from "../trace/client-state.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { Pid } from "../trace/ids.ts";
import {
  type ProcessConfig,
  type ProcessContext,
  type ProcessEvent,
  processConfig,
} from "./channel-process-config.ts";
import { type ArrowObserver, type Chart, type Moves, makeChart, type Position } from "./chart.ts";

export type ProcessChart = Chart<ProcessEvent, ProcessState>;

const processSetup = setup({
  types: {
    // XState takes types as a value; nothing reads it.
    context: {} as ProcessContext,
    // As above.
    events: {} as ProcessEvent,
  },
  guards: {
    stops: ({ event }) => event.type === "callback_returned" && event.stops,
    crashed: ({ event }) => event.type === "exited" && event.crashed,
    joins: ({ event }) => event.type === "callback_entered" && event.callback === "join",
    terminates: ({ event }) => event.type === "callback_entered" && event.callback === "terminate",
  },
  actions: {
    enter: assign({ callback: ({ event }) => (event.type === "callback_entered" ? event.callback : null) }),
    leave: assign({ callback: null }),
  },
});

/** The XState machine of a definition, by default the one above. */
export function makeProcessMachine(config: ProcessConfig = processConfig) {
  // Our plain data is XState's configuration; XState's own type wants literal target names on top of it.
  return processSetup.createMachine(config as Parameters<typeof processSetup.createMachine>[0]);
}

export function makeProcessChart(
  config: ProcessConfig = processConfig,
  observe?: ArrowObserver,
): ProcessChart {
  return makeChart(makeProcessMachine(config), readProcess, observe);
}

function readProcess(snapshot: AnyMachineSnapshot): ProcessState {
  // The machine was made from `processConfig` or an alteration of it: its states are known.
  const is = snapshot.value as ProcessState["is"];
  // As above.
  const { callback } = snapshot.context as ProcessContext;
  return is === "looping" ? { is, callback } : { is };
}

/** The statechart of one process. Never changed: `feedProcess` returns a new one. */
export type ProcessModel = {
  readonly pid: Pid;
  readonly chart: ProcessChart;
  readonly position: Position<ProcessState>;
  readonly moves: Moves<ProcessEvent, ProcessState> | null;
};

const standardChart = makeProcessChart();

/** A process that was just started. */
export function startProcess(pid: Pid, chart: ProcessChart = standardChart): ProcessModel {
  return { pid, chart, position: chart.start, moves: null };
}

/**
 * The model after one more trace event, the very same one if the event is not about this process. A process
 * that is not a channel's joins nothing: it loops from its start. Throws `UnknownTransitionError`.
 */
export function feedProcess(model: ProcessModel, traceEvent: TraceEvent): ProcessModel {
  const event = readProcessEvent(model.pid, traceEvent);
  if (event === null) return model;
  const { position: from, moves: older } = model;
  const position = model.chart.step(from, event);
  return position === from ? model : { ...model, position, moves: { from, event, older } };
}

export function processStateOf(model: ProcessModel): ProcessState {
  return model.position.view;
}

function readProcessEvent(pid: Pid, traceEvent: TraceEvent): ProcessEvent | null {
  switch (traceEvent.kind) {
    case "process_started":
      if (traceEvent.pid !== pid || traceEvent.role.is === "channel") return null;
      return { type: "callback_returned", stops: false };
    case "callback_entered":
      return traceEvent.pid === pid ? { type: "callback_entered", callback: traceEvent.callback } : null;
    case "callback_returned":
      if (traceEvent.pid !== pid) return null;
      return { type: "callback_returned", stops: isStop(traceEvent.callback, traceEvent.result) };
    case "message_sent":
      return traceEvent.from === pid && traceEvent.label.is === "socket_close"
        ? { type: "socket_close_sent" }
        : null;
    case "process_exited":
      return traceEvent.pid === pid ? { type: "exited", crashed: traceEvent.crashed } : null;
    default:
      return null;
  }
}

/** `{:stop, …}` from any callback, and `{:error, …}` from `join/3`; the shape stands in the trace as text. */
function isStop(callback: string, result: string): boolean {
  return /^\{\s*:stop\b/.test(result) || (callback === "join" && /^\{\s*:error\b/.test(result));
}
