import { JOIN, LEAVE } from "../../protocol/reserved.ts";
import type { ClientId, PushId } from "../ids.ts";
import { frameOf } from "./frame.ts";
import type { Story, Told } from "./story.ts";
import { code, duration } from "./words.ts";

/** A timer of the official client was set, has fired, or was cancelled before it could. */
export function timerSentence(
  event: Told<"timer_set" | "timer_fired" | "timer_cancelled">,
  story: Story,
): string {
  const who = story.name(event.client);
  if (event.kind === "timer_set") return setSentence(event, who, story);
  if (event.kind === "timer_fired") return firedSentence(event, story);
  return `${who}'s client clears its ${code(event.purpose.is)} timer: it is not needed any more.`;
}

function setSentence({ client, purpose, delayMs }: Told<"timer_set">, who: string, story: Story): string {
  const long = duration(delayMs);
  switch (purpose.is) {
    case "heartbeat":
      return `${who}'s client sets its \`heartbeat\` timer: in ${long} it asks whether the server is still there.`;
    case "heartbeat_timeout":
      return `${who}'s client gives the server ${long} to answer its heartbeat.`;
    case "reconnect":
      return `${who}'s client will try to connect again in ${long}.`;
    case "rejoin":
      return `${who}'s client will try to rejoin ${code(purpose.topic)} in ${long}.`;
    case "push_timeout": {
      const event = purpose.push === null ? null : story.eventOfPush(purpose.push, client);
      const join =
        purpose.push === null ? "the join that it makes by itself" : `its join of ${code(purpose.topic)}`;
      const pushed = purpose.push === null || event === JOIN ? join : `its ${code(event ?? "push")}`;
      return `${who}'s client waits ${long} for the reply to ${pushed}.`;
    }
    case "teardown_wait":
      return `${who}'s client will look in ${long} whether the old WebSocket has closed.`;
    case "other":
      return `${who}'s page sets a timer of ${long}.`;
  }
}

/** A timer fired: what the client was waiting for, and what it does now. */
function firedSentence(event: Told<"timer_fired">, story: Story): string {
  const set = story.setting(event.timer, event.client);
  const lateMs = set === null ? 0 : Math.max(0, event.timeMs - set.timeMs - set.delayMs);
  const passedMs = set === null ? null : set.delayMs + lateMs;
  const sentence = whatFires(event, passedMs, story);
  // Browsers hold back the timers of a hidden page, and stopped ones do not run at all.
  return lateMs > 0
    ? `${sentence} It is ${duration(lateMs)} late: the page was hidden or stopped.`
    : sentence;
}

function whatFires(event: Told<"timer_fired">, delayMs: number | null, story: Story): string {
  const { client, purpose } = event;
  const who = story.name(client);
  const after = delayMs === null ? "" : ` ${duration(delayMs)} after it was set`;
  const within = delayMs === null ? "" : ` within ${duration(delayMs)}`;
  switch (purpose.is) {
    case "heartbeat":
      return `${who}'s \`heartbeat\` timer fires${after}: the client asks whether the server is still there.`;
    case "heartbeat_timeout":
      return `No answer came to ${who}'s heartbeat${within}: the client takes the connection for dead.`;
    case "reconnect":
      return isHidden(client, story)
        ? `${who}'s \`reconnect\` timer fires${after}, but the page is hidden, so the client does not reconnect.`
        : `${who}'s \`reconnect\` timer fires${after}: attempt ${purpose.tries} begins.`;
    case "rejoin":
      return isOpen(client, story)
        ? `${who}'s \`rejoin\` timer fires${after}: attempt ${purpose.tries} to rejoin ${code(purpose.topic)} begins.`
        : `${who}'s \`rejoin\` timer for ${code(purpose.topic)} fires${after}, but without a connection there is nothing to do.`;
    case "push_timeout":
      return pushTimeout(event, purpose, story);
    case "teardown_wait":
      return story.delayAhead("reconnect") === null
        ? `${who}'s client looks whether the old WebSocket has closed by now.`
        : `${who}'s client has waited long enough for the old WebSocket to close: it will open a new one in ${duration(story.delayAhead("reconnect") ?? 0)}.`;
    case "other":
      return leaveTimeout(event, story) ?? `A timer that ${who}'s page has set fires${after}.`;
  }
}

