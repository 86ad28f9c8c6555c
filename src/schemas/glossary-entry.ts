import * as z from "zod";
import { type Checked, checkFile } from "./checked-file.ts";

/** What stands at the top of `content/glossary/<term>.mdx`. */
export const glossaryEntry = z.strictObject({
  /** As the glossary's heading has it. */
  term: z.string().min(1).max(40),
  /** One sentence, which the card beside a link shows. */
  short: z.string().min(1).max(220),
  /** Words of a text that mean the term, besides the term itself: its plural, for example. */
  forms: z.array(z.string().min(1)).default([]),
  /** The names of other entries' files. */
  see: z.array(z.string()).default([]),
});

export type GlossaryEntry = z.output<typeof glossaryEntry>;

/** Reads the front matter of a glossary file; its lines are counted as in the file. */
export function parseGlossaryEntry(text: string, file: string): Checked<GlossaryEntry> {
  const [, frontMatter] = /^---\n([\s\S]*?\n)---\n/.exec(text) ?? [];
  if (frontMatter === undefined) {
    const message = 'a glossary entry begins with its front matter between two lines "---"';
    return { ok: false, problems: [{ file, line: 1, column: 1, message }] };
  }
  return checkFile(`\n${frontMatter}`, file, glossaryEntry, () => []);
}
