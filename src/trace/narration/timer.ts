import type { Story, Told } from "./story.ts";
import { code, duration } from "./words.ts";

/** A timer of the official client was set, or cancelled before it could fire. */
export function timerSentence(event: Told<"timer_set" | "timer_cancelled">, story: Story): string {
  const does = event.kind === "timer_set" ? "sets" : "cancels";
  return `${story.name(event.client)}'s client ${does} its ${code(event.purpose.is)} timer.`;
}

/** A timer fired: what the client was waiting for, and what it does now. */
export function firedSentence(event: Told<"timer_fired">, story: Story): string {
  const set = story.settingOf(event.timer, event.client);
  const lateMs = set === null ? 0 : Math.max(0, event.timeMs - set.timeMs - set.delayMs);
  const passedMs = set === null ? null : set.delayMs + lateMs;
  const sentence = whatFires(event, passedMs, story);
  // Browsers hold back the timers of a hidden page, and stopped ones do not run at all.
  return lateMs > 0
    ? `${duration(lateMs)} late, because the page was hidden or stopped: ${sentence}`
    : sentence;
}

function whatFires({ client, purpose }: Told<"timer_fired">, delayMs: number | null, story: Story): string {
  const who = story.name(client);
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
        : `${who}'s client tries to connect again: the \`reconnect\` timer fired${sinceFailure(delayMs, purpose.tries)}.`;
    case "rejoin":
      return story.isOpen(client)
        ? `${who}'s client tries to rejoin ${code(purpose.topic)}, attempt ${purpose.tries}: the \`rejoin\` timer fired${after}.`
        : `${who}'s \`rejoin\` timer for ${code(purpose.topic)} fires${after}, but without a connection there is nothing to do.`;
    case "push_timeout":
      if (purpose.push === null) {
        return `The join that ${who}'s client made by itself on ${code(purpose.topic)} was not answered${within}: it leaves, and will try again.`;
      }
      return story.eventOfPush(purpose.push, client) === "phx_join"
        ? `${who}'s join of ${code(purpose.topic)} was not answered${within}: the client leaves, and will try again.`
        : `${who}'s ${code(story.eventOfPush(purpose.push, client) ?? "push")} was not answered${within}: its \`timeout\` hooks run, and it is never sent again.`;
    case "teardown_wait":
      return `${who}'s client looks whether the old WebSocket has closed by now.`;
    case "other":
      return `A timer on ${who}'s page fires that is neither a heartbeat nor a retry.`;
  }
}

// The first attempt follows the loss of the connection, each later one the failure of the one before.
function sinceFailure(delayMs: number | null, tries: number): string {
  if (delayMs === null) return "";
  const since = tries === 1 ? "the connection was lost" : `attempt ${tries - 1} failed`;
  return ` ${duration(delayMs)} after ${since}`;
}
