import type { JsonValue } from "../../protocol/json.ts";
import { isJsonArray, isJsonObject } from "../../protocol/json.ts";
import type { FrameData } from "../../protocol/message.ts";
import { CLOSE, ERROR, HEARTBEAT, JOIN, LEAVE, REPLY } from "../../protocol/reserved.ts";
import type { ClientId } from "../ids.ts";
import type { Story, Told } from "./story.ts";
import { annotations, capital, code, duration } from "./words.ts";

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

type Moved = Told<"frame_arrived" | "frame_held" | "frame_lost">;

export function sentSentence(event: Told<"frame_sent">, story: Story): string {
  return `${event.direction === "up" ? leaves(event, story) : leavesServer(event, story)}${onBadLink(event, story)}.`;
}

// While the link is cut the browser has no connection any more, so what the server writes has no reader.
function onBadLink({ client, direction }: Told<"frame_sent">, story: Story): string {
  const link = story.linkOf(client);
  if (link === "up") return "";
  if (link === "silent") return ", but the link is silent: nothing gets through";
  return direction === "down" ? ", but the link is cut: it stays in the server's TCP buffer, for nobody" : "";
}

function leaves(sent: Told<"frame_sent">, story: Story): string {
  const who = `${story.name(sent.client)}'s client`;
  const frame = frameOf(sent.data);
  if (frame === null) return `${who} sends a frame that is no text message`;
  switch (frame.event) {
    case JOIN: {
      const again = isRejoin(sent, frame, story) ? "rejoins" : "asks to join";
      return `${who} ${again} ${code(frame.topic)} under \`join_ref\` ${text(frame.joinRef)}${lastSeenId(frame.payload)}`;
    }
    case LEAVE:
      return `${who} tells the server that it leaves ${code(frame.topic)}`;
    case HEARTBEAT:
      return `${who} sends a heartbeat, on the topic \`phoenix\``;
    default:
      return story.cause(sent, "frame_arrived") === null
        ? `${who} sends ${code(frame.event)} with ref ${text(frame.ref)}, by which the reply will name it`
        : `${who} now sends the ${code(frame.event)} that waited in its buffer, with a new ref, ${text(frame.ref)}`;
  }
}

function lastSeenId(payload: JsonValue): string {
  const id = isJsonObject(payload) ? payload["last_seen_id"] : undefined;
  return id === undefined ? "" : ` and carries \`last_seen_id: ${text(id)}\``;
}

function leavesServer(sent: Told<"frame_sent">, story: Story): string {
  const who = story.name(sent.client);
  const frame = frameOf(sent.data);
  if (frame === null) return `The server sends ${who} a frame that is no text message`;
  switch (frame.event) {
    case REPLY:
      return `The server answers ${what(sent, frame, story)} with ${status(frame)}${contents(frame.payload, "and")}`;
    case ERROR:
      return `The server tells ${who} that the channel process on ${code(frame.topic)} is gone (\`phx_error\`)`;
    case CLOSE:
      return `The server tells ${who} that the channel on ${code(frame.topic)} is closed (\`phx_close\`)`;
    default:
      return frame.joinRef === null
        ? `The broadcast ${eventOf(frame)} leaves for ${who}, encoded once for all and past the channel process`
        : `${who}'s channel process pushes ${code(frame.event)}${contents(frame.payload, "with")}`;
  }
}

export function arrivedSentence(event: Told<"frame_arrived">, story: Story): string {
  const sent = story.sent(event.frame);
  const frame = frameOf(sent?.data);
  const who = story.name(event.client);
  if (sent === null || frame === null)
    return `A frame that is no text message arrives from ${event.direction === "up" ? who : "the server"}.`;
  return event.direction === "up" ? reachesServer(sent, frame, story) : reachesClient(sent, frame, story);
}

function reachesServer(sent: Told<"frame_sent">, frame: Frame, story: Story): string {
  const who = story.name(sent.client);
  switch (frame.event) {
    case JOIN:
      return `${capital(what(sent, frame, story))} reaches the transport process, which looks for a channel module that serves the topic.`;
    case LEAVE:
      return `The server reads that ${who} leaves ${code(frame.topic)}.`;
    case HEARTBEAT:
      return `${who}'s heartbeat reaches the transport process, which answers it itself.`;
    default:
      return `${capital(what(sent, frame, story))} reaches the transport process, which hands it to the channel process of ${code(frame.topic)}.`;
  }
}

function reachesClient(sent: Told<"frame_sent">, frame: Frame, story: Story): string {
  const who = story.name(sent.client);
  if (story.before("connection_closing", ({ connection }) => connection === sent.connection) !== null) {
    return `${code(frame.event)} reaches ${who}'s browser too late: a closing WebSocket hands nothing to the page.`;
  }
  if (isOutdated(sent, frame, story)) {
    return `${who}'s client drops ${code(frame.event)}: its \`join_ref\` ${text(frame.joinRef)} belongs to an earlier join.`;
  }
  switch (frame.event) {
    case REPLY:
      return `${capital(what(sent, frame, story))} is answered with ${status(frame)}: ${afterReply(sent, frame, story)}.`;
    case ERROR:
      return `${who}'s client learns that its channel process is gone: the channel is \`errored\`${again(story)}.`;
    case CLOSE:
      return `${who}'s client learns that the channel is closed: it will not rejoin.`;
    default:
      return `${frame.joinRef === null ? "The broadcast" : "The server's push"} ${eventOf(frame)} reaches ${who}, and the listeners for that event run.`;
  }
}

