import { Raised } from "../../kernel/raised.ts";
import { inspectInner, inspectJson } from "../../protocol/elixir-text.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../protocol/json.ts";
import type { Payload } from "../../protocol/message.ts";

/** What a call raises that fits no clause of a function. */
export function noClause(name: string): Raised {
  return new Raised("FunctionClauseError", `no function clause matching in ${name}`);
}

/** The payload as the map that `Map.put/3` takes. */
export function mapOf(payload: Payload): JsonObject {
  if (isJsonObject(payload)) return payload;
  const [whole, inner] =
    payload instanceof Uint8Array ? ["{:binary, …}", "{...}"] : [inspectJson(payload), inspectInner(payload)];
  throw new Raised("BadMapError", `expected a map, got: ${whole}`, null, `{:badmap, ${inner}}`);
}

/** `{:binary, data} = payload`, in the head of `name`. */
export function bytesIn(payload: Payload, name: string): Uint8Array {
  if (!(payload instanceof Uint8Array)) throw noClause(name);
  return payload;
}

/** `%{key => value} = payload`, in the head of `name`. */
export function fieldIn(payload: Payload, key: string, name: string): JsonValue {
  const value = isJsonObject(payload) && Object.hasOwn(payload, key) ? payload[key] : undefined;
  if (value === undefined) throw noClause(name);
  return value;
}

/** `payload[key] || otherwise`: nil has no fields, a map may lack one, anything else raises. */
export function fieldOr(payload: Payload, key: string, otherwise: JsonValue): JsonValue {
  if (payload === null) return otherwise;
  if (!isJsonObject(payload)) throw new Raised("ArgumentError", `no access to ${key} in the payload`);
  const value = Object.hasOwn(payload, key) ? payload[key] : undefined;
  return value === undefined || value === null || value === false ? otherwise : value;
}
