import { NODES, OUTAGES } from "./late.ts";
import type { Story, Told } from "./story.ts";
import { annotations, capital, code } from "./words.ts";

export function startedSentence(event: Told<"server_started">, story: Story): string {
  if (event.node !== undefined) return NODES.now.nodeStartedSentence(event.node, story);
  return story.before("server_stopped", () => true) === null
    ? "The server starts and listens for connections."
    : OUTAGES.now.outageSentence(event, story);
}

export function acceptedSentence(event: Told<"upgrade_accepted">, story: Story): string {
  const who = story.name(event.client);
  const named = event.socketId === null ? "" : `; \`id/1\` names the socket ${code(event.socketId)}`;
  const node = story.nodeOf(event.pid);
  const where = node === undefined ? "" : ` on node ${code(node)}`;
  return `\`connect/3\` lets ${who} in, so a transport process starts${where}, which will carry all channels of this connection${named}.`;
}

export function dispatchedSentence(event: Told<"broadcast_dispatched">, story: Story): string {
  const { subscribers } = event;
  if (event.by !== undefined) return NODES.now.dispatchedThereSentence(event, event.by);
  const broadcasts = `${capital(story.process(event.from))} broadcasts ${code(event.event)} on ${code(event.topic)}`;
  const other = event.except === undefined ? "" : " other";
  const here = event.node === undefined ? "" : ` on node ${code(event.node)}`;
  if (subscribers === 0) {
    const nobody = event.except === undefined ? "nobody" : "nobody else";
    return `${broadcasts}, but ${nobody} is subscribed${here} now, and it is kept for nobody.`;
  }
  const whom = subscribers === 1 ? `the one${other} process` : `the ${subscribers}${other} processes`;
  return `${broadcasts}, to ${whom} subscribed${here} now; it is kept for nobody else.`;
}

export function storedSentence(event: Told<"row_stored">, story: Story): string {
  const row =
    event.table === "annotations" ? annotations([event.id]) : `row ${event.id} of ${code(event.table)}`;
  return `${capital(story.process(event.pid))} stores ${row}: whoever asks for it later will find it.`;
}
