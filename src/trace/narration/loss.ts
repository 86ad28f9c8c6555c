import { isJsonObject } from "../../protocol/json.ts";
import { HEARTBEAT, JOIN } from "../../protocol/reserved.ts";
import { frameOf, nounOf, type Sent } from "./frame.ts";
import type { Story, Told } from "./story.ts";
import { annotations } from "./words.ts";

/** A frame that the link swallowed while it was under way. */
export function heldSentence(event: Told<"frame_held">, story: Story): string {
  const sent = story.sent(event.frame);
  const noun = sent === null ? "A frame" : nounOf(sent, story);
  return story.linkOf(event.client) === "cut"
    ? `${noun} finds the cable out: the server cannot know, and its TCP tries again and again.`
    : `${noun} does not get through: TCP keeps it and tries again, in case the link comes back in time.`;
}

/** Frames that nobody will ever read. */
export function lostSentence(event: Told<"frame_lost">, story: Story): string {
  const lost = lostTogether(event, story).map(({ frame }) => story.sent(frame));
  const [sent = null] = lost;
  if (lost.length > 1) {
    const ends = event.direction === "up" ? ["from", "the client"] : ["for", "the server"];
    const what = idsIn(lost) ?? `The last ${lost.length} frames ${ends[0]} ${story.name(event.client)}`;
    return `${what} are lost with their connection: ${ends[1]} does not send them again.`;
  }
  const noun = sent === null ? "A frame" : nounOf(sent, story);
  return `${noun} is lost with its connection: ${afterLoss(sent)}.`;
}

/** All losses of one connection in one moment, of which this is the last. */
function lostTogether(last: Told<"frame_lost">, story: Story): readonly Told<"frame_lost">[] {
  const lost = [last];
  for (let seq = last.seq - 1; ; seq -= 1) {
    const before = story.lossBeside(last, seq);
    if (before === null) return lost;
    lost.unshift(before);
  }
}

/** `The broadcasts of annotations 2, 3 and 4`; null when the frames have nothing like that in common. */
function idsIn(lost: readonly (Sent | null)[]): string | null {
  const ids = lost.map((sent) => {
    const frame = frameOf(sent);
    const id = frame?.joinRef === null && isJsonObject(frame.payload) ? frame.payload["id"] : undefined;
    return typeof id === "number" ? id : null;
  });
  const known = ids.filter((id) => id !== null);
  return known.length === ids.length ? `The broadcasts of ${annotations(known)}` : null;
}

function afterLoss(sent: Sent | null): string {
  if (sent?.direction !== "up") return "the server does not send it again";
  switch (frameOf(sent)?.event) {
    case JOIN:
      return "the client rejoins when it is connected again";
    case HEARTBEAT:
      return "the next connection has heartbeats of its own";
    default:
      return "the client does not send it a second time";
  }
}
