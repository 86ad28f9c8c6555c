import { floatText } from "../../protocol/float-text.ts";
import { power } from "../arithmetic.ts";
import { argumentError } from "../exception.ts";
import { ERROR, type Term, tuple } from "../term.ts";
import { asFloat } from "./argument-kinds.ts";
import { asIndex, asText, libraryModule } from "./arguments.ts";
import { codePoints } from "./code-points.ts";
import { build } from "./iteration.ts";
import { parseFloatText } from "./number-reader.ts";

/** The fraction of two integers that a float is exactly; the lower one is a power of two. */
function fractionOf(value: number): readonly [bigint, bigint] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const digits = bits & 0xfffffffffffffn;
  const mantissa = (exponent === 0n ? digits : digits + (1n << 52n)) * (value < 0 ? -1n : 1n);
  const shift = (exponent === 0n ? 1n : exponent) - 1075n;
  return shift >= 0n ? [mantissa << shift, 1n] : [mantissa, 1n << -shift];
}

/** A rounding of `numerator / denominator` to a whole number. */
type Rounding = (numerator: bigint, denominator: bigint) => bigint;

const down: Rounding = (numerator, denominator) => {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
};

const up: Rounding = (numerator, denominator) => -down(-numerator, denominator);

/** To the nearest, and from the middle away from zero. */
const nearest: Rounding = (numerator, denominator) => {
  const size = ((numerator < 0n ? -numerator : numerator) * 2n + denominator) / (denominator * 2n);
  return numerator < 0n ? -size : size;
};

// The float's exact value is what counts: 5.5675 is a little less than that and rounds to 5.567.
function rounded(term: Term, precision: Term, rounding: Rounding): number {
  const value = asFloat(term);
  const places = asIndex(precision);
  if (places < 0 || places > 15) throw argumentError(`precision ${places} is out of valid range of 0..15`);
  const [numerator, denominator] = fractionOf(value);
  if (denominator === 1n || numerator === 0n) return value;
  return Number(`${rounding(numerator * 10n ** BigInt(places), denominator)}e-${places}`);
}

export const FLOAT = libraryModule("Float", {
  "ceil/1,2": (_cx, value, precision = 0n) => rounded(value, precision, up),
  "floor/1,2": (_cx, value, precision = 0n) => rounded(value, precision, down),
  "max_finite/0": () => Number.MAX_VALUE,
  "min_finite/0": () => -Number.MAX_VALUE,
  "parse/1": (_cx, text) => {
    const parsed = parseFloatText(asText(text));
    return parsed === null ? ERROR : tuple(parsed.value, parsed.rest);
  },
  "pow/2": (cx, base, exponent) => power(cx, asFloat(base), exponent),
  "ratio/1": (_cx, value) => {
    let [numerator, denominator] = fractionOf(asFloat(value));
    while (denominator > 1n && (numerator & 1n) === 0n) {
      numerator >>= 1n;
      denominator >>= 1n;
    }
    return tuple(numerator, denominator);
  },
  "round/1,2": (_cx, value, precision) => {
    // Without a precision a negative zero loses its sign.
    return precision === undefined ? rounded(value, 0n, nearest) + 0 : rounded(value, precision, nearest);
  },
  "to_charlist/1": (cx, value) => build(cx, codePoints(floatText(asFloat(value)))),
  "to_string/1": (_cx, value) => floatText(asFloat(value)),
});
