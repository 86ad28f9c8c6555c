import type { JsonValue } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { CLOSE, ERROR, HEARTBEAT, JOIN, LEAVE, REPLY } from "../../protocol/reserved.ts";
import type { ClientId } from "../ids.ts";
import { askedBy, type Frame, frameOf, isJoinOf, nounOf, type Sent, status, text } from "./frame.ts";
import { CONTROL_FRAMES } from "./late.ts";
import type { Story, Told } from "./story.ts";
import { code } from "./words.ts";

export function arrivedSentence(event: Told<"frame_arrived">, story: Story): string {
  const sent = story.sent(event.frame);
  if (sent === null) return "A frame arrives that nobody saw leave.";
  const frame = frameOf(sent);
  if (frame === null) return `${nounOf(sent, story)} arrives.`;
  const what = sent.direction === "up" ? atServer(event, sent, frame, story) : atClient(sent, frame, story);
  return `${nounOf(sent, story)} arrives${what}.`;
}

function atServer(arrived: Told<"frame_arrived">, sent: Sent, frame: Frame, story: Story): string {
  const { event, topic, joinRef } = frame;
  const who = story.name(sent.client);
  const joining = story.joinAhead(arrived);
  if (joining !== null) {
    return `, and waits: the transport process takes nothing until \`join/3\` on ${code(joining)} has returned`;
  }
  if (event === HEARTBEAT) return ": the transport process answers it itself";
  const reply = story.after("frame_sent", (answer) => isReplyTo(answer, sent, frame));
  if (event === JOIN) {
    const reason = reply === null ? null : reasonOf(frameOf(reply));
    return reason === null
      ? ": the transport process looks up the channel module of that topic"
      : CONTROL_FRAMES.now.refusedJoin(reason);
  }
  const passedOn = story.after("message_sent", ({ label, to }) => {
    return label.is === "push" && label.event === event && story.isChannelOf(to, sent.client, topic);
  });
  if (reply !== null && (passedOn === null || passedOn.seq > reply.seq)) {
    const answer = event === LEAVE ? "`ok`" : "`unmatched topic`";
    return `: ${who} has no channel process there, so the transport process answers ${answer} itself`;
  }
  if (isStale(sent, frame, story)) {
    return `, but its \`join_ref\` ${text(joinRef)} is that of an earlier join: the transport process drops it without an answer`;
  }
  return passedOn === null
    ? ""
    : `: the transport process passes it on to ${story.channelProcess(sent.client, topic)}`;
}

function isReplyTo(answer: Sent, asked: Sent, { ref, topic }: Frame): boolean {
  if (answer.direction !== "down" || answer.connection !== asked.connection) return false;
  // Most frames are none, and need not be parsed to see that.
  if (typeof answer.data === "string" && !answer.data.includes(REPLY)) return false;
  const frame = frameOf(answer);
  return frame?.event === REPLY && frame.ref === ref && frame.topic === topic;
}

function reasonOf(frame: Frame | null): JsonValue {
  const response = isJsonObject(frame?.payload) ? frame.payload["response"] : undefined;
  return isJsonObject(response) ? (response["reason"] ?? null) : null;
}

// Whether a later join of the topic had gone out over this connection before it: frames arrive in the order in which
// they were sent (phoenix 1.8.12, lib/phoenix/socket.ex, for what the transport process then does).
function isStale(sent: Sent, { joinRef, topic }: Frame, story: Story): boolean {
  if (joinRef === null) return false;
  const join = story.beforeSeq(
    sent.seq,
    "frame_sent",
    (event) => event.connection === sent.connection && isJoinOf(event, sent.client, topic),
  );
  return join !== null && frameOf(join)?.joinRef !== joinRef;
}

function atClient(sent: Sent, frame: Frame, story: Story): string {
  if (story.before("connection_closing", ({ connection }) => connection === sent.connection) !== null) {
    return " too late: the client is closing this WebSocket, so the browser hands nothing to the page any more";
  }
  if (isOutdated(sent, frame, story)) {
    return `, but its \`join_ref\` ${text(frame.joinRef)} is that of a join which the client has given up: it drops it`;
  }
  switch (frame.event) {
    case REPLY:
      return `: ${afterReply(sent, frame, story)}`;
    case ERROR:
    case CLOSE:
      return CONTROL_FRAMES.now.downArrival(frame.event, story);
    default:
      return story.hasEffect()
        ? `: the page listens for ${code(frame.event)}, so its listener runs`
        : ": the client hands it to the page's listeners, and the page stays as it is";
  }
}

function afterReply(sent: Sent, frame: Frame, story: Story): string {
  const asked = askedBy(sent, frame, story);
  switch (asked?.frame.event) {
    case HEARTBEAT:
      return CONTROL_FRAMES.now.pulse(story);
    case JOIN:
      if (status(frame) !== "`ok`") return CONTROL_FRAMES.now.erroredChannel(story);
      return "the channel is `joined`, and its `ok` hooks run";
    default:
      return `the client stops waiting and runs the ${status(frame)} hooks`;
  }
}

// phoenix 1.8.16, assets/js/phoenix/channel.js: `isMember`, and a join that timed out has no ref any more.
function isOutdated({ client }: Sent, { joinRef, topic }: Frame, story: Story): boolean {
  if (joinRef === null) return false;
  const current = story.before("frame_sent", (event) => isJoinOf(event, client, topic));
  if (current === null) return false;
  const timedOut = story.before("timer_fired", (event) => isJoinTimeout(event, client, topic, story));
  return frameOf(current)?.joinRef !== joinRef || (timedOut !== null && timedOut.seq > current.seq);
}

function isJoinTimeout(event: Told<"timer_fired">, client: ClientId, topic: string, story: Story): boolean {
  const { purpose } = event;
  return (
    event.client === client &&
    purpose.is === "push_timeout" &&
    purpose.topic === topic &&
    story.eventOfPush(purpose.push, client) === JOIN
  );
}
