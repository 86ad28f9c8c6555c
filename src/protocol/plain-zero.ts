import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/**
 * The map with 0 wherever it has -0. `JSON.parse` reads `-0` as a number of its own, and `JSON.stringify` writes that
 * as `0` (ECMAScript, SerializeJSONProperty): no client sends it, and a run that is kept as JSON would come back as
 * another one. So whatever takes a map in from outside takes it like this.
 */
export function withPlainZeros(map: JsonObject): JsonObject {
  // Own keys, "__proto__" like any other.
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, plain(value)]));
}

function plain(value: JsonValue): JsonValue {
  if (value === 0) return 0;
  if (isJsonArray(value)) return value.map(plain);
  return isJsonObject(value) ? withPlainZeros(value) : value;
}
