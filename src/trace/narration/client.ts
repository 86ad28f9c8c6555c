import type { ApiCall, PageView, SocketHook } from "../event.ts";
import { type Frame, frameOf, status } from "./frame.ts";
import type { Story, Told } from "./story.ts";
import { annotations, code, duration, quote } from "./words.ts";

/** A call of the page on the official client. */
export function apiSentence({ call, client }: Told<"api_called">, story: Story): string {
  const page = `${story.name(client)}'s page`;
  switch (call.name) {
    case "connect":
      return `${page} calls \`socket.connect()\`${story.hasEffect() ? "" : "; nothing happens, because the socket has a connection already"}.`;
    case "disconnect":
      return `${page} calls \`socket.disconnect()\`: the client closes its connection and will not come back by itself.`;
    case "channel":
      return `${page} makes a channel for ${code(call.topic)}; nothing is sent for that.`;
    case "join":
      return `${page} calls \`channel.join()\` on ${code(call.topic)}${afterJoinCall(story)}.`;
    case "leave":
      return `${page} leaves ${code(call.topic)}: for the client the channel is closed from this moment.`;
    case "push":
      return `${page} pushes ${code(call.event)} to ${code(call.topic)}${afterPushCall(call, story)}.`;
  }
}

function afterJoinCall(story: Story): string {
  return leavesAtOnce(story) || story.effect("page_threw", () => true) !== null
    ? ""
    : "; the socket is not open yet, so the join waits in its buffer";
}

function afterPushCall({ timeoutMs }: Extract<ApiCall, { name: "push" }>, story: Story): string {
  if (story.effect("page_threw", () => true) !== null) {
    return ", and the client throws: the page has never joined that channel";
  }
  return leavesAtOnce(story)
    ? ` and waits up to ${duration(timeoutMs)} for the reply`
    : `; the channel is not joined, so the push waits in the client, for ${duration(timeoutMs)} at most`;
}

function leavesAtOnce(story: Story): boolean {
  return story.effect("frame_sent", ({ direction }) => direction === "up") !== null;
}

/** What is new on the page, and what brought it. */
export function pageSentence(event: Told<"page_changed">, story: Story): string {
  const page = `${story.name(event.client)}'s page`;
  const before = story.before(
    "page_changed",
    ({ client, seq }) => client === event.client && seq > story.pageSince(client),
  )?.page;
  const now = event.page;
  if (before === undefined) return `${page} is drawn for the first time${firstContent(now)}.`;
  const added = idsOf(now).length - before.annotations.length;
  if (added > 0)
    return `${page} ${additionOf(before, now)}${broughtBy(event, story)}${lastSeen(before, now)}.`;
  if (now.notice !== before.notice) {
    return now.notice === null
      ? `${page} clears ${quote(before.notice ?? "")}${whyCleared(event, story)}.`
      : `${page} shows its viewer ${quote(now.notice)}.`;
  }
  if (now.lastSeenId !== before.lastSeenId) return `${page} has nothing to add${lastSeen(before, now)}.`;
  const lines = now.lines.filter((line, index) => line !== before.lines[index]);
  if (lines.length > 0) return `${page} now says ${few(lines, "lines", "and")}.`;
  const buttons = now.buttons.filter((button) => !before.buttons.includes(button));
  return buttons.length > 0
    ? `${page} is ready: its viewer can press ${few(buttons, "buttons", "or")}.`
    : `${page} is drawn anew.`;
}

function firstContent({ annotations: list, lines }: PageView): string {
  if (list.length > 0) return `, with ${annotations(list.map(({ id }) => id))}`;
  return lines.length > 0 ? ` and says ${few(lines, "lines", "and")}` : ", with nothing on it yet";
}

function few(texts: readonly string[], noun: string, or: string): string {
  return texts.length > 2 ? `${texts.length} ${noun}` : texts.map(quote).join(` ${or} `);
}

function whyCleared(event: Told<"page_changed">, story: Story): string {
  const frame = frameBehind(event, story);
  return frame?.event === "phx_reply" ? `: the reply said ${status(frame)}` : "";
}

function frameBehind(event: Told<"page_changed">, story: Story): Frame | null {
  const arrived = story.cause(event, "frame_arrived");
  return arrived === null ? null : frameOf(story.sent(arrived.frame));
}

