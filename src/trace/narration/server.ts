import type { ServerCloseCause } from "../event.ts";
import type { NodeName } from "../ids.ts";
import type { Story, Told } from "./story.ts";
import { annotations, capital, clip, code, duration, longDuration } from "./words.ts";

/** Who is meant: the server, or one node of it. */
export function serverOf(node: NodeName | undefined): string {
  return node === undefined ? "the server" : `node ${code(node)}`;
}

export function startedSentence({ node }: Told<"server_started">, story: Story): string {
  const isFirst = story.before("server_stopped", (event) => event.node === node) === null;
  if (node !== undefined) {
    return isFirst
      ? `Node ${code(node)} starts, listens for connections and looks for the other nodes.`
      : `Node ${code(node)} is up again, with no process of before; who has gone to another node stays there.`;
  }
  if (isFirst) {
    return "The server starts and listens for connections.";
  }
  return story.hasNewSecret()
    ? "The server is up again with another `secret_key_base`: every token that was signed before is `:invalid` from now on."
    : "The server is up again, with no process and no `assigns` of before: clients must connect and join anew.";
}

/** Who is connected stays so: a token is looked at in `connect/3` alone. */
export function clockSentence({ byMs }: Told<"clock_advanced">): string {
  return `The server's clock is ${longDuration(byMs)} ahead: to \`Phoenix.Token.verify/4\` every token is so much older, and no open connection notices.`;
}

export function stoppingSentence(event: Told<"server_stopping">, story: Story): string {
  const input = story.cause(event, "input_applied")?.input;
  // A server that was stopping already comes back when that was planned.
  const back =
    input?.kind === "restart_server" && story.server(event.node) === "up"
      ? `; it will be back in ${duration(input.downMs)}`
      : "";
  if (event.how === "graceful") {
    return `${capital(serverOf(event.node))} is told to stop (SIGTERM, as at a deploy): it tells its channel processes first, then closes the connections${back}.`;
  }
  const when = story.server(event.node) === "stopping" ? " before it has stopped in good order" : "";
  return `${capital(serverOf(event.node))} is killed (SIGKILL)${when}: no callback runs any more, and no close frame is sent${back}.`;
}

export function stoppedSentence({ how, node }: Told<"server_stopped">): string {
  const is = how === "kill" ? "gone" : "down";
  return `${capital(serverOf(node))} is ${is}, and with it all its processes and their \`assigns\`.`;
}

export function acceptedSentence(event: Told<"upgrade_accepted">, story: Story): string {
  const who = story.name(event.client);
  const named = event.socketId === null ? "" : `; \`id/1\` names the socket ${code(event.socketId)}`;
  const node = story.nodeOf(event.pid);
  const where = node === undefined ? "" : ` on node ${code(node)}`;
  return `\`connect/3\` lets ${who} in, so a transport process starts${where}, which will carry all channels of this connection${named}.`;
}

export function refusedSentence(event: Told<"upgrade_refused">, story: Story): string {
  return `The server answers ${story.name(event.client)}'s upgrade with HTTP ${event.status}: there will be no WebSocket.`;
}

export function serverClosedSentence(event: Told<"server_connection_closed">, story: Story): string {
  const withCode = event.code === null ? "" : ` with ${event.code}`;
  return `The server's end of ${story.name(event.client)}'s connection ends${withCode}: ${SERVER_CLOSE_CAUSES[event.why]}.`;
}

const SERVER_CLOSE_CAUSES: Readonly<Record<ServerCloseCause, string>> = {
  client_closed: "the client has closed its end",
  reset: "TCP was reset",
  idle_timeout: "nothing has come in for 60 s, not even a heartbeat",
  bad_frame: "a frame could not be decoded",
  frame_too_large: "a frame was larger than allowed",
  disconnected: "a `disconnect` was broadcast to the socket's id",
  drained: "its channel process was told that the server stops",
  stopped: "the web server stops",
  killed: "its process was stopped with the server",
};

