import { defineCollection } from "astro:content";
import { file, glob } from "astro/loaders";
import { z } from "astro/zod";
import { lessonFrontMatter } from "./schemas/front-matter.ts";
import { galleryEntry } from "./schemas/gallery-entry.ts";
import { glossaryEntry } from "./schemas/glossary-entry.ts";

/** A lesson's place in the address: its folders without the numbers that order them. */
function slugOf(entry: string): string {
  return entry
    .replace(/\/index\.mdx$/, "")
    .split("/")
    .map((folder) => folder.replace(/^\d+-/, ""))
    .join("/");
}

const lessons = defineCollection({
  loader: glob({
    base: "./content/lessons",
    pattern: "**/index.mdx",
    generateId: ({ entry }) => slugOf(entry),
  }),
  schema: lessonFrontMatter,
});

/** Titles of the parts, by folder. */
const parts = defineCollection({
  loader: file("content/parts.yaml"),
  schema: z.strictObject({ title: z.string().min(1), about: z.string() }),
});

const glossary = defineCollection({
  loader: glob({ base: "./content/glossary", pattern: "*.mdx" }),
  schema: glossaryEntry,
});

/** An entry's place in the address is its folder. */
const gallery = defineCollection({
  loader: glob({
    base: "./content/gallery",
    pattern: "*/index.mdx",
    generateId: ({ entry }) => slugOf(entry),
  }),
  schema: galleryEntry,
});

export const collections = { lessons, parts, glossary, gallery };
