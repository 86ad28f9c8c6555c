import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

/** Its name at the root of the site, whose pages it may then answer for. */
const FILE = "service-worker.js";
const ENTRY = join(import.meta.dirname, "../offline/service-worker.ts");

/**
 * Writes the service worker of a built site, which keeps all of its files for reading without a network. Gives their
 * number.
 */
export async function writeServiceWorker(site: string): Promise<number> {
  const files = siteFiles(site);
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: { SITE_FILES: JSON.stringify(files), "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: site,
      emptyOutDir: false,
      rolldownOptions: {
        input: ENTRY,
        output: { format: "iife", entryFileNames: FILE, comments: false },
      },
    },
  });
  return files.length;
}

type SiteFile = { readonly url: string; readonly revision: string | null };

/** The files under their addresses beside the service worker; those whose name tells their content have no revision. */
function siteFiles(site: string): readonly SiteFile[] {
  return globSync("**/*", { cwd: site })
    .map((file) => ({ file: join(site, file), url: file.replaceAll("\\", "/") }))
    .filter(({ file, url }) => statSync(file).isFile() && url !== FILE)
    .sort((a, b) => (a.url < b.url ? -1 : 1))
    .map(({ file, url }) => ({
      url,
      revision: url.startsWith("_astro/") ? null : revisionOf(file),
    }));
}

function revisionOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
}
