import type { TimerPurpose } from "../event.ts";
import type { ClientId } from "../ids.ts";
import type { Story, Told } from "./story.ts";
import { code, duration } from "./words.ts";

/** A timer of the official client was set, or cancelled before it could fire. */
export function timerSentence(event: Told<"timer_set" | "timer_cancelled">, story: Story): string {
  const owner = `${story.name(event.client)}'s client`;
  const timer = timerName(event.purpose, event.client, story);
  return event.kind === "timer_set"
    ? `${owner} sets the timer for ${timer} to ${duration(event.delayMs)}.`
    : `${owner} no longer needs the timer for ${timer} and cancels it.`;
}

function timerName(purpose: TimerPurpose, client: ClientId, story: Story): string {
  switch (purpose.is) {
    case "heartbeat":
      return "the next heartbeat";
    case "heartbeat_timeout":
      return "the heartbeat's reply";
    case "reconnect":
      return `reconnect attempt ${purpose.tries}`;
    case "rejoin":
      return `rejoin attempt ${purpose.tries} of ${code(purpose.topic)}`;
    case "push_timeout":
      return `the reply to ${code(story.eventOfPush(purpose.push, client) ?? "a push")}`;
    case "teardown_wait":
      return "another look at the closing WebSocket";
    case "other":
      return "something of the page's own";
  }
}

/** A timer fired: what the client was waiting for, and what it does now. */
export function firedSentence({ client, timer, purpose }: Told<"timer_fired">, story: Story): string {
  const who = story.name(client);
  const delayMs = story.delayOf(timer, client);
  const after = delayMs === null ? "" : ` ${duration(delayMs)} after it was set`;
  const within = delayMs === null ? "" : ` within ${duration(delayMs)}`;
  switch (purpose.is) {
    case "heartbeat":
      return `${who}'s \`heartbeat\` timer fires${after}: the client asks whether the server is still there.`;
    case "heartbeat_timeout":
      return `No answer came to ${who}'s heartbeat${within}: the client takes the connection for dead and closes it.`;
    case "reconnect":
      return story.isHidden(client)
        ? `${who}'s \`reconnect\` timer fires${after}, but the page is hidden, so the client does not reconnect.`
        : `${who}'s client tries to connect again, attempt ${purpose.tries}: the \`reconnect\` timer fired${after}.`;
    case "rejoin":
      return story.isOpen(client)
        ? `${who}'s client tries to rejoin ${code(purpose.topic)}, attempt ${purpose.tries}: the \`rejoin\` timer fired${after}.`
        : `${who}'s \`rejoin\` timer for ${code(purpose.topic)} fires${after}, but without a connection there is nothing to do.`;
    case "push_timeout":
      return story.eventOfPush(purpose.push, client) === "phx_join"
        ? `${who}'s join of ${code(purpose.topic)} was not answered${within}: the client leaves, and will try again.`
        : `${who}'s ${code(story.eventOfPush(purpose.push, client) ?? "push")} was not answered${within}: its \`timeout\` hooks run, and it is never sent again.`;
    case "teardown_wait":
      return `${who}'s client looks whether the old WebSocket has closed by now.`;
    case "other":
      return `A timer that ${who}'s page had set fires.`;
  }
}
