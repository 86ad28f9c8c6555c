import type { Conversation } from "./simulator/conversation.ts";

/** The simulators of the page, for whatever else on it wants to show something in one of them (turn-to-simulator.ts). */
export const simulators = {
  awake: new Map<string, Conversation>(),
  /** What is to be done with one when it comes to life. */
  waiting: new Map<string, (conversation: Conversation) => void>(),
  /** Brings one to life that has not been near the screen yet. */
  wakeUp: (_simulator: string): void => undefined,
};

/** A simulator has come to life; what was wanted of it last is done at once. */
export function register(simulator: string, conversation: Conversation): () => void {
  const { awake, waiting } = simulators;
  awake.set(simulator, conversation);
  waiting.get(simulator)?.(conversation);
  waiting.delete(simulator);
  return () => awake.delete(simulator);
}
