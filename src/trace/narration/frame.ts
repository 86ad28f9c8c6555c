import type { JsonValue } from "../../protocol/json.ts";
import { isJsonArray, isJsonObject } from "../../protocol/json.ts";
import type { FrameData } from "../../protocol/message.ts";
import { CLOSE, ERROR, HEARTBEAT, JOIN, LEAVE, REPLY } from "../../protocol/reserved.ts";
import type { ClientId } from "../ids.ts";
import type { Story, Told } from "./story.ts";
import { annotations, code, duration } from "./words.ts";

/** A text frame of protocol 2.0.0. */
export type Frame = {
  readonly joinRef: JsonValue;
  readonly ref: JsonValue;
  readonly topic: string;
  readonly event: string;
  readonly payload: JsonValue;
};

/** Null for what a sentence cannot name: bytes, or text that is no message. */
export function frameOf(data: FrameData | undefined): Frame | null {
  if (typeof data !== "string") return null;
  let parsed: JsonValue;
  try {
    parsed = JSON.parse(data);
  } catch {
    return null;
  }
  if (!isJsonArray(parsed)) return null;
  const [joinRef = null, ref = null, topic, event, payload = null] = parsed;
  if (typeof topic !== "string" || typeof event !== "string") return null;
  return { joinRef, ref, topic, event, payload };
}

type Sent = Told<"frame_sent">;

export function sentSentence(sent: Sent, story: Story): string {
  return `${nounOf(sent, story)} leaves${onLeaving(sent, story)}${onBadLink(sent, story)}.`;
}

export function arrivedSentence(event: Told<"frame_arrived">, story: Story): string {
  const sent = story.sent(event.frame);
  if (sent === null) return "A frame arrives that nobody saw leave.";
  const frame = frameOf(sent.data);
  if (frame === null) return `${nounOf(sent, story)} arrives.`;
  const what = sent.direction === "up" ? atServer(frame) : atClient(sent, frame, story);
  return `${nounOf(sent, story)} arrives${what}.`;
}

/** A frame that the link swallowed, or that nobody will ever read. */
export function undeliveredSentence(event: Told<"frame_held" | "frame_lost">, story: Story): string {
  const sent = story.sent(event.frame);
  const noun = sent === null ? "A frame" : nounOf(sent, story);
  if (event.kind === "frame_lost") return `${noun} is lost with its connection: ${afterLoss(sent)}.`;
  return story.linkOf(event.client) === "cut"
    ? `${noun} waits in TCP's buffer, while the other end has given the connection up.`
    : `${noun} does not get through: TCP keeps it and sends it again, in case the link comes back in time.`;
}

function afterLoss(sent: Sent | null): string {
  if (sent?.direction !== "up") return "the server does not send it again";
  switch (frameOf(sent.data)?.event) {
    case JOIN:
      return "the client rejoins when it is connected again";
    case HEARTBEAT:
      return "the next connection has heartbeats of its own";
    default:
      return "the client does not send it a second time";
  }
}

/** What a frame is: `Ben's rejoin of videos:1`, `The reply ok to Ben's heartbeat`. */
function nounOf(sent: Sent, story: Story): string {
  const who = story.name(sent.client);
  const frame = frameOf(sent.data);
  if (frame === null)
    return `A frame ${sent.direction === "up" ? "from" : "for"} ${who} that is no text message`;
  if (sent.direction === "up") return `${who}'s ${askOf(sent, frame, story)}`;
  if (frame.event !== REPLY) {
    return `The ${frame.joinRef === null ? "broadcast" : "message"} ${eventOf(frame)} for ${who}`;
  }
  const asked = askedBy(sent, frame, story);
  return `The reply ${status(frame)} to ${asked === null ? `a message of ${who}` : nounOf(asked.sent, story)}`;
}

function askOf(sent: Sent, frame: Frame, story: Story): string {
  const { event, topic } = frame;
  switch (event) {
    case JOIN:
      return `${isRejoin(sent, frame, story) ? "rejoin" : "join"} of ${code(topic)}`;
    case LEAVE:
      return `leave of ${code(topic)}`;
    case HEARTBEAT:
      return event;
    default:
      return `push ${code(event)}`;
  }
}

function onLeaving(sent: Sent, story: Story): string {
  const frame = frameOf(sent.data);
  if (frame === null) return "";
  const { event, ref, joinRef, payload } = frame;
  switch (event) {
    case JOIN:
      return ` with \`join_ref\` ${text(joinRef)}${lastSeenId(payload)}`;
    case HEARTBEAT:
      return ", on the topic `phoenix`";
    case REPLY:
      return contents(payload);
    case ERROR:
      return ", because the channel process is gone";
    case CLOSE:
      return ", because the channel process has ended";
    case LEAVE:
      return "";
  }
  if (sent.direction === "down") {
    return joinRef === null
      ? ", encoded once for all and past the channel process"
      : `, pushed by the channel process${contents(payload)}`;
  }
  const waited = story.cause(sent, "frame_arrived") === null ? "" : " the client's buffer";
  return `${waited} with ref ${text(ref)}, by which the reply will name it`;
}

