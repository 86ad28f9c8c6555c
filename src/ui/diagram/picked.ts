import type { Cone } from "../../trace/causality.ts";
import { lastAtMost } from "../../trace/history.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Item } from "./item.ts";

/** The stops of a cone: what a reader can go to. */
export type PickedSteps = {
  readonly of: Seq;
  /** The steps that led to it, ascending. */
  readonly past: readonly Seq[];
  /** The steps that followed from it, ascending. */
  readonly future: readonly Seq[];
};

/** The part of a cone at which stepping stops. */
export function stepsOf({ of, past, future }: Cone, steps: readonly Seq[]): PickedSteps {
  const isStop = (seq: Seq): boolean => steps[lastAtMost(steps, seq)] === seq;
  return { of, past: past.filter(isStop), future: future.filter(isStop) };
}

/** What of the drawing stays lit: all that draws an event of the cone, but for what stands there all along. */
export function litItems(items: readonly Item[], { of, past, future }: Cone): readonly Item[] {
  const lit = new Set<Seq>([...past, of, ...future]);
  return items.filter(
    ({ kind, seqs }) =>
      kind !== "life" && kind !== "connection" && kind !== "server" && seqs.some((seq) => lit.has(seq)),
  );
}

/** How many steps led to it and how many followed, as one sentence. */
export function coneSentence({ past, future }: PickedSteps): string {
  const before = past.length === 0 ? "Nothing led to it" : `${stepCount(past.length)} led to it`;
  const after = future.length === 0 ? "nothing follows from it" : `${followCount(future.length)} from it`;
  return `${before}, ${after}.`;
}

function stepCount(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`;
}

function followCount(count: number): string {
  return count === 1 ? "1 step follows" : `${count} steps follow`;
}

/** A link of the chain of causes, or how many are left out in its place. */
export type ChainLink =
  | { readonly is: "step"; readonly seq: Seq }
  | { readonly is: "more"; readonly count: number };

/** The chain of causes from the first to the nearest; of a long one the beginning and the end. */
export function chainOf(past: readonly Seq[], limit: number): readonly ChainLink[] {
  const links = past.map((seq): ChainLink => ({ is: "step", seq }));
  // One that is left out would take as much room as what says so.
  if (links.length <= limit + 1) return links;
  const [head, tail] = [links.slice(0, 1), links.slice(links.length - limit + 1)];
  return [...head, { is: "more", count: past.length - limit }, ...tail];
}
