import { encodeJson, isJsonArray, type JsonValue } from "./json.ts";
import { EncodeError } from "./serializer.ts";

/**
 * What `to_string/1` makes of decoded JSON: of a list its letters, code points and inner lists (`List.to_string/1`),
 * of nil nothing. Throws `EncodeError` for a map, and for a list with anything else in it.
 */
export function toElixirString(value: JsonValue): string {
  if (value === null) return "";
  if (typeof value !== "object") return String(value);
  if (!isJsonArray(value)) {
    const inner = Object.keys(value).length === 0 ? "%{}" : "%{...}";
    throw new EncodeError(
      "Protocol.UndefinedError",
      "protocol String.Chars not implemented for a map",
      `protocol: String.Chars, value: ${inner}, ...`,
    );
  }
  let text = "";
  const pending: JsonValue[] = [...value].reverse();
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (isJsonArray(item)) pending.push(...[...item].reverse());
    else text += letters(item);
  }
  return text;
}

/** `inspect/2` of decoded JSON deep inside a term, where `limit: 3` has run out. */
export function inspectInner(value: JsonValue): string {
  if (value === null) return "nil";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (isJsonArray(value)) return value.length === 0 ? "[]" : "[...]";
  return Object.keys(value).length === 0 ? "%{}" : "%{...}";
}

/** An event, or whatever else a hostile client sent in its place, as the text of its JSON. */
export function textOf(event: JsonValue): string {
  return typeof event === "string" ? event : encodeJson(event);
}

function letters(item: JsonValue): string {
  if (typeof item === "string") return item;
  const isCodePoint = typeof item === "number" && Number.isInteger(item) && item >= 0 && item <= 0x10ffff;
  if (!isCodePoint || (item >= 0xd800 && item <= 0xdfff)) {
    throw new EncodeError("ArgumentError", "cannot convert the given list to a string");
  }
  return String.fromCodePoint(item);
}
