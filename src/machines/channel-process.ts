import { type AnyMachineSnapshot, assign, setup } from "xstate";
import type { ProcessState } from "../trace/client-state.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { Pid } from "../trace/ids.ts";
import { type ArrowObserver, type Chart, type ChartConfig, makeChart, type Position } from "./chart.ts";

/** What a channel process machine is told. */
export type ProcessEvent =
  | { readonly type: "callback_entered"; readonly callback: string }
  | { readonly type: "callback_returned"; readonly stops: boolean }
  /** It tells the transport that it closes in good order. */
  | { readonly type: "socket_close_sent" }
  | { readonly type: "exited"; readonly crashed: boolean };

type ProcessContext = { readonly callback: string | null };
type ProcessGuard = "stops" | "crashed" | "joins" | "terminates";
type ProcessAction = "enter" | "leave";
export type ProcessConfig = ChartConfig<ProcessContext, ProcessEvent["type"], ProcessGuard, ProcessAction>;

const EXITED = [
  { guard: "crashed", target: "crashed", description: "an exception or an abnormal exit" },
  { target: "gone", description: "it exited in good order" },
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
          { guard: "stops", target: "closing", description: "join/3 refused" },
          { target: "looping", description: "join/3 accepted: from here on it handles messages" },
        ],
        exited: EXITED,
      },
    },
    looping: {
      on: {
        callback_entered: [
          TERMINATES,
          { actions: "enter", description: "the next message from its mailbox" },
        ],
        callback_returned: [
          {
            guard: "stops",
            target: "closing",
            actions: "leave",
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
};

const standardChart = makeProcessChart();

/** A process that was just started. */
export function startProcess(pid: Pid, chart: ProcessChart = standardChart): ProcessModel {
  return { pid, chart, position: chart.start };
}

/**
 * The model after one more trace event, the very same one if the event is not about this process. A process
 * that is not a channel's joins nothing: it loops from its start. Throws `UnknownTransitionError`.
 */
export function feedProcess(model: ProcessModel, traceEvent: TraceEvent): ProcessModel {
  const event = readProcessEvent(model.pid, traceEvent);
  if (event === null) return model;
  const position = model.chart.step(model.position, event);
  return position === model.position ? model : { ...model, position };
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
