import type { Random } from "../kernel/random.ts";

const STEPS = 0x1_0000_0000;

/** Puts the run's own chance in place of the global one, so that the page's dice fall alike in every run of a seed. */
export function enterChance(random: Random): () => void {
  const before = Math.random;
  Math.random = () => random.upTo(STEPS - 1) / STEPS;
  return () => {
    Math.random = before;
  };
}
