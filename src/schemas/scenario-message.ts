import * as z from "zod";
import { nearMiss } from "./near-miss.ts";

/** A value as a message shows it: short, on one line. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") {
    const text = JSON.stringify(value);
    return text.length > 42 ? `${text.slice(0, 40)}…"` : text;
  }
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return String(value);
}

/** The sentence about a word that is not one of those allowed. */
export function unknownWord(noun: string, found: unknown, allowed: readonly string[]): string {
  const near = typeof found === "string" ? nearMiss(found, allowed) : null;
  const hint = near === null ? "" : `; did you mean "${near}"?`;
  return `unknown ${noun} ${describeValue(found)}${hint === "" ? "." : hint} Allowed: ${allowed.join(", ")}`;
}

/** What a message is about, from the path to it. */
export function subjectOf(path: readonly PropertyKey[]): string {
  const key = path.at(-1);
  if (typeof key === "number") return `item ${key + 1}`;
  return key === undefined ? "the file" : `"${String(key)}"`;
}

/** What stands between the allowed keys in the message for unknown keys; no key holds it. */
export const KEY_SEPARATOR = ", ";

/**
 * Zod's error map for scenario files. The message of an `unrecognized_keys` issue is the list of the keys that
 * are allowed there: zod reports all unknown keys of a map as one issue, the parser one problem for each.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  const { path = [], input } = issue;
  const key = path.at(-1);
  const subject = subjectOf(path);
  const missing = input === undefined;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(KEY_SEPARATOR) : "";
    case "invalid_union": {
      // The union of inputs (`do`), of claims (`that`) or of tasks (`kind`); its input is the whole map.
      const allowed = "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
      const found = isRecord(input) && typeof key === "string" ? input[key] : undefined;
      if (found === undefined) return `${subject} is missing. Allowed: ${allowed.join(", ")}`;
      return unknownWord(UNION_NOUNS[String(key)] ?? "kind", found, allowed);
    }
    case "invalid_value":
      if (missing) return `${subject} is missing. Allowed: ${issue.values.join(", ")}`;
      return unknownWord(nounOf(path), input, issue.values.map(String));
    case "invalid_type":
      if (missing) return `${subject} is missing`;
      return `${subject} must be ${typeName(issue.expected)}, not ${describeValue(input)}`;
    case "too_small":
    case "too_big":
      return `${subject} ${describeBound(issue)}`;
    default:
      return `${subject} is not valid: ${describeValue(input)}`;
  }
}

const UNION_NOUNS: Readonly<Record<string, string>> = { do: "input", that: "claim", kind: "kind of task" };

function nounOf(path: readonly PropertyKey[]): string {
  const key = path.at(-1);
  if (key === "page") return "page program";
  return path.at(-2) === "server" ? "file of the server" : `value of ${subjectOf(path)}:`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    object: "a map of keys",
    record: "a map of keys",
    array: "a list",
    string: "text",
    int: "a whole number",
    number: "a number",
    boolean: "true or false",
  };
  return names[expected] ?? expected;
}

type BoundIssue = z.core.$ZodRawIssue<z.core.$ZodIssueTooBig> | z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>;

function describeBound(issue: BoundIssue): string {
  const bound = issue.code === "too_big" ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
  switch (issue.origin) {
    case "array":
      return `must have ${bound} ${bound.endsWith(" 1") ? "item" : "items"}`;
    case "string":
      return issue.code === "too_small" ? "must not be empty" : `must have ${bound} characters`;
    default:
      return `must be ${bound}, not ${describeValue(issue.input)}`;
  }
}
