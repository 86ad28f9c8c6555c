import { Later } from "../loading/later.ts";
import type { JsonValue } from "./json.ts";

/** Reads every text as Jason does. */
const PARSER = new Later(() => import("./json-parser.ts"));

/**
 * The value in a JSON text as Jason 1.4.5 reads it; throws `InvalidJson`. What `JSON.stringify` writes back to the
 * letter, `JSON.parse` has read as Jason would: no key twice, no integer cut short, no float with a whole value, no half of a surrogate pair.
 */
export function readJson(text: string): JsonValue {
  return plainJson(text) ?? PARSER.now.parseJsonText(text);
}

function plainJson(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    // No JSON, or nested deeper than the engine's stack.
    return undefined;
  }
}
