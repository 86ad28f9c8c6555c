import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../protocol/json.ts";
import { JsonFloat } from "../../protocol/json-float.ts";

/** Twin of golden/app/store.ex: an annotation log for each topic, with ids from 1, in the server's memory. */
export class GoldenStore {
  readonly #logs = new Map<string, JsonObject[]>();

  reset(): void {
    this.#logs.clear();
  }

  append(topic: string, user: JsonValue, body: JsonValue, at: JsonValue): JsonObject {
    const log = this.#logs.get(topic) ?? [];
    const item = { id: log.length + 1, user, body, at };
    this.#logs.set(topic, [...log, item]);
    return item;
  }

  /** Items with an id above `lastId`, oldest first; `lastId` is whatever the client sent. */
  newerThan(topic: string, lastId: JsonValue): readonly JsonObject[] {
    return (this.#logs.get(topic) ?? []).filter((_, index) => isAbove(index + 1, lastId));
  }
}

// Erlang orders terms of different types: every number comes before every atom, map, list and string.
function isAbove(id: number, lastId: JsonValue): boolean {
  if (typeof lastId === "string" || typeof lastId === "boolean" || lastId === null) return false;
  if (isJsonArray(lastId) || isJsonObject(lastId)) return false;
  if (lastId instanceof JsonFloat) return id > lastId.value;
  return id > lastId;
}