function additionOf(before: PageView, now: PageView): string {
  const known = idsOf(before);
  const added = addedTo(known, idsOf(now));
  const again = added.filter((id) => known.includes(id));
  const twice =
    again.length === 0 ? "" : `, ${again.length === added.length ? "all" : "some"} for the second time`;
  return `shows ${annotations(added)}${twice}`;
}

// The ids that are new in a list, also when they stand in the middle of it or were there before.
function addedTo(known: readonly number[], now: readonly number[]): readonly number[] {
  const left = [...known];
  return now.filter((id) => {
    const place = left.indexOf(id);
    if (place !== -1) left.splice(place, 1);
    return place === -1;
  });
}

function idsOf(page: PageView): readonly number[] {
  return page.annotations.map(({ id }) => id);
}

function broughtBy(event: Told<"page_changed">, story: Story): string {
  const frame = frameBehind(event, story);
  if (frame === null) return "";
  if (frame.event === "phx_reply")
    return frame.ref === frame.joinRef ? " from the join's reply" : " from the reply to its push";
  return `, which ${frame.joinRef === null ? "the broadcast" : "the server's push"} ${code(frame.event)} brought`;
}

function lastSeen(before: PageView, now: PageView): string {
  if (before.lastSeenId === now.lastSeenId) return "";
  return now.lastSeenId === null
    ? ": the list was empty, so it has no last id to send any more"
    : `; its last seen id is now ${now.lastSeenId}`;
}

/** What a hook of the socket is given with, and what an exception in it keeps from happening (phoenix 1.8.16, socket.js). */
const SOCKET_HOOKS: Readonly<Record<SocketHook, { readonly name: string; readonly kept: string }>> = {
  open: {
    name: "socket.onOpen",
    kept: ": no hook after it runs, so that channels which were made after it do not join again",
  },
  error: {
    name: "socket.onError",
    kept: ": no hook after it runs, and the channels hear nothing of this error",
  },
  close: { name: "socket.onClose", kept: ": no hook after it runs" },
  message: { name: "socket.onMessage", kept: ": no hook after it runs" },
};

export function threwSentence(event: Told<"page_threw">, story: Story): string {
  const { client, where, error } = event;
  const article = /^[AEIOU]/.test(error) ? "an" : "a";
  const thrown = `${story.name(client)}'s page throws ${article} ${code(error)}`;
  switch (where.in) {
    case "params":
      return `${attempt(event, story)}${thrown} in its params function for ${code(where.topic)}: no join is sent, and the channel stays \`joining\` until the join times out.`;
    case "hook":
      return `${thrown} in its ${code(where.hook)} hook on ${code(where.topic)}.`;
    case "socket_hook":
      return `${thrown} in its ${code(SOCKET_HOOKS[where.hook].name)} hook${SOCKET_HOOKS[where.hook].kept}.`;
    case "program":
      return `${thrown} in its own program, which ends this task and nothing else.`;
  }
}

function attempt(event: Told<"page_threw">, story: Story): string {
  const purpose = story.cause(event, "timer_fired")?.purpose;
  return purpose?.is === "rejoin" ? `Attempt ${purpose.tries} to rejoin fails, because ` : "";
}

export function pageClosedSentence({ client }: Told<"page_closed">, story: Story): string {
  return `${story.name(client)}'s page is gone, and with it its client, its timers and whatever it had not sent.`;
}

export function visibilitySentence({ client, visible }: Told<"visibility_changed">, story: Story): string {
  const who = story.name(client);
  return visible
    ? `${who} sees the page again: a client that has lost its connection reconnects at once.`
    : `${who} turns away from the page: should the connection break now, the client waits with reconnecting until the page is shown.`;
}

export function lifecycleSentence(lifecycle: Told<"lifecycle_changed">, story: Story): string {
  const { client, event } = lifecycle;
  const who = story.name(client);
  switch (event) {
    case "pagehide":
      return story.cause(lifecycle, "input_applied")?.input.kind === "close_page"
        ? `${who}'s browser tells the page that it goes (${code(event)}): the client disconnects.`
        : `${who}'s browser leaves the page (${code(event)}): the client disconnects, so that the browser may keep the page as it is.`;
    case "freeze":
      return `${who}'s page stops where it is (${code(event)}): none of its timers will fire.`;
    case "resume":
      return `${who}'s page goes on (${code(event)}): what fell due in the meantime happens now, late.`;
    case "pageshow":
      return `${who}'s browser shows the kept page again (${code(event)}): a client that was disconnected for it connects.`;
  }
}
