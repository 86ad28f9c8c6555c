import { floatText } from "./float-text.ts";
import { isIntegral, JsonFloat } from "./json-float.ts";
import { EncodeError } from "./serializer.ts";
import { encodeUtf8 } from "./utf8.ts";

/**
 * A value that JSON can carry. An integer beyond 2^53 is a bigint, since Elixir's integers have no limit; a number with
 * a whole value is an integer, and a float with one is a `JsonFloat`.
 */
export type JsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | JsonFloat
  | readonly JsonValue[]
  | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether two JSON values are the same value to Elixir; the order of an object's keys does not matter. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  // A list of what is still to be compared: a hostile client nests deeper than the engine's stack.
  const pairs: (readonly [JsonValue, JsonValue])[] = [[a, b]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const inner = innerPairs(...pair);
    if (inner === null) return false;
    pairs.push(...inner);
  }
  return true;
}

/** What has to be the same for two values to be the same; null when they differ whatever is in them. */
function innerPairs(a: JsonValue, b: JsonValue): readonly (readonly [JsonValue, JsonValue])[] | null {
  if (a === b) return [];
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return null;
  if (a instanceof JsonFloat || b instanceof JsonFloat) {
    return a instanceof JsonFloat && b instanceof JsonFloat && a.value === b.value ? [] : null;
  }
  if (isJsonArray(a) || isJsonArray(b)) {
    if (!isJsonArray(a) || !isJsonArray(b) || a.length !== b.length) return null;
    return a.map((item, index) => [item, b[index] ?? null]);
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length || !keys.every((key) => Object.hasOwn(b, key))) return null;
  return keys.map((key) => [a[key] ?? null, b[key] ?? null]);
}

export function isJsonArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isJsonObject(value: JsonValue | Uint8Array | undefined): value is JsonObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array || value instanceof JsonFloat)
  );
}

/** Erlang keeps a map of up to this many keys sorted (OTP 25, `MAP_SMALL_MAP_LIMIT`). */
const SMALL_MAP_KEYS = 32;

/**
 * JSON text as a Phoenix server writes it: Jason walks the Elixir map, and a small Elixir map walks its
 * keys in term order, so `{"response":…,"status":…}` and never the other way round.
 * Larger maps iterate in hash order on the BEAM; here they keep their insertion order. Floats are written as Erlang
 * writes them: `1.0`, `1.0e3`, `1.0e-7`. Throws `EncodeError` for a string that came as bytes that are not UTF-8.
 */
export function encodeJson(value: JsonValue): string {
  const open: OpenBracket[] = [];
  let text = "";
  let current = value;
  // Brackets stand in a list of their own: Jason writes any depth.
  for (;;) {
    const bracket = bracketOf(current);
    if (bracket === null) {
      text += scalarText(current);
    } else {
      text += bracket.isArray ? "[" : "{";
      open.push(bracket);
    }
    let innermost = open.at(-1);
    while (innermost !== undefined && innermost.next === innermost.values.length) {
      text += innermost.isArray ? "]" : "}";
      open.pop();
      innermost = open.at(-1);
    }
    if (innermost === undefined) return text;
    if (innermost.next > 0) text += ",";
    const key = innermost.keys?.[innermost.next];
    if (key !== undefined) text += `${stringText(key)}:`;
    current = innermost.values[innermost.next] ?? null;
    innermost.next += 1;
  }
}

/** An event, or whatever else a hostile client sent in its place, as the text of its JSON. */
export function textOf(event: JsonValue): string {
  return typeof event === "string" ? event : encodeJson(event);
}

type OpenBracket = {
  readonly isArray: boolean;
  readonly keys: readonly string[] | null;
  readonly values: readonly JsonValue[];
  next: number;
};

function bracketOf(value: JsonValue): OpenBracket | null {
  if (value === null || typeof value !== "object" || value instanceof JsonFloat) return null;
  if (isJsonArray(value)) return { isArray: true, keys: null, values: value, next: 0 };
  const keys = mapOrder(value);
  return { isArray: false, keys, values: keys.map((key) => value[key] ?? null), next: 0 };
}

/** The keys of an Elixir map in the order in which it is walked. */
export function mapOrder(map: JsonObject): readonly string[] {
  const keys = Object.keys(map);
  return keys.length <= SMALL_MAP_KEYS ? keys.sort(compareBytes) : keys;
}

function scalarText(value: JsonValue): string {
  if (typeof value === "string") return stringText(value);
  if (value instanceof JsonFloat) return floatText(value.value);
  if (typeof value === "number" && !isIntegral(value)) return floatText(value);
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

// Half a surrogate pair stands for a byte that is no UTF-8 (utf8.ts), which Jason refuses to write.
function stringText(text: string): string {
  if (LONE_SURROGATE.test(text)) throw invalidByte(text);
  return JSON.stringify(text);
}

function invalidByte(text: string): EncodeError {
  const bytes = encodeUtf8(text);
  const at = [...text].findIndex((letter) => LONE_SURROGATE.test(letter));
  const byte = ([...text][at]?.codePointAt(0) ?? 0) & 0xff;
  const hex = byte.toString(16).toUpperCase().padStart(2, "0");
  return new EncodeError("Jason.EncodeError", `invalid byte 0x${hex} in <<${bytes.join(", ")}>>`);
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