function lastSeenId(payload: JsonValue): string {
  const id = isJsonObject(payload) ? payload["last_seen_id"] : undefined;
  return id === undefined ? "" : ` and carries \`last_seen_id: ${text(id)}\``;
}

// While the link is cut the browser has no connection any more, so what the server writes has no reader.
function onBadLink({ client, direction }: Sent, story: Story): string {
  const link = story.linkOf(client);
  if (link === "silent") return ", but the link is silent: nothing gets through";
  return link === "cut" && direction === "down"
    ? ", but the link is cut: it stays in the server's TCP buffer, for nobody"
    : "";
}

function atServer({ event }: Frame): string {
  switch (event) {
    case JOIN:
      return ": the transport process looks for the channel module of that topic";
    case HEARTBEAT:
      return ": the transport process answers it itself";
    default:
      return ": the transport process passes it on to the channel process";
  }
}

function atClient(sent: Sent, frame: Frame, story: Story): string {
  if (story.before("connection_closing", ({ connection }) => connection === sent.connection) !== null) {
    return " too late: a closing WebSocket hands nothing to the page";
  }
  if (isOutdated(sent, frame, story)) {
    return `, but its \`join_ref\` ${text(frame.joinRef)} belongs to an earlier join: the client drops it`;
  }
  switch (frame.event) {
    case REPLY:
      return `: ${afterReply(sent, frame, story)}`;
    case ERROR:
      return `: the channel is \`errored\`${again(story)}`;
    case CLOSE:
      return ": the channel is closed and will not be rejoined";
    default:
      return ": the listeners for that event run";
  }
}

function afterReply(sent: Sent, frame: Frame, story: Story): string {
  const asked = askedBy(sent, frame, story);
  switch (asked?.frame.event) {
    case HEARTBEAT:
      return "the connection is alive";
    case JOIN:
      if (status(frame) !== "`ok`") return `the channel is \`errored\`${again(story)}`;
      return "the channel is `joined`, and its `ok` hooks run";
    default:
      return "the hooks for that status run";
  }
}

function again(story: Story): string {
  const delayMs = story.delayAhead("rejoin");
  return delayMs === null ? "" : ` and will be rejoined in ${duration(delayMs)}`;
}

type Asked = { readonly sent: Sent; readonly frame: Frame };

function askedBy(reply: Sent, { ref, topic }: Frame, story: Story): Asked | null {
  let found: Asked | null = null;
  story.beforeSeq(reply.seq, "frame_sent", (sent) => {
    if (sent.direction !== "up" || sent.connection !== reply.connection) return false;
    const frame = frameOf(sent.data);
    if (frame === null || frame.ref !== ref || frame.topic !== topic) return false;
    found = { sent, frame };
    return true;
  });
  return found;
}

function isRejoin({ seq, client }: Sent, { topic }: Frame, story: Story): boolean {
  return story.beforeSeq(seq, "frame_sent", (event) => isJoinOf(event, client, topic)) !== null;
}

// phoenix 1.8.16, assets/js/phoenix/channel.js: `isMember`, and a join that timed out has no ref any more.
function isOutdated({ client }: Sent, { joinRef, topic }: Frame, story: Story): boolean {
  if (joinRef === null) return false;
  const current = story.before("frame_sent", (event) => isJoinOf(event, client, topic));
  if (current === null) return false;
  const timedOut = story.before("timer_fired", (event) => isJoinTimeout(event, client, topic, story));
  return frameOf(current.data)?.joinRef !== joinRef || (timedOut !== null && timedOut.seq > current.seq);
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

function isJoinOf(event: Sent, client: ClientId, topic: string): boolean {
  if (event.direction !== "up" || event.client !== client) return false;
  const frame = frameOf(event.data);
  return frame?.event === JOIN && frame.topic === topic;
}

function status({ payload }: Frame): string {
  return code(isJsonObject(payload) ? text(payload["status"] ?? null) : "");
}

// Of payloads only what the lessons' own application puts in is worth a word.
function contents(payload: JsonValue): string {
  if (!isJsonObject(payload)) return "";
  const { response } = payload;
  const list = payload["annotations"] ?? (isJsonObject(response) ? response["annotations"] : undefined);
  if (list === undefined || !isJsonArray(list)) return "";
  return ` with ${annotations(list.map((item) => (isJsonObject(item) ? Number(item["id"]) : 0)))}`;
}

function eventOf({ event, payload }: Frame): string {
  const id = isJsonObject(payload) ? payload["id"] : undefined;
  return typeof id === "number" ? `${code(event)} (id ${id})` : code(event);
}

function text(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
