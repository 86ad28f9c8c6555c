import type { Random } from "../kernel/random.ts";

const STEPS = 0x1_0000_0000;

/** `Math.random` of a page: the run's own chance, so that the page's dice fall alike in every run of a seed. */
export function pageChance(random: Random): () => number {
  return () => random.upTo(STEPS - 1) / STEPS;
}
