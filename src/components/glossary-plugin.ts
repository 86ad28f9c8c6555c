import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SatteriProcessorOptions } from "@astrojs/markdown-satteri";
import { parseGlossaryEntry } from "../schemas/glossary-entry.ts";
import { fileMistake } from "./author-mistake.ts";
import { FirstUses, type Term, type TextPiece } from "./term-links.ts";

type Plugin = NonNullable<SatteriProcessorOptions["hastPlugins"]>[number];

const FOLDER = "content/glossary";

/** Where a link would be wrong, or would hide what a reader must press. */
const CLOSED: ReadonlySet<string> = new Set([
  ..."h1 h2 h3 h4 h5 h6 a code pre summary button label figcaption".split(" "),
  ..."Step Term Code Simulator Exercise".split(" "),
]);

/** The terms that the glossary has at this moment. Throws with everything that is wrong with its files. */
export function readTerms(root: string): readonly Term[] {
  const folder = join(root, FOLDER);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".mdx"))
    .sort()
    .map((name) => {
      const parsed = parseGlossaryEntry(readFileSync(join(folder, name), "utf8"), `${FOLDER}/${name}`);
      if (!parsed.ok) throw fileMistake("An entry of the glossary cannot be used.", parsed.problems);
      const { term, forms } = parsed.data;
      return { id: basename(name, ".mdx"), forms: [term, ...forms] };
    });
}

/**
 * Links the first use of every term on a page to the glossary, as if the author had written `<Term id="topic">`. An
 * entry of the glossary does not link to itself.
 */
export function glossaryLinks(root: string): Plugin {
  return ({ fileURL }) => {
    const own = fileURL === undefined ? "" : fileURLToPath(fileURL).replaceAll("\\", "/");
    const itself = own.includes(`/${FOLDER}/`) ? basename(own, ".mdx") : null;
    const uses = new FirstUses(readTerms(root).filter(({ id }) => id !== itself));
    return {
      name: "glossary-links",
      text(node, context) {
        if (isClosed(node, context)) return;
        const pieces = uses.split(node.value);
        if (pieces.some(({ term }) => term !== null)) context.replaceNode(node, pieces.map(nodeOf));
      },
      element: {
        filter: ["code"],
        visit(node, context) {
          if (isClosed(node, context)) return;
          const term = uses.whole(context.textContent(node));
          if (term !== null) context.wrapNode(node, termElement(term, []));
        },
      },
    };
  };
}

// A function has a name, too.
type Visitor = Exclude<Extract<Plugin, { name: string }>, (...given: never) => unknown>;
type TextVisitor = NonNullable<Visitor["text"]>;
type Context = Parameters<TextVisitor>[1];
type Node = Parameters<Context["parent"]>[0];

function isClosed(node: Node, context: Context): boolean {
  for (let parent = context.parent(node); parent !== undefined; parent = context.parent(parent)) {
    if ("tagName" in parent && CLOSED.has(parent.tagName)) return true;
    if ("name" in parent && parent.name !== null && CLOSED.has(parent.name)) return true;
  }
  return false;
}

function nodeOf({ text, term }: TextPiece) {
  const value = { type: "text" as const, value: text };
  return term === null ? value : termElement(term, [value]);
}

function termElement(id: string, children: { readonly type: "text"; readonly value: string }[]) {
  return {
    type: "mdxJsxTextElement" as const,
    name: "Term",
    attributes: [{ type: "mdxJsxAttribute" as const, name: "id", value: id }],
    children,
  };
}
