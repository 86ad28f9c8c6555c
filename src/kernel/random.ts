/**
 * The only source of chance in a run. Mulberry32: 32 bits of state, integer arithmetic only, so the same
 * seed gives the same numbers in every engine.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to and including `max`. */
  upTo(max: number): number {
    return Math.floor((this.#next() / 0x1_0000_0000) * (max + 1));
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  }
}
