import { OUTAGES } from "./late.ts";
import type { Story, Told } from "./story.ts";

export function openingSentence(event: Told<"connection_opening">, story: Story): string {
  if (
    story.cause(event, "timer_fired")?.purpose.is === "reconnect" ||
    story.count("connection_opening", event.client) > 0
  ) {
    return OUTAGES.now.outageSentence(event, story);
  }
  const who = story.name(event.client);
  const where = event.protocols === undefined ? "in its URL" : "offered as a subprotocol";
  const called =
    story.cause(event, "api_called") === null ? "" : `${who}'s page calls \`socket.connect()\`, and `;
  return `${called}${called === "" ? `${who}'s` : "the"} browser opens a WebSocket: TCP first, then the HTTP upgrade, with the token ${where}.`;
}

export function openedSentence(event: Told<"connection_opened">, story: Story): string {
  if (story.count("connection_opened", event.client) > 0) {
    return OUTAGES.now.outageSentence(event, story);
  }
  return `${story.name(event.client)} is connected: the client sends what waited in its buffer, and sets its heartbeat timer.`;
}
