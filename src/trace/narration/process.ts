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
  const reason = code(event.reason);
  return event.crashed
    ? `${who} crashes (${reason}): its \`assigns\` are gone, and no other process is touched.`
    : `${who} ends in good order (${reason}).`;
}

export function messageSentence({ from, to, label }: Told<"message_sent">, story: Story): string {
  const sender = from === null ? "The server" : capital(story.process(from));
  const verb = from === to ? "sends itself" : `sends ${story.process(to)}`;
  return `${sender} ${verb} ${labelWords(label)}.`;
}

// The others are told by the frame or the callback that they lead to.
function labelWords(label: MessageLabel): string {
  if (label.is === "drain") return "word of the shutdown";
  if (label.is === "info") return `${code(label.text)}, which waits in the mailbox for its turn`;
  return `a message: ${code(label.is)}`;
}

export function sleptSentence({ pid, delayMs }: Told<"process_slept">, story: Story): string {
  return `${capital(story.process(pid))} sleeps for ${duration(delayMs)}: its messages wait, other processes do not.`;
}

export function enteredSentence({ pid, callback, about }: Told<"callback_entered">, story: Story): string {
  const where = story.process(pid);
  const runs = `${callbackName(callback)} runs in ${where}`;
  switch (callback) {
    case "join":
      return `${runs}, which has to say whether the client may join ${code(about)}.`;
    case "handle_in":
      return `${runs}, because the client pushed ${code(about)}.`;
    case "handle_out":
      return `${runs}, because it intercepts ${code(about)}.`;
    case "handle_info":
      return `${runs} and takes ${code(about)}: it joined before this, so by now it is subscribed.`;
    case "handle_call":
    case "handle_cast":
      return `${runs} and takes ${code(about)}, which another process sent.`;
    case "terminate":
      return `${runs}, as the last thing that it does.`;
  }
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
