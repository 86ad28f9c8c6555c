import type { JsonValue } from "../../protocol/json.ts";
import { type CLOSE, ERROR, HEARTBEAT, LEAVE } from "../../protocol/reserved.ts";
import type { Sent } from "./frame.ts";
import type { Sending } from "./sending.ts";
import type { Story } from "./story.ts";
import { code, duration } from "./words.ts";

/** A frame of the client's own goes out: `goesOut` says which. */
export function upSending(
  event: typeof HEARTBEAT | typeof LEAVE,
  sent: Sent,
  goesOut: string,
  story: Story,
): Sending {
  const timer = story.cause(sent, "timer_fired");
  switch (event) {
    case HEARTBEAT: {
      const delayMs = timer === null ? null : story.delayOf(timer.timer, sent.client);
      const after = delayMs === null ? "" : ` after ${duration(delayMs)}`;
      return { says: `${goesOut}${after}`, because: ": the client asks whether the server is still there" };
    }
    case LEAVE:
      return { says: goesOut, because: whyLeft(sent, timer !== null, story) };
  }
}

function whyLeft(sent: Sent, isLate: boolean, story: Story): string {
  if (story.cause(sent, "api_called")?.call.name === "join") {
    return ": the page joins the topic again, and the client keeps one channel of it";
  }
  return isLate
    ? ", in case the server has joined what the client has given up"
    : ": the server may end the channel process";
}

/** The server tells the client of the end of a channel process. */
export function downSending(event: typeof ERROR | typeof CLOSE, sent: Sent, story: Story): Sending {
  return {
    says: `The server tells ${story.name(sent.client)} ${code(event)}`,
    because: `, because the channel process has ${event === ERROR ? "crashed" : "ended"}`,
  };
}

/** What it means to the client. */
export function downArrival(event: typeof ERROR | typeof CLOSE, story: Story): string {
  return event === ERROR ? `: ${erroredChannel(story)}` : ": the channel is closed and will not be rejoined";
}

/** What a reply other than `ok` to a join means to the client. */
export function erroredChannel(story: Story): string {
  const delayMs = story.delayAhead("rejoin");
  const again = delayMs === null ? "" : ` and will be rejoined in ${duration(delayMs)}`;
  return `the channel is \`errored\`${again}`;
}

/** What the reply to a heartbeat means to the client. */
export function pulse(story: Story): string {
  const delayMs = story.delayAhead("heartbeat");
  return `the connection is alive${delayMs === null ? "" : `, and the next heartbeat is due in ${duration(delayMs)}`}`;
}

/** What becomes of a join that is refused for that reason. */
export function refusedJoin(reason: JsonValue): string {
  switch (reason) {
    case "unmatched topic":
      return ": no channel module is routed to that topic, so the transport process answers `unmatched topic` itself";
    case "too many channels joined":
      return ": the connection has too many channels already, so the transport process refuses it itself";
    default:
      return ": the transport process looks up the channel module of that topic";
  }
}
