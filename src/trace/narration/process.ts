import type { ChannelCallback, MessageLabel } from "../event.ts";
import type { Story, Told } from "./story.ts";
import { capital, code, duration } from "./words.ts";

export function processStartedSentence({ role }: Told<"process_started">, story: Story): string {
  switch (role.is) {
    case "transport":
      return `A transport process starts for ${story.name(role.client)}'s connection: it will carry all its channels.`;
    case "channel":
      return `A channel process of ${code(role.module)} starts, for ${story.name(role.client)} on ${code(role.topic)} and nobody else.`;
    case "other":
      return `The process ${code(role.name)} starts.`;
  }
}

export function processExitedSentence(event: Told<"process_exited">, story: Story): string {
  const who = capital(story.process(event.pid));
  const reason = code(shortReason(event.reason));
  return event.crashed
    ? `${who} crashes (${reason}): its \`assigns\` are gone, and no other process is touched.`
    : `${who} ends in good order (${reason})${whyEnded(event, story)}.`;
}

/** `{%RuntimeError{message: "…"}, [{…}, …]}` is a line of its own; what matters is the exception's name. */
function shortReason(reason: string): string {
  return reason.replace(/^\{%(\w+(?:\.\w+)*)\{.*$/s, "{%$1{…}, stacktrace}");
}

function whyEnded(event: Told<"process_exited">, story: Story): string {
  if (event.reason === "{:shutdown, :left}") return ", because the client left";
  if (event.reason === "{:shutdown, :duplicate_join}") return ", because the client joined the topic again";
  return story.cause(event, "message_sent")?.label.is === "down"
    ? ", because its transport process is gone"
    : "";
}

export function messageSentence(event: Told<"message_sent">, story: Story): string {
  const { from, to, label } = event;
  const sender = from === null ? "The server" : capital(story.process(from));
  const verb = from === to ? "sends itself" : `sends ${story.process(to)}`;
  const until = story.isInJoin(from) ? ", which waits in its mailbox until `join/3` has returned" : "";
  return `${sender} ${verb} ${labelWords(label)}${until}.`;
}

// The others are told by the frame or the callback that they lead to.
function labelWords(label: MessageLabel): string {
  if (label.is === "drain") return "word of the shutdown";
  if (label.is === "info") return code(label.text);
  return `a message: ${code(label.is)}`;
}

export function sleptSentence({ pid, delayMs }: Told<"process_slept">, story: Story): string {
  const sleeps = `${capital(story.process(pid))} sleeps for ${duration(delayMs)}`;
  return story.isInJoin(pid)
    ? `${sleeps} within \`join/3\`: its transport process waits for that and takes no other frame, other processes do not wait.`
    : `${sleeps}: its messages wait, other processes do not.`;
}

export function enteredSentence(event: Told<"callback_entered">, story: Story): string {
  const { pid, callback, about } = event;
  const where = story.process(pid);
  const runs = `${callbackName(callback)} runs in ${where}`;
  const raises = story.raisesIn(event) ? ", and raises an exception" : "";
  switch (callback) {
    case "join": {
      // The process may bear the topic's name.
      const what = where.endsWith(code(about)) ? "" : ` ${code(about)}`;
      return `${runs} to decide whether the client may join${what}${raises}.`;
    }
    case "handle_in":
      return `${runs}, because the client pushed ${code(about)}${raises}.`;
    case "handle_out":
      return `${runs}, because it intercepts ${code(about)}${raises}.`;
    case "handle_info": {
      // What `join/3` sent to its own process is taken once the process is subscribed.
      const subscribed = isFromJoin(event, story) ? ", which is subscribed by now" : "";
      return `${callbackName(callback)} takes ${code(about)} from the mailbox of ${where}${subscribed}${raises}.`;
    }
    case "handle_call":
    case "handle_cast":
      return `${runs} and takes ${code(about)}, which another process sent${raises}.`;
    case "terminate":
      return `${runs}, as the last thing that it does${raises}.`;
  }
}

function isFromJoin(event: Told<"callback_entered">, story: Story): boolean {
  const message = story.cause(event, "message_sent");
  return message !== null && message.from === event.pid && story.wasInJoin(message);
}

export function returnedSentence({ pid, callback, result }: Told<"callback_returned">, story: Story): string {
  const what = `${callbackName(callback)} in ${story.process(pid)} returns ${code(result)}`;
  if (callback !== "join") return `${what}.`;
  return result.startsWith("{:ok")
    ? `${what}: only now does Phoenix subscribe the process to its topic.`
    : `${what}: the join is refused and the process ends.`;
}

function callbackName(callback: ChannelCallback): string {
  const arity = ["terminate", "handle_info", "handle_cast"].includes(callback) ? 2 : 3;
  return `\`${callback}/${arity}\``;
}
