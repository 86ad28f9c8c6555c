import * as z from "zod";
import { type Checked, checkFile } from "./checked-file.ts";

/** What stands at the top of a lesson. */
export const lessonFrontMatter = z.strictObject({
  title: z.string().min(1),
  /** One sentence for the overview and for search engines. */
  description: z.string().min(1),
  /** Rows of the curriculum, for example `D1`. */
  covers: z.array(z.string().regex(/^[A-Z]+\d+$/, "must be a row of the curriculum, such as D1")),
});

/** Reads the front matter of an MDX file by its schema; lines are counted as in the file. */
export function checkFrontMatter<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): Checked<z.output<Schema>> {
  const [, frontMatter] = /^---\r?\n([\s\S]*?\n)---\r?\n/.exec(text) ?? [];
  if (frontMatter === undefined) {
    const message = 'the file must begin with its front matter, between two lines "---"';
    return { ok: false, problems: [{ file, line: 1, column: 1, message }] };
  }
  return checkFile(`\n${frontMatter}`, file, schema, () => []);
}
