import type { Context } from "../context.ts";
import { inspect } from "../inspect.ts";
import { Atom, type Term } from "../term.ts";
import { EXCEPTIONS } from "../thrown.ts";

const NATIVE = 1_000_000_000n;

/** How many of a unit make a second, by the names of Elixir and those of Erlang of old. */
const PER_SECOND: { readonly [unit: string]: bigint } = {
  second: 1n,
  millisecond: 1_000n,
  microsecond: 1_000_000n,
  nanosecond: NATIVE,
  native: NATIVE,
  seconds: 1n,
  milli_seconds: 1_000n,
  micro_seconds: 1_000_000n,
  nano_seconds: NATIVE,
};

/** How many of a time unit make a second. */
export function perSecond(unit: Term): bigint {
  if (typeof unit === "bigint" && unit > 0n) return unit;
  const known = unit instanceof Atom ? PER_SECOND[unit.name] : undefined;
  if (known !== undefined) return known;
  throw EXCEPTIONS.now.argumentError(
    `unsupported time unit. Expected :second, :millisecond, :microsecond, :nanosecond, or a positive integer, got ${inspect(unit)}`,
  );
}

/** Rounds down, before zero too. */
export function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

export function convertTime(value: bigint, from: bigint, to: bigint): bigint {
  return floorDivide(value * to, from);
}

/** Time since the beginning of the simulation, as many of it as `second` make a second. */
export function monotonicTime(cx: Context, second = NATIVE): bigint {
  return convertTime(BigInt(Math.round(cx.host.nowMs * 1000)), 1_000_000n, second);
}

/** Unix time by the clock of the simulated server. */
export function systemTime(cx: Context, second = NATIVE): bigint {
  return convertTime(BigInt(Math.round(cx.host.systemTimeMs * 1000)), 1_000_000n, second);
}
