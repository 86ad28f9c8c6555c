import type { Letter } from "../kernel/process.ts";
import type { FrameData } from "../protocol/message.ts";
import { serializerV2 } from "../protocol/serializer-v2.ts";
import type { MessageLabel } from "../trace/event.ts";
import type { Mail } from "./mail.ts";

/** What a message in a mailbox is, for whoever looks into it. Code words stand between backticks. */
export function mailWords({ mail, label }: Letter<Mail>): string {
  switch (mail.kind) {
    case "segment":
      return `from the network: ${mail.reads.flatMap(({ frames }) => frames.map(frameWords)).join(", ")}`;
    case "close_frame":
      return mail.code === null ? "a close frame" : `a close frame with the code ${mail.code}`;
    case "ping":
      return "a ping frame";
    case "tcp_closed":
      return "the connection has ended";
    case "idle_timeout":
      return "nothing has come from the client for 60 s";
    case "server_stopping":
      return "the server stops";
    case "socket_push":
      return `\`{:socket_push, …}\`: ${frameWords(mail.data)}, encoded for the client`;
    case "socket_close":
      return `\`{:socket_close, …}\` of the channel process \`#PID<0.${mail.pid}.0>\``;
    case "socket_drain":
      return "`:socket_drain`: close, for the server goes down";
    case "channel_started":
      return `the channel process \`#PID<0.${mail.pid}.0>\` runs`;
    case "joined":
      return `what \`join/3\` of \`#PID<0.${mail.pid}.0>\` has answered: \`:${mail.result.is}\``;
    case "join":
      return "the join itself";
    case "client_message":
      return `\`%Phoenix.Socket.Message{}\`: ${code(mail.message.event)} from the client`;
    case "drain":
      return "close, for the server goes down";
    case "info":
      return mail.info.broadcast === undefined
        ? code(mail.info.tag)
        : `\`%Phoenix.Socket.Broadcast{}\`: ${code(mail.info.broadcast.event)}`;
    case "term":
      return label === null ? "a message of Elixir code" : labelWords(label);
    case "bug":
      return "`:bug`, planted: the callback that takes it raises";
    case "broadcast":
      return `\`%Phoenix.Socket.Broadcast{}\`: ${code(mail.broadcast.event)}`;
    case "presence_call":
      return `a call of the presence: \`${mail.call.is}\``;
    case "presence_answer":
      return `the answer of the presence: \`${mail.answer.is}\``;
    case "presence_diffs":
      return `about a diff: ${mail.step.is}`;
    case "down":
      return `\`{:DOWN, …}\`: \`#PID<0.${mail.pid}.0>\` has ended${label?.is === "down" ? `, ${code(label.reason)}` : ""}`;
    case "exit":
      return `\`{:EXIT, …}\`: the linked process \`#PID<0.${mail.from}.0>\` has ended`;
  }
}

function labelWords(label: MessageLabel): string {
  switch (label.is) {
    case "info":
      return code(label.text);
    case "broadcast":
      return `\`%Phoenix.Socket.Broadcast{}\`: ${code(label.event)}`;
    case "down":
      return `\`{:DOWN, …}\`, ${code(label.reason)}`;
    default:
      return label.is.replaceAll("_", " ");
  }
}

function frameWords(data: FrameData): string {
  try {
    return code(serializerV2.decode(data).event);
  } catch {
    // What a hostile client sends, or another version of the serializer.
    return typeof data === "string" ? "a text frame" : "a binary frame";
  }
}

function code(text: unknown): string {
  return `\`${String(text).replaceAll("`", "'")}\``;
}
