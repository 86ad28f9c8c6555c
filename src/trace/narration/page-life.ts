import type { SocketHook } from "../event.ts";
import type { Story, Told } from "./story.ts";
import { code } from "./words.ts";

/** What befalls a page in the hands of its viewer, its browser and its own program. */
export function lifeSentence(
  event: Told<"page_threw" | "page_closed" | "visibility_changed" | "lifecycle_changed">,
  story: Story,
): string {
  switch (event.kind) {
    case "page_threw":
      return threwSentence(event, story);
    case "page_closed":
      return pageClosedSentence(event, story);
    case "visibility_changed":
      return visibilitySentence(event, story);
    case "lifecycle_changed":
      return lifecycleSentence(event, story);
  }
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

function threwSentence(event: Told<"page_threw">, story: Story): string {
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

function pageClosedSentence({ client }: Told<"page_closed">, story: Story): string {
  return `${story.name(client)}'s page is gone, and with it its client, its timers and whatever it had not sent.`;
}

function visibilitySentence({ client, visible }: Told<"visibility_changed">, story: Story): string {
  const who = story.name(client);
  return visible
    ? `${who} sees the page again: a client that has lost its connection reconnects at once.`
    : `${who} turns away from the page: should the connection break now, the client waits with reconnecting until the page is shown.`;
}

function lifecycleSentence(lifecycle: Told<"lifecycle_changed">, story: Story): string {
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
