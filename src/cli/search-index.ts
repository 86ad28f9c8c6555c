import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { close, createIndex, type PagefindIndex } from "pagefind";

/** What the search of the site needs of pagefind's files; the rest are its own interfaces, which the site has not. */
const NEEDED = /^(pagefind\.js|pagefind-worker\.js|pagefind-entry\.json|wasm\.en\.pagefind|.*\.pf_\w+)$/;

/**
 * Writes the search index of a built site into its folder `pagefind`. Only what stands in `data-pagefind-body` is
 * indexed, and every entry of the glossary as a page of its own. Gives the number of indexed pages; throws with what
 * pagefind complains of.
 */
export async function writeSearchIndex(site: string): Promise<number> {
  try {
    const index = accept(await createIndex({ forceLanguage: "en" })).index;
    if (index === undefined) throw new Error("pagefind has made no index");
    accept(await index.addDirectory({ path: site }));
    await addGlossary(index, readFileSync(join(site, "glossary/index.html"), "utf8"));
    const { files } = accept(await index.getFiles());
    const folder = join(site, "pagefind");
    rmSync(folder, { recursive: true, force: true });
    for (const { path, content } of files) {
      if (!NEEDED.test(path.split("/").at(-1) ?? "")) continue;
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return files.filter(({ path }) => path.endsWith(".pf_fragment")).length;
  } finally {
    await close();
  }
}

/** One page for each term, so that a term is found before the texts that use it. */
async function addGlossary(index: PagefindIndex, html: string): Promise<void> {
  for (const [, id = "", entry = ""] of html.matchAll(
    /<section[^>]*data-glossary-entry="([^"]+)"[^>]*>([\s\S]*?)<\/section>/g,
  )) {
    const body = entry.replace(/<(\/?)h2\b/g, "<$1h1");
    const content = `<html lang="en"><body data-pagefind-body data-pagefind-meta="kind:Glossary">${body}</body></html>`;
    accept(await index.addHTMLFile({ url: `/glossary/#${id}`, content }));
  }
}

function accept<Answer extends { readonly errors: readonly string[] }>(answer: Answer): Answer {
  if (answer.errors.length > 0) throw new Error(answer.errors.join("\n"));
  return answer;
}
