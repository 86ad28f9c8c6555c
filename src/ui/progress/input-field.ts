import type { InputField } from "../../schemas/input-fields.ts";

/** Whether a value that was read from a file fits its field. */
export function fits(field: InputField | "count", value: unknown): boolean {
  switch (field) {
    case "client":
    case "text":
      return typeof value === "string" && value.length <= 4000;
    case "node":
      return value === undefined || (typeof value === "string" && value.length <= 40);
    case "count":
    case "close code":
    case "down time":
    case "clock time":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "secret":
      return value === undefined || value === "changed";
    case "link":
      return isLink(value);
    case "token":
      return isToken(value);
    case "stop":
      return value === "graceful" || value === "kill";
  }
}

function isLink(value: unknown): boolean {
  const { latencyMs, jitterMs, bytesPerSecond, ...more } = partsOf(value);
  return (
    Object.keys(more).length === 0 &&
    fits("count", latencyMs) &&
    fits("count", jitterMs) &&
    (bytesPerSecond === null || (fits("count", bytesPerSecond) && Number(bytesPerSecond) > 0))
  );
}

function isToken(value: unknown): boolean {
  const { is, ageSeconds, ...more } = partsOf(value);
  if (Object.keys(more).length > 0) return false;
  if (is === "signed")
    return typeof ageSeconds === "number" && ageSeconds >= 0 && Number.isFinite(ageSeconds);
  return (is === "forged" || is === "missing") && ageSeconds === undefined;
}

function partsOf(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
