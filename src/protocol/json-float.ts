/** Numbers below this have all their digits in JavaScript's text of them; from here on it writes an exponent. */
const PLAIN_LIMIT = 1e21;

/**
 * A float that JavaScript does not tell from an integer, such as Elixir's `1.0`. Jason 1.4.5 reads `1.0` and `1e3` as
 * floats and writes them as floats again (lib/decoder.ex, lib/encode.ex); the client's `JSON.parse` takes both for 1.
 */
export class JsonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  /** What JavaScript makes of it, and writes. */
  toJSON(): number {
    return this.value;
  }
}

/** A float as a JSON value: a number, unless that would stand for an integer. */
export function jsonFloat(value: number): number | JsonFloat {
  return isIntegral(value) || Object.is(value, -0) ? new JsonFloat(value) : value;
}

/** Whether a number stands for an integer among JSON values. */
export function isIntegral(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < PLAIN_LIMIT;
}
