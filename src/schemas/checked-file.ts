import type * as z from "zod";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";
import { describeIssue, KEY_SEPARATOR, subjectOf, unknownWord } from "./scenario-message.ts";
import type { ScenarioProblem } from "./scenario-problem.ts";
import { type NodePath, type Position, readYaml, type YamlSource } from "./yaml-source.ts";

/** A file that was read and fits its schema, or what is wrong with it. */
export type Checked<Data> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

/** What is wrong between the parts of a file whose parts are right each by itself. */
export type Incoherence = { readonly path: NodePath; readonly message: string };

type Located = { readonly position: Position; readonly message: string };

/**
 * Reads a YAML file by its schema, and then as a whole. `file` is only named in the problems; nothing is read from
 * disk. It never throws: either the file is valid throughout, or there is at least one problem.
 */
export function checkFile<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
  incoherences: (data: z.output<Schema>) => readonly Incoherence[],
): Checked<z.output<Schema>> {
  const found = read(text, schema, incoherences);
  if ("data" in found) return { ok: true, data: found.data };
  const shown = found.mistakes.slice(0, SCENARIO_LIMITS.problems);
  const last = shown.at(-1);
  const more = found.mistakes.length - shown.length;
  if (more > 0 && last !== undefined)
    shown.push({ position: last.position, message: `and ${more} more problems` });
  return { ok: false, problems: shown.map(({ position, message }) => ({ file, ...position, message })) };
}

function read<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  incoherences: (data: z.output<Schema>) => readonly Incoherence[],
): { data: z.output<Schema> } | { mistakes: readonly Located[] } {
  const { fileBytes } = SCENARIO_LIMITS;
  // A character is at least one byte: the first comparison spares encoding a text that is far too long.
  if (text.length > fileBytes || new TextEncoder().encode(text).length > fileBytes) {
    const message = `the file is larger than ${fileBytes / 1024} KB, the most that is allowed`;
    return { mistakes: [{ position: { line: 1, column: 1 }, message }] };
  }
  const yaml = readYaml(text);
  if (!yaml.ok) return { mistakes: yaml.mistakes };
  const shaped = schema.safeParse(yaml.source.value, { error: describeIssue });
  if (!shaped.success) {
    const mistakes = shaped.error.issues.flatMap((issue) => locate(issue, yaml.source));
    return { mistakes: mistakes.sort(byPosition) };
  }
  const wrong = incoherences(shaped.data);
  if (wrong.length === 0) return { data: shaped.data };
  return {
    mistakes: wrong
      .map(({ path, message }) => ({ position: yaml.source.valueAt(path), message }))
      .sort(byPosition),
  };
}

function byPosition(a: Located, b: Located): number {
  return a.position.line - b.position.line || a.position.column - b.position.column;
}

function locate(
  issue: {
    readonly code: string;
    readonly path: readonly PropertyKey[];
    readonly message: string;
    readonly keys?: readonly string[];
  },
  source: YamlSource,
): readonly Located[] {
  if (issue.keys !== undefined) {
    const allowed = issue.message.split(KEY_SEPARATOR);
    return issue.keys.map((key) => ({
      position: source.keyAt([...issue.path, key]),
      message: unknownWord("key", key, allowed),
    }));
  }
  const position = source.valueAt(issue.path);
  // The messages that scenario-file.ts writes itself do not know the key that they are about.
  const nameless = issue.code === "custom" || issue.code === "invalid_format";
  return [{ position, message: nameless ? `${subjectOf(issue.path)} ${issue.message}` : issue.message }];
}
