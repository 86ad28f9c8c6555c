/** A value that JSON can carry. An integer beyond 2^53 is a bigint, since Elixir's integers have no limit. */
export type JsonValue = string | number | bigint | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether two JSON values are the same value; the order of an object's keys does not matter. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (isJsonArray(a) || isJsonArray(b)) {
    if (!isJsonArray(a) || !isJsonArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameJson(item, b[index] ?? null));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] ?? null, b[key] ?? null))
  );
}

export function isJsonArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isJsonObject(value: JsonValue | Uint8Array | undefined): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

/** Erlang keeps a map of up to this many keys sorted (OTP 25, `MAP_SMALL_MAP_LIMIT`). */
const SMALL_MAP_KEYS = 32;

/**
 * JSON text as a Phoenix server writes it: Jason walks the Elixir map, and a small Elixir map walks its
 * keys in term order, so `{"response":…,"status":…}` and never the other way round.
 * Larger maps iterate in hash order on the BEAM; here they keep their insertion order. JavaScript does not
 * tell 1.0 from 1, so a float with a whole value is written as an integer: the same value, other bytes.
 */
export function encodeJson(value: JsonValue): string {
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isJsonArray(value)) return `[${value.map(encodeJson).join(",")}]`;
  const keys = Object.keys(value);
  if (keys.length <= SMALL_MAP_KEYS) keys.sort(compareBytes);
  const fields = keys.map((key) => `${JSON.stringify(key)}:${encodeJson(value[key] ?? null)}`);
  return `{${fields.join(",")}}`;
}

// Code point order equals UTF-8 byte order, which is how Erlang compares binaries; UTF-16 order differs
// from it only for surrogates, and `localeCompare` would depend on the machine.
function compareBytes(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
