import type { Conversation } from "./simulator/conversation.ts";

/** The simulators of the page, for whatever else on it wants to show something in one of them. */

type Use = (conversation: Conversation) => void;

const awake = new Map<string, Conversation>();
const waiting = new Map<string, Use>();
let wakeUp: (simulator: string) => void = () => undefined;

/** Says how a simulator that has not been near the screen yet is brought to life. */
export function setWaker(wake: (simulator: string) => void): void {
  wakeUp = wake;
}

/** A simulator has come to life; what was wanted of it last is done at once. */
export function register(simulator: string, conversation: Conversation): () => void {
  awake.set(simulator, conversation);
  const early = waiting.get(simulator);
  waiting.delete(simulator);
  early?.(conversation);
  return () => awake.delete(simulator);
}

/** Does something with a simulator, when it is awake. Of several wishes that wait for it the last counts. */
export function withSimulator(simulator: string, use: Use): void {
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
