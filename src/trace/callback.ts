import type { TraceBody } from "./event.ts";

/** Whether an event cannot come from within a callback of a page that was running: it begins one, or none is running. */
export function endsCallback(event: TraceBody): boolean {
  switch (event.kind) {
    case "api_called":
      return event.within === undefined;
    case "input_applied":
    case "timer_fired":
    case "visibility_changed":
    case "lifecycle_changed":
    case "page_closed":
    case "connection_opened":
    case "connection_errored":
    case "connection_closed":
    case "frame_arrived":
      return true;
    default:
      return false;
  }
}
