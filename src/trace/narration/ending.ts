import type { CloseCause, ServerCloseCause } from "../event.ts";
import type { Story, Told } from "./story.ts";
import { clip, duration } from "./words.ts";

export function closingSentence(event: Told<"connection_closing">, story: Story): string {
  const who = story.name(event.client);
  const code = event.code === null ? "" : ` with ${event.code}`;
  const timer = story.cause(event, "timer_fired");
  if (story.cause(event, "input_applied")?.input.kind === "close_page") {
    return `${who}'s browser closes the connection that the page has left open${code}.`;
  }
  if (isLastWord(event, story)) {
    return `On its way out (\`pagehide\`) ${who}'s client closes the connection, without a code.`;
  }
  if (timer?.purpose.is !== "heartbeat_timeout") {
    return `${who}'s client closes the connection${code}, and waits for the other end to agree.`;
  }
  const delayMs = story.delayOf(timer.timer, event.client);
  const within = delayMs === null ? "" : ` within ${duration(delayMs)}`;
  return `No answer came to ${who}'s heartbeat${within}: the client takes the connection for dead and closes it${code}.`;
}

/** Whether the client closed because its page was being closed. */
function isLastWord(event: Told<"connection_closing">, story: Story): boolean {
  const told = story.cause(event, "lifecycle_changed");
  return told !== null && story.cause(told, "input_applied")?.input.kind === "close_page";
}

export function erroredSentence({ client }: Told<"connection_errored">, story: Story): string {
  return `${story.name(client)}'s browser reports an error on the WebSocket, without saying which.`;
}

export function closedSentence(event: Told<"connection_closed">, story: Story): string {
  const who = story.name(event.client);
  const opened = story.before("connection_opened", ({ connection }) => connection === event.connection);
  const what = opened === null ? `${attemptOf(event, who, story)} fails` : `${who}'s connection closes`;
  const reason = event.reason === "" ? "" : ` “${clip(event.reason, 30)}”`;
  const delayMs = story.delayAhead("reconnect");
  const next = delayMs === null ? "" : `; the next attempt comes in ${duration(delayMs)}`;
  const why = event.why === "closed_by_server" ? closeOfServer(event, story) : CLOSE_CAUSES[event.why];
  return `${what} with ${event.code}${reason}: ${why}${next}.`;
}

/** `Attempt 2 of Ben to reconnect`, where a timer began it. */
function attemptOf(event: Told<"connection_closed">, who: string, story: Story): string {
  const opening = story.before("connection_opening", ({ connection }) => connection === event.connection);
  const purpose = opening === null ? undefined : story.cause(opening, "timer_fired")?.purpose;
  return purpose?.is === "reconnect"
    ? `${who}'s attempt ${purpose.tries} to reconnect`
    : `${who}'s attempt to connect`;
}

function closeOfServer(event: Told<"connection_closed">, story: Story): string {
  const ofThis = ({ connection }: { readonly connection: typeof event.connection }): boolean =>
    connection === event.connection;
  const sent = story.before("server_connection_closed", ofThis);
  const reason = sent === null ? "" : `, because ${SERVER_REASONS[sent.why]}`;
  // The two close frames have crossed: what came is no answer to the client's.
  return story.before("connection_closing", ofThis) === null || sent === null
    ? `the server sent a close frame${reason}`
    : `the server's own close frame arrives, sent ${duration(event.timeMs - sent.timeMs)} ago${reason}`;
}

const SERVER_REASONS: Readonly<Record<ServerCloseCause, string>> = {
  client_closed: "the client had closed its end",
  reset: "TCP was reset",
  idle_timeout: "nothing had come in for 60 s",
  bad_frame: "it could not read a frame",
  frame_too_large: "a frame was larger than allowed",
  disconnected: "a `disconnect` was broadcast to the socket's id",
  drained: "it is stopping",
  stopped: "it is stopping",
  killed: "its process was stopped",
};

const CLOSE_CAUSES: Readonly<Record<CloseCause, string>> = {
  refused: "the server refused the upgrade, which the page cannot tell from a broken network",
  no_subprotocol: "the server's answer named none of the subprotocols that the page offered",
  server_down: "nothing listens at the server's port",
  offline: "the browser has no network",
  connect_timeout: "the request for a connection was never answered",
  reset: "TCP was reset on the way",
  server_killed: "the server died without a close frame",
  closed_by_server: "the server sent a close frame",
  closed_by_proxy: "a proxy on the way sent a close frame",
  closed_by_client: "the server has answered the client's close frame",
  close_timeout: "nobody answered the client's close frame",
};

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
