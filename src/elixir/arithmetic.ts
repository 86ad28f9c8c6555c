import type { Context } from "./context.ts";
import { argumentError, arithmeticError } from "./exception.ts";
import { LimitExceeded } from "./limit.ts";
import type { Term } from "./term.ts";

/** From here on an integer is counted as memory: it takes more than two words. */
const LARGE = 2n ** 128n;

/** Bits of the largest integer; the BEAM's own limit is about four million. */
const MAX_BITS = 4_194_304;

type Numeric = bigint | number;

function isNumeric(term: Term): term is Numeric {
  return typeof term === "bigint" || typeof term === "number";
}

/** The integer, once it is counted. */
export function counted(cx: Context, value: bigint): bigint {
  if (value < LARGE && value > -LARGE) return value;
  const words = value.toString(16).length >> 4;
  cx.allocate(words);
  cx.spend(words >> 2);
  if (words * 64 > MAX_BITS) throw new LimitExceeded(`an integer of more than ${MAX_BITS} bits`);
  return value;
}

/** A float that is a number: the BEAM knows neither infinity nor NaN. */
function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw arithmeticError();
}

/** `+` and its like on two numbers of either kind. */
function reckoned(
  cx: Context,
  a: Term,
  b: Term,
  integers: (a: bigint, b: bigint) => bigint,
  floats: (a: number, b: number) => number,
): Term {
  if (typeof a === "bigint" && typeof b === "bigint") return counted(cx, integers(a, b));
  if (!isNumeric(a) || !isNumeric(b)) throw arithmeticError();
  return finite(floats(Number(a), Number(b)));
}

export function add(cx: Context, a: Term, b: Term): Term {
  return reckoned(
    cx,
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  );
}

export function subtract(cx: Context, a: Term, b: Term): Term {
  return reckoned(
    cx,
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
  );
}

export function multiply(cx: Context, a: Term, b: Term): Term {
  return reckoned(
    cx,
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  );
}

/** `/`, which always makes a float. */
export function divide(_cx: Context, a: Term, b: Term): Term {
  if (!isNumeric(a) || !isNumeric(b) || Number(b) === 0) throw arithmeticError();
  const [left, right] = [Number(a), Number(b)];
  if (Number.isFinite(left) && Number.isFinite(right)) return finite(left / right);
  return finite(quotient(BigInt(a), BigInt(b)));
}

// Both are too large for a float, their quotient may not be: reckon with 64 bits more than it needs.
function quotient(a: bigint, b: bigint): number {
  return Number((a << 64n) / b) / 2 ** 64;
}

export function integerDivide(_cx: Context, a: Term, b: Term): Term {
  if (typeof a !== "bigint" || typeof b !== "bigint" || b === 0n) throw arithmeticError();
  return a / b;
}

export function remainder(_cx: Context, a: Term, b: Term): Term {
  if (typeof a !== "bigint" || typeof b !== "bigint" || b === 0n) throw arithmeticError();
  return a % b;
}

/** `-x` */
export function negate(_cx: Context, a: Term): Term {
  if (!isNumeric(a)) throw arithmeticError();
  return -a;
}

/** `base ** exponent` of integers, the exponent not negative. */
export function integerPower(cx: Context, base: bigint, exponent: bigint): bigint {
  const size = base < 0n ? -base : base;
  if (size > 1n) {
    const bits = BigInt(size.toString(2).length) * exponent;
    if (bits > MAX_BITS * 2) throw new LimitExceeded(`an integer of more than ${MAX_BITS} bits`);
    cx.spend(Number(bits >> 6n));
  }
  if (size <= 1n) return exponent % 2n === 0n ? size * size || (exponent === 0n ? 1n : 0n) : base;
  return counted(cx, base ** exponent);
}

/**
 * `**`. Whole exponents only, by repeated multiplication: a power that needs a logarithm would differ between
 * engines.
 */
export function power(cx: Context, a: Term, b: Term): Term {
  if (typeof a === "bigint" && typeof b === "bigint" && b >= 0n) return integerPower(cx, a, b);
  if (!isNumeric(a) || !isNumeric(b)) throw arithmeticError();
  const exponent = Number(b);
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 100_000) {
    throw argumentError(`${a} ** ${b} is not supported here: the exponent must be a whole number`);
  }
  const positive = wholePower(Number(a), Math.abs(exponent));
  if (exponent < 0 && positive === 0) throw arithmeticError();
  return finite(exponent < 0 ? 1 / positive : positive);
}

function wholePower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
