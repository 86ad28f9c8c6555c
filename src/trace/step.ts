import type { ApiCall, LinkState, TraceEvent, TraceKind } from "./event.ts";
import type { Input } from "./input.ts";
import { Story, type Told } from "./narration/story.ts";

/**
 * Whether a trace event is worth a stop when stepping through a run. What is one thing to a reader is one stop, at
 * its last event: a timer fires and the client connects, an attempt errs and closes, a cable is pulled and the link
 * is cut. `events` is the trace with everything that happened in the moment of the event.
 */
export function isStep(event: TraceEvent, events: readonly TraceEvent[]): boolean {
  const story = new Story(events, event.seq, NO_NAMES);
  const ledTo: LedTo = (...kinds) => kinds.some((kind) => story.effect(kind, () => true) !== null);
  switch (event.kind) {
    case "timer_set":
    case "timer_cancelled":
    // Its close event follows at once.
    case "connection_errored":
    // The input has told of it.
    case "link_profile_changed":
    case "clock_advanced":
    case "page_closed":
      return false;
    case "lifecycle_changed":
    case "visibility_changed":
      return story.cause(event, "input_applied")?.input.kind !== "close_page";
    case "input_applied":
      return !ledTo(...toldBy(event.input));
    case "api_called":
      return isCallStep(event.call, ledTo);
    case "timer_fired":
      return isTimerStep(event, story, ledTo);
    case "connection_opening":
      // Without a network the browser fails it at once, and that tells of it.
      return story.linkOf(event.client) !== "cut";
    case "process_started":
      // `upgrade_accepted` tells of the transport process.
      return event.role.is !== "transport";
    case "message_sent":
      if (event.label.is === "info") return story.cause(event, "input_applied") === null;
      return event.label.is === "drain";
    case "callback_returned":
      return event.callback === "join";
    case "logged":
      return event.level === "warning" || event.level === "error";
    case "frame_held":
      // A link that was bad already when the frame went out was told of then.
      return linkAtSending(event, story) === "up";
    case "frame_lost":
      return story.lossBeside(event, event.seq + 1) === null;
    default:
      return true;
  }
}

/** The state of its link when a frame was sent. */
function linkAtSending(event: Told<"frame_held">, story: Story): LinkState {
  const sent = story.sent(event.frame);
  return sent === null ? "up" : story.linkBefore(sent.seq, sent.client);
}

const NO_NAMES = new Map();

type LedTo = (...kinds: readonly TraceKind[]) => boolean;

function isCallStep(call: ApiCall, ledTo: LedTo): boolean {
  switch (call.name) {
    case "channel":
      return false;
    case "connect":
      return !ledTo("connection_opening");
    case "join":
    case "push":
      return !ledTo("frame_sent");
    case "disconnect":
    case "leave":
      return true;
  }
}

function isTimerStep({ purpose }: Told<"timer_fired">, story: Story, ledTo: LedTo): boolean {
  switch (purpose.is) {
    case "reconnect":
      return !ledTo("connection_opening");
    case "heartbeat":
      return !ledTo("frame_sent");
    case "heartbeat_timeout":
      return !ledTo("connection_closing");
    case "rejoin":
      return !ledTo("frame_sent", "page_threw");
    case "teardown_wait":
      // Up to four looks at the old WebSocket: only what the last one leads to is worth a word.
      return story.effect("timer_set", (set) => set.purpose.is !== "teardown_wait") !== null;
    case "push_timeout":
    case "other":
      return true;
  }
}

/** Inputs that nothing else tells of, whatever they lead to. */
type ToldByItself =
  | "add_viewer"
  | "add_tab"
  | "open_page"
  | "close_page"
  | "change_link"
  | "advance_clock"
  | "annotate"
  | "press"
  | "reset_link"
  | "close_connection"
  | "close_laptop"
  | "open_laptop"
  | "crash_channel"
  | "broadcast";

/** What tells of an input as well, when it led to that. */
const TOLD_BY: { readonly [kind in Exclude<Input["kind"], ToldByItself>]: TraceKind } = {
  pull_cable: "link_changed",
  plug_cable: "link_changed",
  silence_link: "link_changed",
  restore_link: "link_changed",
  restart_server: "server_stopping",
  stop_server: "server_stopping",
  start_server: "server_started",
  netsplit: "nodes_disconnected",
  heal: "nodes_met",
  hide_page: "visibility_changed",
  show_page: "visibility_changed",
  leave_page: "lifecycle_changed",
  return_to_page: "lifecycle_changed",
  connect: "api_called",
  disconnect: "api_called",
  push: "api_called",
  join: "api_called",
  leave: "api_called",
};

function toldBy({ kind }: Input): readonly TraceKind[] {
  const known: { readonly [kind in Input["kind"]]?: TraceKind } = TOLD_BY;
  const told = known[kind];
  return told === undefined ? [] : [told];
}
