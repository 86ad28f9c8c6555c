/** From here on a float has no whole neighbour that could be told from it, so it is written with an exponent. */
const MAX_PLAIN = 2 ** 53;

/** A float as `Float.to_string/1` and string interpolation write it: the shortest digits that read back as it. */
export function floatText(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa = "", exponentText = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const point = Number(exponentText) + 1;
  return sign + placePoint(digits, value === 0 ? 1 : point, Math.abs(value));
}

/** A float as `inspect/1` writes it (Elixir 1.14): up to 1.0e16 whole numbers keep all their digits. */
export function inspectFloat(value: number): string {
  const size = Math.abs(value);
  if (size >= 1 && size < 1e16 && Math.trunc(value) === value) return `${BigInt(value)}.0`;
  return floatText(value);
}

// Erlang/OTP 25, io_lib_format: whichever of the two forms is shorter, the plain one on a tie.
function placePoint(digits: string, point: number, size: number): string {
  const { length } = digits;
  const exponent = String(point - 1);
  const exponentCost = exponent.length + 1 + (length === 1 ? 2 : 1);
  if (point > 0 && point < length) return `${digits.slice(0, point)}.${digits.slice(point)}`;
  if (point <= 0 && 2 - point <= exponentCost) return `0.${"0".repeat(-point)}${digits}`;
  if (point > 0 && point - length + 2 <= exponentCost && size < MAX_PLAIN) {
    return `${digits}${"0".repeat(point - length)}.0`;
  }
  return `${digits[0]}.${digits.slice(1) || "0"}e${exponent}`;
}
