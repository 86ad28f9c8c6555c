import type { NodeName } from "../ids.ts";
import type { Story, Told } from "./story.ts";
import { code, serverOf } from "./words.ts";

type OfNodes = Told<"nodes_met" | "nodes_connected" | "nodes_disconnected" | "broadcast_forwarded">;

/** What is between the nodes of a server. */
export function nodesSentence(event: OfNodes, story: Story): string {
  switch (event.kind) {
    case "nodes_met":
      return metSentence(event);
    case "nodes_connected":
      return connectedSentence(event);
    case "nodes_disconnected":
      return disconnectedSentence(event);
    case "broadcast_forwarded":
      return forwardedSentence(event, story);
  }
}

export function nodeStartedSentence(node: NodeName, story: Story): string {
  const isFirst = story.before("server_stopped", (event) => event.node === node) === null;
  return isFirst
    ? `Node ${code(node)} starts, listens for connections and looks for the other nodes.`
    : `Node ${code(node)} is up again, with no process of before; who has gone to another node stays there.`;
}

function metSentence({ nodes: [one, other] }: Told<"nodes_met">): string {
  return `Nodes ${code(one)} and ${code(other)} find each other, and ask which PubSub the other has; until the answer nothing crosses.`;
}

/** From here on the nodes are one, as far as broadcasts go. */
function connectedSentence({ nodes: [one, other] }: Told<"nodes_connected">): string {
  return `Nodes ${code(one)} and ${code(other)} are connected, and each knows of the other's PubSub: from now on broadcasts cross.`;
}

function disconnectedSentence({ nodes: [one, other], why }: Told<"nodes_disconnected">): string {
  return why === "netsplit"
    ? `Nodes ${code(one)} and ${code(other)} lose each other: both run on, and each broadcasts to its own subscribers alone.`
    : `Node ${code(one)} notices that node ${code(other)} is gone, and forwards nothing to it from now on.`;
}

function forwardedSentence(event: Told<"broadcast_forwarded">, story: Story): string {
  const { from, node, to, topic, event: name } = event;
  const who = from === null ? `something on node ${code(node)}` : story.process(from);
  return `First ${who} sends the broadcast ${code(name)} on ${code(topic)} to the PubSub of node ${code(to)}: one message, however many are subscribed there.`;
}

/** A broadcast of another node is handed to the subscribers of this one. */
export function dispatchedThereSentence(event: Told<"broadcast_dispatched">, by: NodeName): string {
  const { node, subscribers } = event;
  const what = `The broadcast ${code(event.event)} from node ${code(by)} arrives at the PubSub of ${serverOf(node)}`;
  if (subscribers === 0) return `${what}, where nobody is subscribed to ${code(event.topic)} now.`;
  return `${what}, which hands it to ${subscribers === 1 ? "the one process" : `the ${subscribers} processes`} subscribed there.`;
}