function isHidden(client: ClientId, story: Story): boolean {
  const changed = story.before("visibility_changed", (event) => event.client === client);
  return changed?.visible === false && changed.seq > story.pageSince(client);
}

function isOpen(client: ClientId, story: Story): boolean {
  const opened = story.before("connection_opened", (event) => event.client === client);
  const ended = story.before("connection_closed", (event) => event.client === client);
  const closing = story.before("connection_closing", (event) => event.client === client);
  return opened !== null && opened.seq > Math.max(ended?.seq ?? -1, closing?.seq ?? -1);
}

type PushTimeout = Extract<Told<"timer_fired">["purpose"], { readonly is: "push_timeout" }>;

function pushTimeout({ client, timer }: Told<"timer_fired">, purpose: PushTimeout, story: Story): string {
  const who = story.name(client);
  const set = story.setting(timer, client);
  const [within, after] =
    set === null
      ? ["in time", "In the end"]
      : [`within ${duration(set.delayMs)}`, `After ${duration(set.delayMs)}`];
  // A join that the client makes by itself has no push that the page could name.
  const event = purpose.push === null ? JOIN : story.eventOfPush(purpose.push, client);
  if (purpose.push === null || event === JOIN) {
    const retry = story.delayAhead("rejoin");
    const next = retry === null ? "" : ` and will try again in ${duration(retry)}`;
    const join =
      purpose.push === null
        ? `The join of ${code(purpose.topic)} that ${who}'s client made by itself`
        : `${who}'s join of ${code(purpose.topic)}`;
    if (set !== null && threwAt(set, purpose.topic, story)) {
      return `${join} was never sent, because the params function threw. ${after} the client gives it up${next}.`;
    }
    return `${join} was not answered ${within}: the client gives it up${next}.`;
  }
  const push = `${who}'s ${code(event ?? "push")}`;
  return set !== null && wasNeverSent(set, purpose.push, story)
    ? `${push} was never sent: the channel was not joined ${within}, so the client drops it and runs its \`timeout\` hooks.`
    : `${push} was not answered ${within}: its \`timeout\` hooks run, and it is never sent again.`;
}

// The params function runs between the setting of the timer and the sending (phoenix 1.8.16, push.js, send).
function threwAt(set: Told<"timer_set">, topic: string, story: Story): boolean {
  const threw = story.before(
    "page_threw",
    ({ client, where }) => client === set.client && where.in === "params" && where.topic === topic,
  );
  return threw !== null && threw.timeMs === set.timeMs;
}

// A push that is sent, at once or out of the channel's buffer, gets its timer in that moment.
function wasNeverSent(set: Told<"timer_set">, push: PushId, story: Story): boolean {
  const event = story.eventOfPush(push, set.client);
  const sent = story.before("frame_sent", (frame) => {
    const { client, timeMs, direction } = frame;
    return (
      client === set.client && direction === "up" && timeMs >= set.timeMs && frameOf(frame)?.event === event
    );
  });
  return sent === null;
}

/**
 * A join that timed out sends a leave, whose own timeout nobody holds a handle of (phoenix 1.8.16, channel.js). The
 * answer to that leave is dropped as outdated, so the timer always fires; no hook waits for it.
 */
function leaveTimeout({ client, timer }: Told<"timer_fired">, story: Story): string | null {
  const set = story.setting(timer, client);
  const joinTimer = set === null ? null : story.cause(set, "timer_fired");
  if (set === null || joinTimer?.purpose.is !== "push_timeout") return null;
  if (!isLeaveSent(set, client, story)) return null;
  return `The leave that ${story.name(client)}'s client sent ${duration(set.delayMs)} ago times out: the client takes no answer for a join that it has given up. No hook waits for it, so nothing follows.`;
}

function isLeaveSent(set: Told<"timer_set">, client: ClientId, story: Story): boolean {
  const isLeave = (sent: Told<"frame_sent">): boolean =>
    sent.client === client &&
    sent.timeMs === set.timeMs &&
    sent.direction === "up" &&
    frameOf(sent)?.event === LEAVE;
  return story.before("frame_sent", isLeave) !== null;
}
