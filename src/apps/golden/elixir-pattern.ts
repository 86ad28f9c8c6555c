import { Raised } from "../../kernel/raised.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../protocol/json.ts";
import type { Payload } from "../../protocol/message.ts";

/** What a call raises that fits no clause of a function. */
export function noClause(name: string): Raised {
  return new Raised("FunctionClauseError", `no function clause matching in ${name}`);
}

/** `%{} = payload`, in the head of `name`. */
export function mapIn(payload: Payload, name: string): JsonObject {
  if (!isJsonObject(payload)) throw noClause(name);
  return payload;
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
