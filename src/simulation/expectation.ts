import type { Expectation, Scenario } from "../schemas/scenario.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { Seq } from "../trace/ids.ts";
import { checkClaim, type StateAt } from "./claim.ts";
import { describeClaim, type NameOf } from "./claim-words.ts";

/** What became of one expectation in one run. */
export type ExpectationResult = {
  readonly expectation: Expectation;
  readonly held: boolean;
  /** What had to be, as a sentence without a full stop. */
  readonly expected: string;
  /** What was, in the same words. */
  readonly seen: string;
  /**
   * The trace event that settles it: the last one that counts, the first one too many, or the last of this
   * client up to the moment asked about. Null when there is none.
   */
  readonly seq: Seq | null;
};

/** Checks every expectation that applies to the variant, in the scenario's order. */
export function checkExpectations(
  scenario: Scenario,
  variant: string,
  events: readonly TraceEvent[],
  stateAt: StateAt,
  nameOf: NameOf = String,
): readonly ExpectationResult[] {
  return scenario.expect
    .filter(({ variants }) => variants === null || variants.includes(variant))
    .map((expectation) => {
      const { atMs, that } = expectation;
      const past = atMs === null ? events : events.filter((event) => event.timeMs <= atMs);
      const moment = atMs === null ? "" : `, at ${atMs} ms`;
      return {
        expectation,
        expected: `${describeClaim(that, nameOf)}${moment}`,
        ...checkClaim(that, past, atMs, stateAt, nameOf),
      };
    });
}
