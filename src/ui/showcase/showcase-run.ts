import type { RunView, StepView } from "../../simulation/simulator-api.ts";

/** What the writer writes when the reader lets them. */
export const WRITTEN = "One more from you";

/** How long the world goes on after the reader did something before the showcase rests, in virtual milliseconds. */
const AFTERMATH_MS = 12_000;

/** Whether there is no more to play: the script is at its end, or nothing new comes of what the reader did. */
export function isOver(run: RunView, at: StepView, actedMs: number | null): boolean {
  if (at.seq !== run.steps.at(-1)) return false;
  return actedMs === null || at.timeMs > actedMs + AFTERMATH_MS;
}