export function metNodesSentence({ nodes: [one, other] }: Told<"nodes_met">): string {
  return `Nodes ${code(one)} and ${code(other)} find each other, and ask which PubSub the other has; until the answer nothing crosses.`;
}

/** From here on the nodes are one, as far as broadcasts go. */
export function connectedNodesSentence({ nodes: [one, other] }: Told<"nodes_connected">): string {
  return `Nodes ${code(one)} and ${code(other)} are connected, and each knows of the other's PubSub: from now on broadcasts cross.`;
}

export function disconnectedNodesSentence({ nodes: [one, other], why }: Told<"nodes_disconnected">): string {
  return why === "netsplit"
    ? `Nodes ${code(one)} and ${code(other)} lose each other: both run on, and each broadcasts to its own subscribers alone.`
    : `Node ${code(one)} notices that node ${code(other)} is gone, and forwards nothing to it from now on.`;
}

export function forwardedSentence(event: Told<"broadcast_forwarded">, story: Story): string {
  const { from, node, to, topic, event: name } = event;
  const who = from === null ? `something on node ${code(node)}` : story.process(from);
  return `First ${who} sends the broadcast ${code(name)} on ${code(topic)} to the PubSub of node ${code(to)}: one message, however many are subscribed there.`;
}

function dispatchedThereSentence(event: Told<"broadcast_dispatched">, by: NodeName): string {
  const { node, subscribers } = event;
  const what = `The broadcast ${code(event.event)} from node ${code(by)} arrives at the PubSub of ${serverOf(node)}`;
  if (subscribers === 0) return `${what}, where nobody is subscribed to ${code(event.topic)} now.`;
  return `${what}, which hands it to ${subscribers === 1 ? "the one process" : `the ${subscribers} processes`} subscribed there.`;
}

export function dispatchedSentence(event: Told<"broadcast_dispatched">, story: Story): string {
  const { subscribers, by } = event;
  if (by !== undefined) return dispatchedThereSentence(event, by);
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

/** A query, and whether the process that asks would hear of what is stored after it. */
export function readSentence(event: Told<"rows_read">, story: Story): string {
  const asks = event.pid ?? story.cause(event, "callback_entered")?.pid ?? null;
  const what = event.table === "annotations" ? "annotations" : `rows of ${code(event.table)}`;
  const found = event.ids.length === 0 ? "none" : idsOf(event.ids);
  const subscribed = story.isInJoin(asks) ? "; it is not subscribed to the topic yet" : "";
  return `${capital(story.process(asks))} reads the ${what} newer than ${event.after} and finds ${found}${underWay(event)}${subscribed}.`;
}

function underWay({ answerMs }: { readonly answerMs?: number }): string {
  return answerMs === undefined ? "" : `; the answer takes ${duration(answerMs)}`;
}

export function soughtSentence(event: Told<"row_sought">, story: Story): string {
  const annotation = event.table === "annotations";
  const what = annotation ? "an annotation" : `a row of ${code(event.table)}`;
  const found =
    event.id === null ? "none" : annotation ? annotations([event.id]) : `the one with id ${event.id}`;
  return `${capital(story.process(event.pid))} looks for ${what} with ${code(event.by)} and finds ${found}${underWay(event)}.`;
}

function idsOf(ids: readonly number[]): string {
  return annotations(ids).replace(/^annotations? /, "");
}

export function loggedSentence({ level, text, pid }: Told<"logged">, story: Story): string {
  const line = `“${clip(text, 120)}”`;
  // An exception that ends its process is reported like this.
  if (level === "error" && pid !== null && text.startsWith("** (")) {
    return `Nothing rescues the exception in ${story.process(pid)}, so the server logs it: ${line}.`;
  }
  return `The server logs ${level === "info" || level === "error" ? "an" : "a"} ${level}: ${line}.`;
}
