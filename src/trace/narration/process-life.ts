import type { MessageLabel } from "../event.ts";
import type { Story, Told } from "./story.ts";
import { annotations, capital, clip, code, duration } from "./words.ts";

type Life = Told<
  | "process_started"
  | "process_exited"
  | "message_sent"
  | "process_slept"
  | "rows_read"
  | "row_sought"
  | "logged"
>;

/** What a process is told to do, asks for and logs besides its callbacks, and how it ends. */
export function processSentence(event: Life, story: Story): string {
  switch (event.kind) {
    case "process_started":
      return startedSentence(event, story);
    case "process_exited":
      return exitedSentence(event, story);
    case "message_sent":
      return messageSentence(event, story);
    case "process_slept":
      return sleptSentence(event, story);
    case "rows_read":
      return readSentence(event, story);
    case "row_sought":
      return soughtSentence(event, story);
    case "logged":
      return loggedSentence(event, story);
  }
}

function startedSentence({ role }: Told<"process_started">, story: Story): string {
  return role.is === "other"
    ? `The process ${code(role.name)} starts.`
    : `A transport process starts for ${story.name(role.client)}'s connection: it will carry all its channels.`;
}

function exitedSentence(event: Told<"process_exited">, story: Story): string {
  const who = capital(story.process(event.pid));
  const reason = code(shortReason(event.reason));
  return event.crashed
    ? `${who} crashes (${reason}): its \`assigns\` are gone, and no other process is touched.`
    : `${who} ends in good order (${reason})${whyEnded(event, story)}.`;
}

/** `{%RuntimeError{message: "…"}, [{…}, …]}` is a line of its own; what matters is the exception's name. */
function shortReason(reason: string): string {
  return reason.replace(/^\{%(\w+(?:\.\w+)*)\{.*$/s, "{%$1{…}, stacktrace}");
}

function whyEnded(event: Told<"process_exited">, story: Story): string {
  if (event.reason === "{:shutdown, :left}") return ", because the client left";
  if (event.reason === "{:shutdown, :duplicate_join}") return ", because the client joined the topic again";
  return story.cause(event, "message_sent")?.label.is === "down"
    ? ", because its transport process is gone"
    : "";
}

function messageSentence(event: Told<"message_sent">, story: Story): string {
  const { from, to, label } = event;
  const sender = from === null ? "The server" : capital(story.process(from));
  const verb = from === to ? "sends itself" : `sends ${story.process(to)}`;
  const until = story.isInJoin(from, event.seq)
    ? ", which waits in its mailbox until `join/3` has returned"
    : "";
  return `${sender} ${verb} ${labelWords(label)}${until}.`;
}

// The others are told by the frame or the callback that they lead to.
function labelWords(label: MessageLabel): string {
  if (label.is === "drain") return "word of the shutdown";
  if (label.is === "info") return code(label.text);
  return `a message: ${code(label.is)}`;
}

function sleptSentence({ pid, delayMs, seq }: Told<"process_slept">, story: Story): string {
  const sleeps = `${capital(story.process(pid))} sleeps for ${duration(delayMs)}`;
  return story.isInJoin(pid, seq)
    ? `${sleeps} within \`join/3\`: its transport process waits for that and takes no other frame, other processes do not wait.`
    : `${sleeps}: its messages wait, other processes do not.`;
}

/** A query, and whether the process that asks would hear of what is stored after it. */
function readSentence(event: Told<"rows_read">, story: Story): string {
  const asks = event.pid ?? story.cause(event, "callback_entered")?.pid ?? null;
  const what = event.table === "annotations" ? "annotations" : `rows of ${code(event.table)}`;
  const found = event.ids.length === 0 ? "none" : idsOf(event.ids);
  const subscribed = story.isInJoin(asks, event.seq) ? "; it is not subscribed to the topic yet" : "";
  return `${capital(story.process(asks))} reads the ${what} newer than ${event.after} and finds ${found}${underWay(event)}${subscribed}.`;
}

function underWay({ answerMs }: { readonly answerMs?: number }): string {
  return answerMs === undefined ? "" : `; the answer takes ${duration(answerMs)}`;
}

function soughtSentence(event: Told<"row_sought">, story: Story): string {
  const annotation = event.table === "annotations";
  const what = annotation ? "an annotation" : `a row of ${code(event.table)}`;
  const found =
    event.id === null ? "none" : annotation ? annotations([event.id]) : `the one with id ${event.id}`;
  return `${capital(story.process(event.pid))} looks for ${what} with ${code(event.by)} and finds ${found}${underWay(event)}.`;
}

function idsOf(ids: readonly number[]): string {
  return annotations(ids).replace(/^annotations? /, "");
}

function loggedSentence({ level, text, pid }: Told<"logged">, story: Story): string {
  const line = `“${clip(text, 120)}”`;
  // An exception that ends its process is reported like this.
  if (level === "error" && pid !== null && text.startsWith("** (")) {
    return `Nothing rescues the exception in ${story.process(pid)}, so the server logs it: ${line}.`;
  }
  return `The server logs ${level === "info" || level === "error" ? "an" : "a"} ${level}: ${line}.`;
}
