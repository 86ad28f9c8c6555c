import { closedSentence, closingSentence, erroredSentence, serverClosedSentence } from "./ending.ts";
import { linkSentence } from "./link.ts";
import { heldSentence, lostSentence } from "./loss.ts";
import { reopenedSentence, reopeningSentence } from "./reconnection.ts";
import { refusedSentence, restartedSentence, stoppedSentence, stoppingSentence } from "./restart.ts";
import type { Story, Told } from "./story.ts";

type Outage = Told<
  | "connection_opening"
  | "connection_opened"
  | "connection_closing"
  | "connection_errored"
  | "connection_closed"
  | "link_changed"
  | "frame_held"
  | "frame_lost"
  | "server_started"
  | "server_stopping"
  | "server_stopped"
  | "upgrade_refused"
  | "server_connection_closed"
>;

/** How a line, a connection or the server ends, and how it comes back. */
export function outageSentence(event: Outage, story: Story): string {
  switch (event.kind) {
    case "connection_opening":
      return reopeningSentence(event, story);
    case "connection_opened":
      return reopenedSentence(event, story);
    case "connection_closing":
      return closingSentence(event, story);
    case "connection_errored":
      return erroredSentence(event, story);
    case "connection_closed":
      return closedSentence(event, story);
    case "link_changed":
      return linkSentence(event, story);
    case "frame_held":
      return heldSentence(event, story);
    case "frame_lost":
      return lostSentence(event, story);
    case "server_started":
      return restartedSentence(story);
    case "server_stopping":
      return stoppingSentence(event, story);
    case "server_stopped":
      return stoppedSentence(event);
    case "upgrade_refused":
      return refusedSentence(event, story);
    case "server_connection_closed":
      return serverClosedSentence(event, story);
  }
}
