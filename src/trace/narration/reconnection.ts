import type { Story, Told } from "./story.ts";
import { duration } from "./words.ts";

export function reopeningSentence(event: Told<"connection_opening">, story: Story): string {
  const who = story.name(event.client);
  const timer = story.cause(event, "timer_fired");
  if (timer?.purpose.is !== "reconnect") {
    return `${who}'s browser opens another WebSocket: the old one is never revived.`;
  }
  const { tries } = timer.purpose;
  const anew = tries === 1 ? ", with another WebSocket: one that broke is never revived" : "";
  return `${who}'s attempt ${tries} to reconnect begins${sinceFailure(timer, tries, story)}${anew}.`;
}

// The first attempt follows the loss of the connection, each later one the failure of the one before.
function sinceFailure(timer: Told<"timer_fired">, tries: number, story: Story): string {
  const set = story.setting(timer.timer, timer.client);
  if (set === null) return "";
  const closed = story.cause(set, "connection_closed") !== null;
  const loss = closed ? "the connection was lost" : "the client gave the old connection up";
  return ` ${duration(set.delayMs)} after ${tries === 1 ? loss : `attempt ${tries - 1} failed`}`;
}

export function reopenedSentence({ client }: Told<"connection_opened">, story: Story): string {
  return `${story.name(client)} is connected again: the client counts its attempts anew and rejoins every channel that is \`errored\`.`;
}
