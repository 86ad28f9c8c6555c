import { InvalidJson } from "../protocol/invalid-json.ts";
import { parseJsonText } from "../protocol/json-parser.ts";
import { offsetOf, type Place, placeAt } from "./json-place.ts";
import { jsonDepth } from "./json-text.ts";
import { nearMiss } from "./near-miss.ts";
import type { z } from "./page-zod.ts";
import { describeIssue, describeValue, KEY_SEPARATOR, subjectOf, unknownWord } from "./scenario-message.ts";
import { type SavedTrace, TRACE_FORMAT, TRACE_LIMITS, TRACE_VERSION, traceFile } from "./trace-file.ts";

export type ReadTrace =
  | { readonly ok: true; readonly trace: SavedTrace }
  | { readonly ok: false; readonly problems: readonly TraceProblem[] };

/** What is wrong with a file, and where; null: with the file as a whole. */
export type TraceProblem = {
  readonly place: Place | null;
  /** Such as `events[17].frame`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
};

/** A file that is broken throughout is not worth a longer list. */
const MOST_PROBLEMS = 5;

/** Reads the text of a saved trace. It never throws: either the file is a trace throughout, or it says what is wrong. */
export function readTrace(text: string): ReadTrace {
  if (text.length > TRACE_LIMITS.fileBytes) return refused(tooLarge(text.length));
  if (jsonDepth(text) > TRACE_LIMITS.depth) {
    return refused(`its brackets are nested more than ${TRACE_LIMITS.depth} deep, which no trace is`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text, /\d{16}/.test(text) ? exactly : undefined);
  } catch {
    return { ok: false, problems: [syntaxProblem(text)] };
  }
  const foreign = foreignness(value);
  if (foreign !== null) return refused(foreign);
  const parsed = traceFile.safeParse(value, { error: describe });
  if (!parsed.success) return problemsOf(text, parsed.error.issues.flatMap(mistakesOf));
  const { format: _, version: __, phoenix: ___, ...trace } = parsed.data;
  const wrong = incoherences(trace);
  return wrong.length === 0 ? { ok: true, trace } : problemsOf(text, wrong);
}

/** What to say of a file that is not even read. */
export function tooLarge(bytes: number): string {
  const mb = (size: number): string => `${(size / 1024 / 1024).toFixed(1)} MB`;
  return `it is larger (${mb(bytes)}) than any trace that is opened here: ${mb(TRACE_LIMITS.fileBytes)} at most`;
}

function refused(message: string): ReadTrace {
  return { ok: false, problems: [{ place: null, path: "", message }] };
}

// JSON has integers of any length, and Elixir uses them. Engines that do not tell what stood there keep the nearest.
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? "";
  const isLong = typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
  return isLong ? BigInt(source) : value;
}

/** Where the text stops being JSON: engines tell that in words of their own, and some do not. */
function syntaxProblem(text: string): TraceProblem {
  try {
    parseJsonText(text);
  } catch (error) {
    if (!(error instanceof InvalidJson)) throw error;
    const found = text[error.position];
    const what = found === undefined ? "it ends in the middle" : `${JSON.stringify(found)} cannot stand here`;
    return { place: placeAt(text, error.position), path: "", message: `this is not JSON: ${what}` };
  }
  return { place: null, path: "", message: "this is not JSON" };
}

/** Other files, and traces of a newer site, get one sentence instead of everything in which they differ. */
function foreignness(value: unknown): string | null {
  const file: Readonly<Record<string, unknown>> =
    typeof value === "object" && value !== null ? { ...value } : {};
  if (file["format"] !== TRACE_FORMAT) {
    return `it is JSON, but no trace saved on this site: it does not begin with "format":"${TRACE_FORMAT}"`;
  }
  const version = file["version"];
  if (typeof version === "number" && version > TRACE_VERSION) {
    return `it was saved by a newer version of this site: it is of format ${version}, and this page reads ${TRACE_VERSION}`;
  }
  return null;
}

function describe(issue: z.core.$ZodRawIssue): string {
  const { path = [], input } = issue;
  if (issue.code === "invalid_union" && "options" in issue && Array.isArray(issue.options)) {
    const key = String(path.at(-1));
    const map: Readonly<Record<string, unknown>> =
      typeof input === "object" && input !== null ? { ...input } : {};
    return unknownKind(key, map[key], issue.options.map(String));
  }
  return describeIssue(issue);
}

/** There are too many kinds of events to list them all. */
const MOST_KINDS = 8;

function unknownKind(key: string, found: unknown, allowed: readonly string[]): string {
  if (found === undefined) return `"${key}" is missing`;
  const near = typeof found === "string" ? nearMiss(found, allowed) : null;
  if (near !== null) return `unknown "${key}" ${describeValue(found)}; did you mean "${near}"?`;
  if (allowed.length <= MOST_KINDS) return unknownWord(`"${key}"`, found, allowed);
  return `unknown "${key}" ${describeValue(found)}; docs/trace.md lists all that there are`;
}

type Mistake = { readonly path: readonly PropertyKey[]; readonly message: string };

function mistakesOf(issue: z.core.$ZodIssue): readonly Mistake[] {
  const { path, message } = issue;
  if (issue.code === "unrecognized_keys") {
    const allowed = message.split(KEY_SEPARATOR);
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownWord("key", key, allowed) }));
  }
  // What the shapes say themselves does not name what it is about.
  const isNameless =
    issue.code === "custom" || issue.code === "invalid_format" || issue.code === "invalid_union";
  return [
    { path, message: isNameless && /^(must|is) /.test(message) ? `${subjectOf(path)} ${message}` : message },
  ];
}

/** What is wrong between parts that are right each by itself. */
function incoherences({ events, states, at }: SavedTrace): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  let timeMs = 0;
  for (const [index, event] of events.entries()) {
    const path = ["events", index];
    if (event.seq !== index) {
      mistakes.push({
        path: [...path, "seq"],
        message: `"seq" must be ${index}, its place, not ${event.seq}`,
      });
    }
    if (event.cause !== null && event.cause >= index) {
      const message = `"cause" must be an earlier event, not ${event.cause}`;
      mistakes.push({ path: [...path, "cause"], message });
    }
    if (event.timeMs < timeMs) {
      const message = `"timeMs" must not be before the event above it (${timeMs}), and is ${event.timeMs}`;
      mistakes.push({ path: [...path, "timeMs"], message });
    }
    timeMs = event.timeMs;
  }
  for (const [index, { from, events: to }] of states.entries()) {
    const before = states[index - 1]?.from ?? 0;
    if (from < before || to <= from || to > events.length) {
      const message = `"from" and "events" must name a stretch of the ${events.length} events, after the one above`;
      mistakes.push({ path: ["states", index, "from"], message });
    }
  }
  if (at >= events.length) {
    mistakes.push({ path: ["at"], message: `"at" must be one of the ${events.length} events, not ${at}` });
  }
  return mistakes;
}

function problemsOf(text: string, mistakes: readonly Mistake[]): ReadTrace {
  const problems = mistakes.slice(0, MOST_PROBLEMS).map(({ path, message }): TraceProblem => {
    return { place: placeAt(text, offsetOf(text, path)), path: pathText(path), message };
  });
  const more = mistakes.length - problems.length;
  if (more > 0) problems.push({ place: null, path: "", message: `and ${more} more problems` });
  return { ok: false, problems };
}

/** A path as one would write it in JavaScript. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${String(step)}`,
    )
    .join("");
}
