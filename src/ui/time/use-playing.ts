import { useEffect } from "preact/hooks";
import type { Conversation } from "../simulator/conversation.ts";
import { type Pace, stayMs } from "./pace.ts";

/** Takes one step after the other while the session plays. */
export function usePlaying(conversation: Conversation, pace: Pace): void {
  const { playing, at, run } = conversation.session;
  useEffect(() => {
    if (!playing) return;
    const next = run.steps.find((seq) => seq > at.seq);
    const nextMs = next === undefined ? at.timeMs : (run.events[next]?.timeMs ?? at.timeMs);
    const timer = setTimeout(() => conversation.forward(), stayMs(pace, nextMs - at.timeMs));
    return () => clearTimeout(timer);
  }, [playing, at, pace, conversation]);
}
