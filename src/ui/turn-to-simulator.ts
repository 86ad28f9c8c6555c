import { simulators } from "./page-simulators.ts";
import type { Conversation } from "./simulator/conversation.ts";

/** Does something with a simulator, when it is awake. Of several wishes that wait for it the last counts. */
export function withSimulator(simulator: string, use: (conversation: Conversation) => void): void {
  const { awake, waiting, wakeUp } = simulators;
  const conversation = awake.get(simulator);
  if (conversation !== undefined) {
    use(conversation);
    return;
  }
  waiting.set(simulator, use);
  wakeUp(simulator);
}

/** The talk with a simulator, once it is awake. */
export function conversationOf(simulator: string): Promise<Conversation> {
  return new Promise((resolve) => withSimulator(simulator, resolve));
}

/** Brings a simulator into view, unless it is there already. */
export function revealSimulator(simulator: string): void {
  const place = document.getElementById(`simulator-${simulator}`);
  const { top = 0, bottom = 0 } = place?.getBoundingClientRect() ?? {};
  const inView = top < innerHeight * 0.6 && bottom > innerHeight * 0.4;
  if (!inView) place?.scrollIntoView({ block: "start" });
}