function afterReply(sent: Told<"frame_sent">, frame: Frame, story: Story): string {
  const asked = askedBy(sent, frame, story);
  if (asked?.frame.event === HEARTBEAT) {
    const delayMs = story.delayAhead("heartbeat");
    return `the connection is alive${delayMs === null ? "" : `, and the next one leaves in ${duration(delayMs)}`}`;
  }
  if (asked?.frame.event !== JOIN) return "the hooks for that status run";
  if (status(frame) !== "`ok`") return `the channel is \`errored\`${again(story)}`;
  const times = isRejoin(asked.sent, asked.frame, story) ? " once more" : "";
  return `the channel is \`joined\`, and its \`ok\` hooks run${times}`;
}

function again(story: Story): string {
  const delayMs = story.delayAhead("rejoin");
  return delayMs === null ? "" : ` and rejoins in ${duration(delayMs)}`;
}

/** A frame that the link swallowed, or that nobody will ever read. */
export function undeliveredSentence(event: Told<"frame_held" | "frame_lost">, story: Story): string {
  const subject = capital(nameOf(event, story));
  if (event.kind === "frame_held") {
    return story.linkOf(event.client) === "silent"
      ? `${subject} does not get through: TCP keeps it and sends it again, in case the link comes back in time.`
      : `${subject} cannot be delivered: it waits in TCP's buffer, while the other end has given the connection up.`;
  }
  return `${subject} is lost with its connection: ${afterLoss(event, story)}.`;
}

function afterLoss({ direction, frame }: Moved, story: Story): string {
  if (direction === "down") return "the server does not send it again";
  switch (frameOf(story.sent(frame)?.data)?.event) {
    case JOIN:
      return "the client rejoins when it is connected again";
    case HEARTBEAT:
      return "the next connection has heartbeats of its own";
    default:
      return "the client does not send it a second time";
  }
}

function nameOf(event: Moved, story: Story): string {
  const sent = story.sent(event.frame);
  const frame = frameOf(sent?.data);
  const who = story.name(event.client);
  if (sent === null || frame === null) return `a frame ${event.direction === "up" ? "from" : "for"} ${who}`;
  if (frame.event === REPLY) return `the reply to ${what(sent, frame, story)}`;
  if (event.direction === "up") return what(sent, frame, story);
  return `${frame.joinRef === null ? "the broadcast" : "the message"} ${eventOf(frame)} for ${who}`;
}

/** What a frame of the client is, or for a reply what it answers: `Ben's rejoin of videos:1`. */
function what(sent: Told<"frame_sent">, frame: Frame, story: Story): string {
  const who = story.name(sent.client);
  const asked = frame.event === REPLY ? askedBy(sent, frame, story) : { sent, frame };
  if (asked === null) return `${who}'s message`;
  const { event, topic } = asked.frame;
  switch (event) {
    case JOIN:
      return `${who}'s ${isRejoin(asked.sent, asked.frame, story) ? "rejoin" : "join"} of ${code(topic)}`;
    case LEAVE:
      return `${who}'s leave of ${code(topic)}`;
    case HEARTBEAT:
      return `${who}'s heartbeat`;
    default:
      return `${who}'s push ${code(event)}`;
  }
}

type Asked = { readonly sent: Told<"frame_sent">; readonly frame: Frame };

function askedBy(reply: Told<"frame_sent">, { ref, topic }: Frame, story: Story): Asked | null {
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

function isRejoin({ seq, client }: Told<"frame_sent">, { topic }: Frame, story: Story): boolean {
  return story.beforeSeq(seq, "frame_sent", (event) => isJoinOf(event, client, topic)) !== null;
}

// phoenix 1.8.16, assets/js/phoenix/channel.js: `isMember`, and a join that timed out has no ref any more.
function isOutdated({ client }: Told<"frame_sent">, { joinRef, topic }: Frame, story: Story): boolean {
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

function isJoinOf(event: Told<"frame_sent">, client: ClientId, topic: string): boolean {
  if (event.direction !== "up" || event.client !== client) return false;
  const frame = frameOf(event.data);
  return frame?.event === JOIN && frame.topic === topic;
}

function status({ payload }: Frame): string {
  return code(isJsonObject(payload) ? text(payload["status"] ?? null) : "");
}

// Of payloads only what the lessons' own application puts in is worth a word.
function contents(payload: JsonValue, preposition: "and" | "with"): string {
  if (!isJsonObject(payload)) return "";
  const { response } = payload;
  const list = payload["annotations"] ?? (isJsonObject(response) ? response["annotations"] : undefined);
  if (list === undefined || !isJsonArray(list)) return "";
  return ` ${preposition} ${annotations(list.map((item) => (isJsonObject(item) ? Number(item["id"]) : 0)))}`;
}

function eventOf({ event, payload }: Frame): string {
  const id = isJsonObject(payload) ? payload["id"] : undefined;
  return typeof id === "number" ? `${code(event)} (id ${id})` : code(event);
}

function text(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
