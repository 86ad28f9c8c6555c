import * as z from "zod";
import type { Checked } from "./checked-file.ts";
import { checkFrontMatter } from "./front-matter.ts";

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

/** Reads the front matter of a glossary file. */
export function parseGlossaryEntry(text: string, file: string): Checked<GlossaryEntry> {
  return checkFrontMatter(text, file, glossaryEntry);
}
