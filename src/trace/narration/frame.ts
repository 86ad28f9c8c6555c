import type { JsonValue } from "../../protocol/json.ts";
import { isJsonArray, isJsonObject } from "../../protocol/json.ts";
import { CLOSE, ERROR, HEARTBEAT, JOIN, LEAVE, REPLY } from "../../protocol/reserved.ts";
import type { ClientId } from "../ids.ts";
import { BINARY_FRAMES } from "./late.ts";
import type { Story, Told } from "./story.ts";
import { annotations, code, quote } from "./words.ts";

/** A frame of protocol 2.0.0. */
export type Frame = {
  readonly joinRef: JsonValue;
  readonly ref: JsonValue;
  readonly topic: string;
  readonly event: string;
  readonly payload: JsonValue;
  /** How long the payload of a binary frame is. */
  readonly bytes?: number;
};

/** Null for what a sentence cannot name: bytes or text that are no message, or nothing at all. */
export function frameOf(sent: Pick<Sent, "data" | "direction"> | null): Frame | null {
  if (sent === null) return null;
  const { data, direction } = sent;
  if (typeof data !== "string") return BINARY_FRAMES.now.binaryFrameOf(data, direction);
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

export type Sent = Told<"frame_sent">;

/** What a frame is: `Ben's rejoin of videos:1`, `The reply ok to Ben's heartbeat`. */
export function nounOf(sent: Sent, story: Story): string {
  const who = story.name(sent.client);
  const frame = frameOf(sent);
  if (frame === null) return `A frame ${sent.direction === "up" ? "from" : "for"} ${who} that is no message`;
  if (sent.direction === "up") return `${who}'s ${askOf(sent, frame, story)}`;
  switch (frame.event) {
    case REPLY:
      return `The reply ${status(frame)} to ${askedNoun(sent, frame, story)}`;
    case ERROR:
    case CLOSE:
      return `The server's ${code(frame.event)} for ${who}`;
    default:
      return `The ${frame.joinRef === null ? "broadcast" : "push"} ${eventOf(frame)} to ${who}`;
  }
}

export function askedNoun(sent: Sent, frame: Frame, story: Story): string {
  const asked = askedBy(sent, frame, story);
  return asked === null ? `a message of ${story.name(sent.client)}` : nounOf(asked.sent, story);
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
      return `push ${eventName(frame)}`;
  }
}

type Asked = { readonly sent: Sent; readonly frame: Frame };

export function askedBy(reply: Sent, { ref, topic }: Frame, story: Story): Asked | null {
  let found: Asked | null = null;
  story.beforeSeq(reply.seq, "frame_sent", (sent) => {
    if (sent.direction !== "up" || sent.connection !== reply.connection) return false;
    const frame = frameOf(sent);
    if (frame === null || frame.ref !== ref || frame.topic !== topic) return false;
    found = { sent, frame };
    return true;
  });
  return found;
}

function isRejoin({ seq, client }: Sent, { topic }: Frame, story: Story): boolean {
  const join = story.beforeSeq(seq, "frame_sent", (event) => isJoinOf(event, client, topic));
  return join !== null && join.seq > story.pageSince(client);
}

export function isJoinOf(event: Sent, client: ClientId, topic: string): boolean {
  if (event.direction !== "up" || event.client !== client) return false;
  // Most frames are none, and need not be parsed to see that.
  if (typeof event.data !== "string" || !event.data.includes(JOIN)) return false;
  const frame = frameOf(event);
  return frame?.event === JOIN && frame.topic === topic;
}

export function status({ payload }: Frame): string {
  return code(isJsonObject(payload) ? text(payload["status"] ?? null) : "");
}

// Of payloads only what the lessons' own application puts in is worth a word.
export function contents(payload: JsonValue): string {
  if (!isJsonObject(payload)) return "";
  const { response } = payload;
  const reason = isJsonObject(response) ? response["reason"] : undefined;
  if (typeof reason === "string") return `, with the reason ${quote(reason)}`;
  const list = payload["annotations"] ?? (isJsonObject(response) ? response["annotations"] : undefined);
  if (list === undefined || !isJsonArray(list)) return "";
  return `, with ${annotations(list.map((item) => (isJsonObject(item) ? Number(item["id"]) : 0)))}`;
}

export function eventOf(frame: Frame): string {
  const { payload } = frame;
  const id = isJsonObject(payload) ? payload["id"] : undefined;
  return typeof id === "number" ? `${code(frame.event)} (id ${id})` : eventName(frame);
}

/** The event; of a binary frame also how much it carries. */
export function eventName({ event, bytes }: Frame): string {
  return bytes === undefined ? code(event) : `${code(event)} of ${bytes} bytes`;
}

export function text(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
