import type { Scenario } from "../../schemas/scenario.ts";
import type { Seq } from "../../trace/ids.ts";
import type { TimedInput } from "../../trace/input.ts";
import type { Run } from "../run.ts";

/** What became of an answer. */
export type Verdict = {
  readonly passed: boolean;
  /** What was seen, as sentences; code words stand in backticks. */
  readonly said: readonly string[];
  /** The moment that shows it; null when there is none to show. */
  readonly show: ShownRun | null;
};

/** A run to show in the simulator, and the moment to go to. */
export type ShownRun = {
  readonly scenario: Scenario;
  readonly variant: string;
  readonly seed: number;
  /** Null: the scenario's script. */
  readonly inputs: readonly TimedInput[] | null;
  /** How far the run is to go, in virtual milliseconds. */
  readonly untilMs: number;
  readonly seq: Seq;
  /** When that was, in virtual milliseconds. */
  readonly timeMs: number;
};

/** A moment of a run, ready to be shown. */
export function shownRun(
  run: Run,
  event: { readonly seq: Seq; readonly timeMs: number } | undefined,
  scripted: boolean,
): ShownRun | null {
  if (event === undefined) return null;
  const { scenario, seed } = run;
  return {
    scenario,
    variant: run.variant.id,
    seed,
    inputs: scripted ? null : run.inputs,
    untilMs: run.nowMs,
    seq: event.seq,
    timeMs: event.timeMs,
  };
}

/** Every check runs the scenario with its own seed and with these many more. */
export const MORE_SEEDS = 2;

/** The seeds that a check tries. */
export function seedsOf({ seed }: Scenario): readonly number[] {
  return Array.from({ length: 1 + MORE_SEEDS }, (_, index) => (seed + index * 7919) >>> 0);
}
