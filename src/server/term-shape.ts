import type { JsonValue } from "../protocol/json.ts";
import { isJsonArray, isJsonObject } from "../protocol/json.ts";
import type { Payload } from "../protocol/message.ts";
import type { Info } from "./mail.ts";

/** A text longer than this is left out. */
const TEXT_LENGTH = 16;

/**
 * The shape of a payload as Elixir would write it, for the trace: `%{annotations: […]}`, `%{reason: "unauthorized"}`.
 * What is large is left out, as an ellipsis.
 */
export function shapeOf(payload: Payload): string {
  if (payload instanceof Uint8Array) return "{:binary, …}";
  if (!isJsonObject(payload)) return shapeOfValue(payload);
  const fields = Object.entries(payload).map(([key, value]) => `${key}: ${shapeOfValue(value)}`);
  return `%{${fields.join(", ")}}`;
}

/** A message that channel code sent to itself: `:after_join`, `{:after_join, 1}`, `{:late, socket_ref, %{…}}`. */
export function shapeOfInfo({ tag, payload, ref }: Info): string {
  if (payload === null && ref === null) return tag;
  return `{${tag}, ${ref === null ? "" : "socket_ref, "}${shapeOf(payload)}}`;
}

function shapeOfValue(value: JsonValue): string {
  if (value === null) return "nil";
  if (isJsonArray(value)) return value.length === 0 ? "[]" : "[…]";
  if (isJsonObject(value)) return Object.keys(value).length === 0 ? "%{}" : "%{…}";
  if (typeof value === "string") return value.length > TEXT_LENGTH ? "…" : JSON.stringify(value);
  return String(value);
}
