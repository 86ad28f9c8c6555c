import type { TraceEvent } from "./event.ts";

/**
 * A trace as canonical JSON, one trace event a line, each line ended by a line feed. The keys of every object
 * are sorted by UTF-16 code units and bytes are written as `{"hex":"…"}`, so that equal traces are equal text
 * in every engine. An empty trace is the empty text.
 */
export function serializeTrace(events: readonly TraceEvent[]): string {
  return events.map((event) => `${serializeEvent(event)}\n`).join("");
}

/** One trace event as `serializeTrace` writes it, without the line feed. */
export function serializeEvent(event: TraceEvent): string {
  return canonicalJson(event);
}

/** Any plain data as canonical JSON; a key whose value is undefined is left out, an integer has all its digits. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return `{"hex":"${toHex(value)}"}`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(",")}}`;
}

/** Two lower-case hexadecimal digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
