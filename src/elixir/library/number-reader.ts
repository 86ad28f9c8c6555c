import { EXCEPTIONS } from "../thrown.ts";

export type Parsed<Value> = { readonly value: Value; readonly rest: string };

/** The digits of all bases up to 36. */
export const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** The integer at the beginning of the text, with what follows; null when there is none. */
export function parseInteger(text: string, base: number): Parsed<bigint> | null {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  let end = sign.length;
  let value = 0n;
  if (base === 10) {
    end += /^\d*/.exec(text.slice(end))?.[0].length ?? 0;
    value = BigInt(text.slice(sign.length, end));
  } else {
    for (; end < text.length; end += 1) {
      const digit = DIGITS.indexOf((text[end] ?? "").toLowerCase());
      if (digit < 0 || digit >= base) break;
      value = value * BigInt(base) + BigInt(digit);
    }
  }
  if (end === sign.length) return null;
  return { value: sign === "-" ? -value : value, rest: text.slice(end) };
}

/** `String.to_integer/2` */
export function integerOf(text: string, base: number): bigint {
  checkBase(base);
  const parsed = parseInteger(text, base);
  if (parsed !== null && parsed.rest === "") return parsed.value;
  throw EXCEPTIONS.now.badArgument(1, "not a textual representation of an integer");
}

export function checkBase(base: number): void {
  if (base < 2 || base > 36) throw EXCEPTIONS.now.badArgument(2, "not an integer in the range 2 through 36");
}

/** The float at the beginning of the text; an integer will do. */
export function parseFloatText(text: string): Parsed<number> | null {
  const found = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?/i.exec(text)?.[0];
  if (found === undefined || !Number.isFinite(Number(found))) return null;
  return { value: Number(found), rest: text.slice(found.length) };
}

/** `String.to_float/1` */
export function floatOf(text: string): number {
  const value = Number(text);
  if (/^[+-]?\d+\.\d+(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value)) return value;
  throw EXCEPTIONS.now.badArgument(1, "not a textual representation of a float");
}
