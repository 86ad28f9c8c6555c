import { Later } from "../loading/later.ts";

/** An endless loop or runaway memory: ends the process, and no code of the process can catch it. */
export class LimitExceeded extends Error {}

/** What is said of it. */
export const OVERRUN = new Later(() => import("./overrun.ts"));

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

/** For the command line, which has time. */
export const COMMAND_LIMITS: Limits = { steps: 20_000_000, words: 64_000_000, depth: 200_000 };
