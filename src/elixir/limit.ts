/** An endless loop or runaway memory: ends the process, and no code of the process can catch it. */
export class LimitExceeded extends Error {}

/** How much one process may do in one virtual moment. Counted, never timed, so that every machine agrees. */
export type Limits = {
  /** Function calls, and work of native functions in units of about the same weight. */
  readonly steps: number;
  /** Terms built, in machine words of eight bytes; what has become garbage counts too. */
  readonly words: number;
  /** Calls that have not returned. */
  readonly depth: number;
};

/** For a page: an endless loop ends in about a second. */
export const PAGE_LIMITS: Limits = { steps: 1_000_000, words: 16_000_000, depth: 100_000 };

/**
 * For the processes that are started after one was ended for doing too much: most often they run the same code again,
 * such as a channel whose client rejoins, and a run with an endless loop must not cost one loop for each of them.
 */
export function afterTooMuch(limits: Limits): Limits {
  return { ...limits, steps: Math.ceil(limits.steps / 10), words: Math.ceil(limits.words / 10) };
}

/** For the command line, which has time. */
export const COMMAND_LIMITS: Limits = { steps: 20_000_000, words: 64_000_000, depth: 200_000 };
