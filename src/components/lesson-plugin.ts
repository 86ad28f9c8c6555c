import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { SatteriProcessorOptions, satteri } from "@astrojs/markdown-satteri";
import type { Plugin as VitePlugin } from "vite";
import { checkFrontMatter, lessonFrontMatter } from "../schemas/front-matter.ts";
import { galleryEntry } from "../schemas/gallery-entry.ts";
import { glossaryEntry } from "../schemas/glossary-entry.ts";
import { unknownWord } from "../schemas/scenario-message.ts";
import { fileMistake, mistakeAt } from "./author-mistake.ts";

type Plugin = NonNullable<SatteriProcessorOptions["hastPlugins"]>[number];

/** The components that a lesson or an entry of the gallery may use without importing them. */
export const LESSON_COMPONENTS = [
  "Aside",
  "Cause",
  "Code",
  "DeadEnds",
  "Exercise",
  "Figure",
  "Fix",
  "Met",
  "Scene",
  "Simulator",
  "Step",
  "Symptom",
  "Term",
] as const;

/** Components that may find a mistake in what they were given, and want to say where. */
const PARTICULAR: ReadonlySet<string> = new Set([
  "Cause",
  "Code",
  "Exercise",
  "Fix",
  "Met",
  "Simulator",
  "Step",
  "Term",
]);

/** Tells each component of a lesson where it is written, and finds those that do not exist. */
export function writtenPlaces(root: string): Plugin {
  return ({ fileURL, source }) => {
    const file = fileURL === undefined ? "" : pathFrom(root, fileURLToPath(fileURL));
    const visit = (node: Written, context: Context): void => {
      const { name, position } = node;
      if (name === null || !/^[A-Z]/.test(name)) return;
      const { line = 1, column = 1 } = position?.start ?? {};
      const known: readonly string[] = LESSON_COMPONENTS;
      if (!known.includes(name) && !new RegExp(`^(import|export)\\b.*\\b${name}\\b`, "m").test(source)) {
        throw mistakeAt({ file, line, column }, unknownWord("component", name, LESSON_COMPONENTS));
      }
      if (PARTICULAR.has(name)) context.setProperty(node, "written", `${file}:${line}:${column}`);
    };
    return {
      name: "written-places",
      options: { position: true },
      mdxJsxFlowElement: { filter: [], visit },
      mdxJsxTextElement: { filter: [], visit },
    };
  };
}

// A function has a name, too.
type Visitor = Exclude<Extract<Plugin, { name: string }>, (...given: never) => unknown>;
type ElementVisitor = Exclude<NonNullable<Visitor["mdxJsxTextElement"]>, readonly unknown[]>;
type Written = Parameters<ElementVisitor["visit"]>[0];
type Context = Parameters<ElementVisitor["visit"]>[1];

/** The processor, with errors that name the file: the parser's own know only line and column. */
export function withNamedErrors<Processor extends ReturnType<typeof satteri>>(
  processor: Processor,
  root: string,
): Processor {
  const { createMdxRenderer } = processor;
  if (createMdxRenderer === undefined) return processor;
  return {
    ...processor,
    createMdxRenderer: async (...given: Parameters<typeof createMdxRenderer>) => {
      const renderer = await createMdxRenderer(...given);
      const process: typeof renderer.process = async (content, path, frontMatter) => {
        try {
          return await renderer.process(content, path, frontMatter);
        } catch (error) {
          const [, line, column, message] =
            /^(\d+):(\d+): ([\s\S]*)$/.exec(error instanceof Error ? error.message : "") ?? [];
          if (message === undefined) throw error;
          throw mistakeAt(
            { file: pathFrom(root, path), line: Number(line), column: Number(column) },
            message,
          );
        }
      };
      return { ...renderer, process };
    },
  };
}

/** Checks what stands at the top of lessons and entries of gallery and glossary before Astro reads it: with lines. */
export function frontMatterChecks(root: string): VitePlugin {
  return {
    name: "front-matter-checks",
    enforce: "pre",
    transform: {
      filter: { id: /\/content\/(lessons|gallery|glossary)\/.*\.mdx$/ },
      handler(_, id) {
        const file = pathFrom(root, id);
        const text = readFileSync(id, "utf8");
        const checked = checkFrontMatter(text, file, schemaOf(file));
        if (!checked.ok) throw fileMistake("The front matter cannot be used.", checked.problems);
        return null;
      },
    },
  };
}

function schemaOf(file: string) {
  if (file.startsWith("content/glossary/")) return glossaryEntry;
  return file.startsWith("content/gallery/") ? galleryEntry : lessonFrontMatter;
}

function pathFrom(root: string, path: string): string {
  return relative(root, path).replaceAll("\\", "/");
}
