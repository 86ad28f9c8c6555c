import type { ChannelCallback } from "../event.ts";
import { PROCESS_LIFE } from "./late.ts";
import type { Story, Told } from "./story.ts";
import { code } from "./words.ts";

export function processStartedSentence(event: Told<"process_started">, story: Story): string {
  const { role } = event;
  return role.is === "channel"
    ? `A channel process of ${code(role.module)} starts, for ${story.name(role.client)} on ${code(role.topic)} and nobody else.`
    : PROCESS_LIFE.now.processSentence(event, story);
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
  return message !== null && message.from === event.pid && story.isInJoin(message.from, message.seq);
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
