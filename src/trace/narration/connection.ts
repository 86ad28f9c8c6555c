import type { CloseCause } from "../event.ts";
import type { Story, Told } from "./story.ts";
import { clip, duration } from "./words.ts";

export function openingSentence(event: Told<"connection_opening">, story: Story): string {
  const { client } = event;
  const who = story.name(client);
  const begun = story.count("connection_opening", client);
  const where = event.protocols === undefined ? "in its URL" : "offered as a subprotocol";
  return begun === 0
    ? `${who}'s browser opens a WebSocket: TCP first, then the HTTP upgrade, with the token ${where}.`
    : `${who}'s browser opens WebSocket number ${begun + 1}: a connection that broke is never revived.`;
}

export function openedSentence({ client }: Told<"connection_opened">, story: Story): string {
  const who = story.name(client);
  return story.count("connection_opened", client) > 0
    ? `${who} is connected again: the client counts its attempts anew and rejoins every channel that is \`errored\`.`
    : `${who} is connected: the client sends what waited in its buffer and sets its heartbeat.`;
}

export function closingSentence(event: Told<"connection_closing">, story: Story): string {
  const who = story.name(event.client);
  const code = event.code === null ? "" : ` with ${event.code}`;
  const timer = story.cause(event, "timer_fired")?.purpose.is;
  const why = timer === "heartbeat_timeout" ? ", because the heartbeat went unanswered" : "";
  return `${who}'s client closes the connection${code}${why}, and waits for the other end to agree.`;
}

export function erroredSentence({ client }: Told<"connection_errored">, story: Story): string {
  return `${story.name(client)}'s browser reports an error on the WebSocket, without saying which.`;
}

export function closedSentence(event: Told<"connection_closed">, story: Story): string {
  const who = story.name(event.client);
  const opened = story.before("connection_opened", ({ connection }) => connection === event.connection);
  const what = opened === null ? `${who}'s attempt fails` : `${who}'s connection closes`;
  const reason = event.reason === "" ? "" : ` “${clip(event.reason, 30)}”`;
  const delayMs = story.delayAhead("reconnect");
  const next = delayMs === null ? "" : `; the next attempt comes in ${duration(delayMs)}`;
  return `${what} with ${event.code}${reason}: ${CLOSE_CAUSES[event.why]}${next}.`;
}

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
  closed_by_client: "the close that the client began is complete",
  close_timeout: "nobody answered the client's close frame",
};

export function linkSentence({ client, state }: Told<"link_changed">, story: Story): string {
  const who = story.name(client);
  switch (state) {
    case "up":
      return `${who}'s link carries again: TCP resends what it held back, where both ends still have the connection.`;
    case "cut":
      return `${who}'s link is cut: the browser knows at once, while nothing can tell the server.`;
    case "silent":
      return `${who}'s link goes silent: neither end is told, and both take the connection for alive.`;
  }
}
