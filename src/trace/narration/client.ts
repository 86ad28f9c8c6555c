import type { ApiCall, PageView } from "../event.ts";
import { type Frame, frameOf, status } from "./frame.ts";
import { PAGE_CALLS } from "./late.ts";
import type { Story, Told } from "./story.ts";
import { annotations, code, duration, quote } from "./words.ts";

/** A call of the page on the official client. */
export function apiSentence({ call, client }: Told<"api_called">, story: Story): string {
  const page = `${story.name(client)}'s page`;
  switch (call.name) {
    case "join":
      return `${page} calls \`channel.join()\` on ${code(call.topic)}${afterJoinCall(story)}.`;
    case "push":
      return `${page} pushes ${code(call.event)} to ${code(call.topic)}${afterPushCall(call, story)}.`;
    default:
      return PAGE_CALLS.now.callSentence(call, page, story);
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
