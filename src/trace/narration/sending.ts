import type { JsonValue } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { CLOSE, ERROR, HEARTBEAT, JOIN, LEAVE, REPLY } from "../../protocol/reserved.ts";
import {
  askedNoun,
  contents,
  eventName,
  eventOf,
  type Frame,
  frameOf,
  nounOf,
  type Sent,
  status,
  text,
} from "./frame.ts";
import { CONTROL_FRAMES } from "./late.ts";
import type { Story } from "./story.ts";
import { duration } from "./words.ts";

export function sentSentence(sent: Sent, story: Story): string {
  const frame = frameOf(sent);
  if (frame === null) return `${nounOf(sent, story)} goes out${onBadLink(sent, story) ?? ""}.`;
  const bad = onBadLink(sent, story);
  const what = sent.direction === "up" ? sendsUp(sent, frame, story) : sendsDown(sent, frame, story);
  return `${what.says}${bad ?? what.because}.`;
}

/** `because` is left out where the link is bad and that is what there is to say. */
export type Sending = { readonly says: string; readonly because: string };

function sendsUp(sent: Sent, frame: Frame, story: Story): Sending {
  const { event, ref, joinRef, payload } = frame;
  const goesOut = `${nounOf(sent, story)} goes out`;
  switch (event) {
    case JOIN: {
      const timer = story.cause(sent, "timer_fired");
      const tries = timer?.purpose.is === "rejoin" ? `, attempt ${timer.purpose.tries},` : "";
      return {
        says: `${goesOut}${tries} with \`join_ref\` ${text(joinRef)}${lastSeenId(payload)}`,
        because: "",
      };
    }
    case HEARTBEAT:
    case LEAVE:
      return CONTROL_FRAMES.now.upSending(event, sent, goesOut, story);
  }
  const call = story.cause(sent, "api_called")?.call;
  if (call?.name === "push") {
    const waits = `, and the client waits up to ${duration(call.timeoutMs)} for the reply to that ref`;
    return {
      says: `${story.name(sent.client)}'s page pushes ${eventName(frame)}: it goes out with ref ${text(ref)}`,
      because: waits,
    };
  }
  const flushed = story.cause(sent, "frame_arrived") !== null;
  return {
    says: `${nounOf(sent, story)} ${flushed ? "leaves the client's buffer" : "goes out"} with ref ${text(ref)}`,
    because: flushed ? ", now that the channel is joined" : "",
  };
}

function sendsDown(sent: Sent, frame: Frame, story: Story): Sending {
  switch (frame.event) {
    case REPLY: {
      const asked = askedNoun(sent, frame, story);
      return {
        says: `The server replies ${status(frame)} to ${asked}${contents(frame.payload)}`,
        because: "",
      };
    }
    case ERROR:
    case CLOSE:
      return CONTROL_FRAMES.now.downSending(frame.event, sent, story);
  }
  if (frame.joinRef === null) {
    return {
      says: `${nounOf(sent, story)} goes out`,
      because: ": it was encoded once for everybody, so no channel process has to run",
    };
  }
  return {
    says: `${story.channelProcess(sent.client, frame.topic)} pushes ${eventOf(frame)}${contents(frame.payload)}`,
    because: "",
  };
}

function lastSeenId(payload: JsonValue): string {
  const id = isJsonObject(payload) ? payload["last_seen_id"] : undefined;
  return id === undefined ? "" : ` and \`last_seen_id: ${text(id)}\``;
}

// While the link is cut the browser has no connection any more, so what the server writes has no reader.
function onBadLink({ client, direction }: Sent, story: Story): string | null {
  const link = story.linkOf(client);
  if (link === "silent")
    return ", but the link is silent: TCP keeps it and tries again, in case the link comes back in time";
  return link === "cut" && direction === "down"
    ? `, but ${story.name(client)}'s cable is pulled: the server cannot know, and its TCP tries again and again`
    : null;
}
