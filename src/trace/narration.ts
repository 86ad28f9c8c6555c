import type { TraceEvent } from "./event.ts";
import type { ClientId, Seq } from "./ids.ts";
import { arrivedSentence } from "./narration/arrival.ts";
import { apiSentence, pageSentence } from "./narration/client.ts";
import { openedSentence, openingSentence } from "./narration/connection.ts";
import { inputSentence } from "./narration/input.ts";
import { NODES, OUTAGES, PAGE_LIFE, PROCESS_LIFE, RARE_INPUTS, TIMERS } from "./narration/late.ts";
import { enteredSentence, processStartedSentence, returnedSentence } from "./narration/process.ts";
import { sentSentence } from "./narration/sending.ts";
import { acceptedSentence, dispatchedSentence, startedSentence, storedSentence } from "./narration/server.ts";
import { Story } from "./narration/story.ts";

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
      return inputSentence(event, story);
    case "api_called":
      return apiSentence(event, story);
    case "page_changed":
      return pageSentence(event, story);
    case "page_threw":
    case "page_closed":
    case "visibility_changed":
    case "lifecycle_changed":
      return PAGE_LIFE.now.lifeSentence(event, story);
    case "timer_set":
    case "timer_cancelled":
    case "timer_fired":
      return TIMERS.now.timerSentence(event, story);
    case "connection_opening":
      return openingSentence(event, story);
    case "connection_opened":
      return openedSentence(event, story);
    case "frame_sent":
      return sentSentence(event, story);
    case "frame_arrived":
      return arrivedSentence(event, story);
    case "server_started":
      return startedSentence(event, story);
    case "upgrade_accepted":
      return acceptedSentence(event, story);
    case "connection_closing":
    case "connection_errored":
    case "connection_closed":
    case "link_changed":
    case "frame_held":
    case "frame_lost":
    case "server_stopping":
    case "server_stopped":
    case "upgrade_refused":
    case "server_connection_closed":
      return OUTAGES.now.outageSentence(event, story);
    case "link_profile_changed":
    case "clock_advanced":
      return RARE_INPUTS.now.settingSentence(event, story);
    case "nodes_met":
    case "nodes_connected":
    case "nodes_disconnected":
    case "broadcast_forwarded":
      return NODES.now.nodesSentence(event, story);
    case "broadcast_dispatched":
      return dispatchedSentence(event, story);
    case "row_stored":
      return storedSentence(event, story);
    case "process_started":
      return processStartedSentence(event, story);
    case "callback_entered":
      return enteredSentence(event, story);
    case "callback_returned":
      return returnedSentence(event, story);
    case "process_exited":
    case "message_sent":
    case "process_slept":
    case "rows_read":
    case "row_sought":
    case "logged":
      return PROCESS_LIFE.now.processSentence(event, story);
  }
}
