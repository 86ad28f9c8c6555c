import type { ExitReason } from "../kernel/exit-reason.ts";
import { LimitExceeded, type Limits } from "./limit.ts";

/** What is said of a process that does too much, and what becomes of it: few runs have one. */

/** It has used up its steps, or its words, in one moment. */
export function usedUp(what: "steps" | "words", limits: Limits): LimitExceeded {
  return new LimitExceeded(
    what === "steps"
      ? `it made more than ${limits.steps} steps without time passing: an endless loop?`
      : `it built more than ${limits.words * 8} bytes of terms without time passing`,
  );
}

export function tooDeep({ depth }: Limits): LimitExceeded {
  return new LimitExceeded(`more than ${depth} calls wait for one another: endless recursion?`);
}

/** A function that is called within another, by a protocol, wants to wait. */
export function mayNotWait(): LimitExceeded {
  return new LimitExceeded("a protocol's function may not wait for anything");
}

/** The processes together have taken too many turns in one moment. */
export function tooManyTurns(turns: number): LimitExceeded {
  return new LimitExceeded(`processes took more than ${turns} turns without time passing`);
}

/** The engine's own limits (stack, length of a text) lie beyond ours; what meets them all the same must not end the page. */
export function engineLimit(error: RangeError): LimitExceeded {
  return new LimitExceeded(`too much for the JavaScript engine: ${error.message}`);
}

/** Why the process ends. */
export function exitReason(why: string): ExitReason {
  return { is: "error", inspected: `{:limit_exceeded, ${JSON.stringify(why)}}` };
}

/**
 * For the processes that are started after one was ended for doing too much: most often they run the same code again,
 * such as a channel whose client rejoins, and a run with an endless loop must not cost one loop for each of them.
 */
export function afterTooMuch(limits: Limits): Limits {
  return { ...limits, steps: Math.ceil(limits.steps / 10), words: Math.ceil(limits.words / 10) };
}
