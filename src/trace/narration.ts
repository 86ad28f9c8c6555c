import { Later } from "../loading/later.ts";
import type { TraceEvent } from "./event.ts";
import type { ClientId, Seq } from "./ids.ts";
import { arrivedSentence } from "./narration/arrival.ts";
import {
  apiSentence,
  lifecycleSentence,
  pageClosedSentence,
  pageSentence,
  threwSentence,
  visibilitySentence,
} from "./narration/client.ts";
import {
  closedSentence,
  closingSentence,
  erroredSentence,
  linkSentence,
  openedSentence,
  openingSentence,
  profileSentence,
} from "./narration/connection.ts";
import { inputSentence } from "./narration/input.ts";
import { heldSentence, lostSentence } from "./narration/loss.ts";
import {
  enteredSentence,
  messageSentence,
  processExitedSentence,
  processStartedSentence,
  returnedSentence,
  sleptSentence,
} from "./narration/process.ts";
import { sentSentence } from "./narration/sending.ts";
import {
  acceptedSentence,
  clockSentence,
  connectedNodesSentence,
  disconnectedNodesSentence,
  dispatchedSentence,
  forwardedSentence,
  loggedSentence,
  metNodesSentence,
  readSentence,
  refusedSentence,
  serverClosedSentence,
  soughtSentence,
  startedSentence,
  stoppedSentence,
  stoppingSentence,
  storedSentence,
} from "./narration/server.ts";
import { Story } from "./narration/story.ts";

/** A timer is seldom a stop of its own: it is told by what it sets going. */
const TIMERS = new Later(() => import("./narration/timer.ts"));

/**
 * One sentence for a newcomer: what happened at `seq`, and why. Code words stand between backticks. `events`
 * is the trace, of which everything up to `seq` and what happened in the same moment is read. Throws `NotLoaded`.
 */
export function narrate(
  events: readonly TraceEvent[],
  seq: Seq,
  names: ReadonlyMap<ClientId, string>,
): string {
  const event = events[seq];
  return event === undefined ? "Nothing has happened yet." : sentence(event, new Story(events, seq, names));
}

function sentence(event: TraceEvent, story: Story): string {
  switch (event.kind) {
    case "input_applied":
      return inputSentence(event.input, story);
    case "api_called":
      return apiSentence(event, story);
    case "page_changed":
      return pageSentence(event, story);
    case "page_threw":
      return threwSentence(event, story);
    case "page_closed":
      return pageClosedSentence(event, story);
    case "visibility_changed":
      return visibilitySentence(event, story);
    case "lifecycle_changed":
      return lifecycleSentence(event, story);
    case "timer_set":
    case "timer_cancelled":
      return TIMERS.now.timerSentence(event, story);
    case "timer_fired":
      return TIMERS.now.firedSentence(event, story);
    case "connection_opening":
      return openingSentence(event, story);
    case "connection_opened":
      return openedSentence(event, story);
    case "connection_closing":
      return closingSentence(event, story);
    case "connection_errored":
      return erroredSentence(event, story);
    case "connection_closed":
      return closedSentence(event, story);
    case "link_changed":
      return linkSentence(event, story);
    case "link_profile_changed":
      return profileSentence(event, story);
    case "frame_sent":
      return sentSentence(event, story);
    case "frame_arrived":
      return arrivedSentence(event, story);
    case "frame_held":
      return heldSentence(event, story);
    case "frame_lost":
      return lostSentence(event, story);
    case "server_started":
      return startedSentence(event, story);
    case "nodes_met":
      return metNodesSentence(event);
    case "nodes_connected":
      return connectedNodesSentence(event);
    case "nodes_disconnected":
      return disconnectedNodesSentence(event);
    case "broadcast_forwarded":
      return forwardedSentence(event, story);
    case "clock_advanced":
      return clockSentence(event);
    case "server_stopping":
      return stoppingSentence(event, story);
    case "server_stopped":
      return stoppedSentence(event);
    case "upgrade_accepted":
      return acceptedSentence(event, story);
    case "upgrade_refused":
      return refusedSentence(event, story);
    case "server_connection_closed":
      return serverClosedSentence(event, story);
    case "broadcast_dispatched":
      return dispatchedSentence(event, story);
    case "row_stored":
      return storedSentence(event, story);
    case "rows_read":
      return readSentence(event, story);
    case "row_sought":
      return soughtSentence(event, story);
    case "logged":
      return loggedSentence(event, story);
    case "process_started":
      return processStartedSentence(event, story);
    case "process_exited":
      return processExitedSentence(event, story);
    case "message_sent":
      return messageSentence(event, story);
    case "process_slept":
      return sleptSentence(event, story);
    case "callback_entered":
      return enteredSentence(event, story);
    case "callback_returned":
      return returnedSentence(event, story);
  }
}
