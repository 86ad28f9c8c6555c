import { MOST_VIEWERS } from "../trace/viewer.ts";

/** What a scenario file may hold at most, so that every run stays small enough for a page. */
export const SCENARIO_LIMITS = {
  fileBytes: 64 * 1024,
  clients: MOST_VIEWERS,
  variants: 8,
  serverFiles: 12,
  /** Rows of the curriculum: more than two ideas are no longer one situation. */
  covers: 2,
  /** Four weeks, twice the default life of a `Phoenix.Token`. */
  tokenAgeMs: 28 * 86_400_000,
  inputs: 500,
  expectations: 200,
  /** Ten minutes of virtual time. */
  durationMs: 600_000,
  latencyMs: 10_000,
  jitterMs: 10_000,
  minBytesPerSecond: 100,
  maxBytesPerSecond: 1_000_000_000,
  count: 100_000,
  /** Inputs of a run that comes from outside: the scenario's, and what a reader did besides. */
  runInputs: 1000,
  /** An hour: readers may let a run go on beyond what its scenario plays. */
  runMs: 3_600_000,
  /** Problems reported for one file; a file that is broken throughout is not worth a longer list. */
  problems: 20,
} as const;

/** The link of a client that says nothing about it. */
export const DEFAULT_LINK = { latencyMs: 40, jitterMs: 0, bytesPerSecond: null } as const;
export const DEFAULT_SEED = 1;
