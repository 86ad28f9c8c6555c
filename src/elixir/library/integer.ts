import { integerPower } from "../arithmetic.ts";
import { argumentError, arithmeticError, badArgument } from "../exception.ts";
import { bool, ERROR, type Term, tuple } from "../term.ts";
import { asIndex, asInteger, asItems, asText, libraryModule, noClause } from "./arguments.ts";
import { codePoints } from "./code-points.ts";
import { build } from "./iteration.ts";
import { checkBase, DIGITS, parseInteger } from "./number-reader.ts";

function digitText(value: Term, base: Term): string {
  if (typeof value !== "bigint") throw badArgument(1, "not an integer");
  checkBase(asIndex(base));
  return value.toString(asIndex(base)).toUpperCase();
}

/** An integer base of at least two. */
function asBase(base: Term): bigint {
  if (asInteger(base) < 2n) throw noClause();
  return asInteger(base);
}

/** Greatest common divisor with its factors: `a * x + b * y`. */
function euclid(a: bigint, b: bigint): readonly [bigint, bigint, bigint] {
  let [divisor, rest, x, nextX, y, nextY] = [a, b, 1n, 0n, 0n, 1n];
  while (rest !== 0n) {
    const quotient = divisor / rest;
    [divisor, rest] = [rest, divisor - quotient * rest];
    [x, nextX] = [nextX, x - quotient * nextX];
    [y, nextY] = [nextY, y - quotient * nextY];
  }
  return divisor < 0n ? [-divisor, -x, -y] : [divisor, x, y];
}

/** Divides and rounds down; the quotient and what is left. */
function floorDivision(a: Term, b: Term): readonly [bigint, bigint] {
  const [dividend, divisor] = [asInteger(a), asInteger(b)];
  if (divisor === 0n) throw arithmeticError();
  const rest = dividend % divisor;
  const isOff = rest !== 0n && rest < 0n !== divisor < 0n;
  return isOff ? [dividend / divisor - 1n, rest + divisor] : [dividend / divisor, rest];
}

export const INTEGER = libraryModule(
  "Integer",
  {
    "digits/1,2": (cx, value, base = 10n) => {
      const radix = asBase(base);
      let rest = asInteger(value);
      if (radix <= 36n) {
        const [sign, size] = rest < 0n ? [-1n, -rest] : [1n, rest];
        const digits = Array.from(
          size.toString(Number(radix)),
          (digit) => sign * BigInt(DIGITS.indexOf(digit)),
        );
        return build(cx, digits);
      }
      const digits: bigint[] = [];
      do {
        cx.spend(10);
        digits.push(rest % radix);
        rest /= radix;
      } while (rest !== 0n);
      return build(cx, digits.reverse());
    },
    "extended_gcd/2": (_cx, a, b) => tuple(...euclid(asInteger(a), asInteger(b))),
    "floor_div/2": (_cx, a, b) => floorDivision(a, b)[0],
    "gcd/2": (_cx, a, b) => euclid(asInteger(a), asInteger(b))[0],
    "is_even/1": (_cx, value) => parity(value, 0n),
    "is_odd/1": (_cx, value) => parity(value, 1n),
    "mod/2": (_cx, a, b) => floorDivision(a, b)[1],
    "parse/1,2": (cx, text, base = 10n) => {
      const radix = asIndex(base);
      if (radix < 2 || radix > 36) throw argumentError(`invalid base ${radix}`);
      cx.spend(asText(text).length >> 3);
      const parsed = parseInteger(asText(text), radix);
      return parsed === null ? ERROR : tuple(parsed.value, parsed.rest);
    },
    "pow/2": (cx, base, exponent) => {
      const [value, times] = [asInteger(base), asInteger(exponent)];
      if (times < 0n) throw arithmeticError();
      return integerPower(cx, value, times);
    },
    "to_charlist/1,2": (cx, value, base = 10n) => build(cx, codePoints(digitText(value, base))),
    "to_string/1,2": (_cx, value, base = 10n) => digitText(value, base),
    "undigits/1,2": (_cx, digits, base = 10n) => {
      const radix = asBase(base);
      return asItems(digits).reduce((value: bigint, digit) => {
        if (asInteger(digit) >= radix) throw argumentError(`invalid digit ${digit} in base ${radix}`);
        return value * radix + asInteger(digit);
      }, 0n);
    },
  },
  { guards: ["is_even/1", "is_odd/1"] },
);

function parity(value: Term, rest: bigint): Term {
  if (typeof value !== "bigint") throw arithmeticError();
  return bool((value & 1n) === rest);
}
