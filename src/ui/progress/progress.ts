import type { Answer } from "../../schemas/exercise.ts";
import { INPUT_FIELDS, type InputField } from "../../schemas/input-fields.ts";
import type { Input, TimedInput } from "../../trace/input.ts";
import { fits } from "./input-field.ts";

/** What this browser remembers of its reader. */
export type Progress = {
  /** Ids of lessons that were read to their end, or marked so. */
  readonly lessons: readonly string[];
  /** The answer with which each exercise was solved. */
  readonly exercises: { readonly [exercise: string]: Answer };
};

/** Progress that was read, or why it cannot be, in a sentence for the reader. */
export type ProgressReading =
  | { readonly ok: true; readonly progress: Progress }
  | { readonly ok: false; readonly problem: string };

export const NO_PROGRESS: Progress = { lessons: [], exercises: {} };

const VERSION = 1;
export const MOST_BYTES = 256 * 1024;
const MOST_ITEMS = 1000;
/** Characters of an answer that is Elixir. */
const MOST_CODE = 20_000;

/** Progress as text, for this browser's storage and for a file. */
export function writeProgress({ lessons, exercises }: Progress): string {
  return JSON.stringify({ rejoin: "progress", version: VERSION, lessons, exercises }, null, 1);
}

/**
 * Reads what `writeProgress` has written. The text may come from anywhere: it is taken whole or not at all, and what is
 * not known in it is a reason to refuse it.
 */
export function readProgress(text: string): ProgressReading {
  try {
    return { ok: true, progress: progressOf(parsed(text)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, problem: error.message };
  }
}

export function withLesson(progress: Progress, lesson: string, read: boolean): Progress {
  const others = progress.lessons.filter((one) => one !== lesson);
  return { ...progress, lessons: read ? [...others, lesson] : others };
}

export function withExercise(progress: Progress, exercise: string, answer: Answer): Progress {
  return { ...progress, exercises: { ...progress.exercises, [exercise]: answer } };
}

class Refusal extends Error {}

type Fields = { readonly [key: string]: unknown };

function parsed(text: string): unknown {
  // A character is at least one byte: the first comparison spares encoding a text that is far too long.
  if (text.length > MOST_BYTES || new TextEncoder().encode(text).length > MOST_BYTES) {
    throw new Refusal(`it is larger than ${MOST_BYTES / 1024} KB, the most that is allowed`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("it is not JSON");
  }
}

function progressOf(value: unknown): Progress {
  const isOurs =
    typeof value === "object" && value !== null && "rejoin" in value && value.rejoin === "progress";
  if (!isOurs) throw new Refusal("it is not a record of progress on this site");
  if (!("version" in value) || value.version !== VERSION) {
    const version = "version" in value ? JSON.stringify(value.version) : "none";
    throw new Refusal(`its version is ${version}, and this site reads version ${VERSION}`);
  }
  const { lessons, exercises } = fieldsOf(value, "the record", ["rejoin", "version", "lessons", "exercises"]);
  const answers = Object.entries(entriesOf(exercises, "exercises"));
  return {
    lessons: [...new Set(listOf(lessons, "lessons").map((id) => lessonId(id)))],
    exercises: Object.fromEntries(answers.map(([id, answer]) => [exerciseId(id), answerOf(answer, id)])),
  };
}

function lessonId(value: unknown): string {
  if (typeof value === "string" && /^[a-z0-9]+([-/][a-z0-9]+)*$/.test(value) && value.length <= 200)
    return value;
  throw new Refusal(`${shown(value)} is no lesson`);
}

function exerciseId(value: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= 200) return value;
  throw new Refusal(`${shown(value)} is no exercise`);
}

function answerOf(value: unknown, id: string): Answer {
  const what = `the answer to ${id}`;
  const to = typeof value === "object" && value !== null && "to" in value ? value.to : undefined;
  switch (to) {
    case "predict":
      return { to, fields: textsOf(fieldsOf(value, what, ["to", "fields"])["fields"], what) };
    case "order":
      return {
        to,
        order: listOf(fieldsOf(value, what, ["to", "order"])["order"], what).map((item) =>
          textOf(item, what),
        ),
      };
    case "explain": {
      const { choice } = fieldsOf(value, what, ["to", "choice"]);
      return { to, choice: choice === null ? null : textOf(choice, what) };
    }
    case "choose":
      return { to, choices: textsOf(fieldsOf(value, what, ["to", "choices"])["choices"], what) };
    case "write": {
      const { text } = fieldsOf(value, what, ["to", "text"]);
      if (typeof text !== "string" || text.length > MOST_CODE) {
        throw new Refusal(`${what} is no text of at most ${MOST_CODE} characters`);
      }
      return { to, text };
    }
    case "build": {
      const { variant, inputs } = fieldsOf(value, what, ["to", "variant", "inputs"]);
      return {
        to,
        variant: textOf(variant, what),
        inputs: listOf(inputs, what).map((input) => inputOf(input, what)),
      };
    }
    default:
      throw new Refusal(`${what} is of no known kind`);
  }
}

function inputOf(value: unknown, what: string): TimedInput {
  const { atMs, input } = fieldsOf(value, `an input of ${what}`, ["atMs", "input"]);
  const kind = typeof input === "object" && input !== null && "kind" in input ? input.kind : undefined;
  const known = typeof kind === "string" && Object.hasOwn(INPUT_FIELDS, kind);
  if (!known || !fits("count", atMs)) throw new Refusal(`${what} has an input that is of no known kind`);
  // It is one of the table's own keys.
  const fields: { readonly [name: string]: InputField } = INPUT_FIELDS[kind as Input["kind"]];
  const names = Object.keys(fields);
  const mayLack = names.filter((name) => fields[name] !== undefined && fits(fields[name], undefined));
  const given = fieldsOf(input, `an input of ${what}`, ["kind", ...names], mayLack);
  for (const [name, field] of Object.entries(fields)) {
    if (!fits(field, given[name])) throw new Refusal(`${what} has an input whose "${name}" is not valid`);
  }
  // Both were compared with the table, field by field.
  return { atMs: atMs as number, input: input as Input };
}

/** The object with exactly these keys, of which it may lack some. */
function fieldsOf(
  value: unknown,
  what: string,
  keys: readonly string[],
  mayLack: readonly string[] = [],
): Fields {
  const fields = entriesOf(value, what);
  const unknown = Object.keys(fields).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new Refusal(`${what} has a key that is not known, ${shown(unknown)}`);
  const missing = keys.find((key) => !mayLack.includes(key) && !Object.hasOwn(fields, key));
  if (missing !== undefined) throw new Refusal(`${what} has no "${missing}"`);
  return fields;
}

function entriesOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refusal(`${what} is not an object`);
  if (Object.keys(value).length > MOST_ITEMS)
    throw new Refusal(`${what} has more than ${MOST_ITEMS} entries`);
  return value as Fields; // an object that is no list
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refusal(`${what} is not a list`);
  if (value.length > MOST_ITEMS) throw new Refusal(`${what} has more than ${MOST_ITEMS} items`);
  return value;
}

function textsOf(value: unknown, what: string): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(entriesOf(value, what)).map(([name, text]) => [name, textOf(text, what)]),
  );
}

function textOf(value: unknown, what: string): string {
  if (fits("text", value)) return value as string; // that is what fits
  throw new Refusal(`${what} holds ${shown(value)} where a text belongs`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 40 ? `${text.slice(0, 38)}…` : text;
}
