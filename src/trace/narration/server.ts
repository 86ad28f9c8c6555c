import type { ServerCloseCause } from "../event.ts";
import type { Story, Told } from "./story.ts";
import { capital, clip, code } from "./words.ts";

export function startedSentence(story: Story): string {
  return story.before("server_stopped", () => true) === null
    ? "The server starts and listens for connections."
    : "The server listens again, with no process and no `assigns` of before: clients must connect and join anew.";
}

export function stoppingSentence({ how }: Told<"server_stopping">): string {
  return how === "kill"
    ? "The server's machine stops it on the spot: no callback runs any more."
    : "The server begins to stop: it tells its channel processes first, then closes the connections.";
}

export function stoppedSentence({ how }: Told<"server_stopped">): string {
  return `The server is down${how === "kill" ? ", without a word to anyone" : ""}: its processes and all their \`assigns\` are gone.`;
}

export function acceptedSentence(event: Told<"upgrade_accepted">, story: Story): string {
  const who = story.name(event.client);
  const named = event.socketId === null ? "" : `, and \`id/1\` names the socket ${code(event.socketId)}`;
  return `\`connect/3\` lets ${who} in${named}.`;
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

export function dispatchedSentence(event: Told<"broadcast_dispatched">, story: Story): string {
  const { subscribers } = event;
  const by = event.from === null ? "" : `, by ${story.process(event.from)}`;
  const what = `${code(event.event)} is broadcast on ${code(event.topic)}${by}`;
  if (subscribers === 0) return `${what}, but nobody is subscribed at this moment.`;
  const whom = subscribers === 1 ? "the one process that is" : `the ${subscribers} processes that are`;
  return `${what}, to ${whom} subscribed at this moment.`;
}

export function storedSentence(event: Told<"row_stored">, story: Story): string {
  const row = `row ${event.id} of ${code(event.key)} in ${code(event.table)}`;
  const by = event.pid === null ? "The server" : capital(story.process(event.pid));
  return `${by} stores ${row}, from where it can be read again later.`;
}

export function loggedSentence({ level, text }: Told<"logged">): string {
  return `The server logs ${level === "info" || level === "error" ? "an" : "a"} ${level}: “${clip(text, 120)}”.`;
}
