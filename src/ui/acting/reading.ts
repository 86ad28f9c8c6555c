import { InvalidJson } from "../../protocol/invalid-json.ts";
import { isJsonObject, type JsonObject } from "../../protocol/json.ts";
import { parseJsonText } from "../../protocol/json-parser.ts";
import { withPlainZeros } from "../../protocol/plain-zero.ts";
import type { Reading, Values } from "./action.ts";

/** What a reader may type into one field: more does not fit into a link either. */
export const MOST_CHARACTERS = 4000;
const MOST_BRACKETS = 60;

/** Why a value cannot be taken. */
export class Mistake extends Error {
  readonly field: string;
  readonly position: number | null;

  constructor(field: string, message: string, position: number | null = null) {
    super(message);
    this.field = field;
    this.position = position;
  }
}

/** What `read` makes of the values; a `Mistake` that it throws is what the reader is told. */
export function reading(read: () => Extract<Reading, { ok: true }>["input"]): Reading {
  try {
    return { ok: true, input: read() };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ok: false, field: error.field, message: error.message, position: error.position };
  }
}

/** A word that must not be missing, such as a topic. */
export function wordIn(values: Values, field: string, what: string): string {
  const word = (values[field] ?? "").trim();
  if (word === "") throw new Mistake(field, `${what} is missing.`);
  if (word.length > MOST_CHARACTERS) throw new Mistake(field, `${what} is longer than anybody needs.`);
  return word;
}

/** A whole number within bounds. */
export function wholeIn(values: Values, field: string, what: string, least: number, most: number): number {
  const typed = (values[field] ?? "").trim();
  const value = /^\d{1,12}$/.test(typed) ? Number(typed) : Number.NaN;
  if (value >= least && value <= most) return value;
  const found = typed === "" ? "nothing stands there" : `“${typed.slice(0, 20)}” stands there`;
  throw new Mistake(field, `${what} must be a whole number from ${least} to ${most}; ${found}.`);
}

/** A map that JSON can carry; an empty field stands for an empty one. */
export function objectIn(values: Values, field: string, what: string): JsonObject {
  const typed = values[field] ?? "";
  if (typed.trim() === "") return {};
  if (typed.length > MOST_CHARACTERS) {
    const message = `${what} has ${typed.length} characters; ${MOST_CHARACTERS} is the most.`;
    throw new Mistake(field, message, MOST_CHARACTERS);
  }
  try {
    parseJsonText(typed);
  } catch (error) {
    if (!(error instanceof InvalidJson)) throw error;
    throw new Mistake(field, `${what} is not JSON: ${whatIsWrong(typed, error.position)}`, error.position);
  }
  // The page's own code would read it so: of numbers JavaScript knows no longer ones.
  const value: unknown = JSON.parse(typed);
  if (!isPlainObject(value)) {
    const start = typed.search(/\S/);
    throw new Mistake(field, `${what} must be a map: it begins with { and ends with }.`, start);
  }
  if (depthOf(value) > MOST_BRACKETS) throw new Mistake(field, `${what} is nested too deeply.`);
  return withPlainZeros(value);
}

/** `line 2, column 7: “}” cannot stand here.` */
function whatIsWrong(typed: string, position: number): string {
  const before = typed.slice(0, position).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const [found] = typed.slice(position);
  if (found === undefined) return `it ends too early, at ${place}.`;
  return found === "\n" ? `the line ends too early, at ${place}.` : `${place}: “${found}” cannot stand here.`;
}

function isPlainObject(value: unknown): value is JsonObject {
  // What `JSON.parse` makes is JSON.
  return isJsonObject(value as JsonObject);
}

function depthOf(value: unknown): number {
  let level: readonly unknown[] = [value];
  for (let depth = 0; ; depth += 1) {
    const inner = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
    if (inner.length === 0) return depth;
    level = inner;
  }
}
