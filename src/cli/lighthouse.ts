// `npm run lighthouse` asks Lighthouse about every page of the built site, or about those that are named:
// `npm run lighthouse -- /lessons/disconnects/what-have-you-seen/`. Fails when a page is below what is wanted.
import { globSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import lighthouse from "lighthouse";
import { launchBrowser } from "./browser.ts";
import { serveBuiltSite } from "./built-site.ts";

/** The least score of each category, of 100. */
const WANTED = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 } as const;
/** A page that no search should find is no page to search engines. */
const UNLISTED = /^\/404/;

const DIST = join(import.meta.dirname, "../../dist");

const named = process.argv.slice(2);
const pages = named.length > 0 ? named : allPages();
const port = await freePort();
const site = await serveBuiltSite(DIST);
const browser = await launchBrowser([`--remote-debugging-port=${port}`]);
let below = 0;
try {
  for (const path of pages) {
    const result = await lighthouse(site.origin + path, {
      port,
      output: "json",
      logLevel: "error",
      onlyCategories: Object.keys(WANTED),
    });
    if (result === undefined) throw new Error(`Lighthouse says nothing of ${path}`);
    const { categories, audits } = result.lhr;
    const scores = Object.entries(WANTED).map(([category, least]) => {
      const score = Math.round((categories[category]?.score ?? 0) * 100);
      return { category, score, missed: score < least && !(category === "seo" && UNLISTED.test(path)) };
    });
    const line = scores.map(({ category, score }) => `${category} ${String(score).padStart(3)}`).join("  ");
    console.log(`${line}  ${path}`);
    for (const { category, missed } of scores) {
      if (!missed) continue;
      below += 1;
      for (const { id } of categories[category]?.auditRefs ?? []) {
        const audit = audits[id];
        if (audit?.score !== null && audit !== undefined && audit.score < 0.9)
          console.log(`    ${category}: ${audit.title} ${audit.displayValue ?? ""}`);
      }
    }
  }
} finally {
  await browser.close();
  await site.close();
}
if (below > 0) {
  console.log(`${below} scores are below what is wanted.`);
  process.exitCode = 1;
}

function allPages(): readonly string[] {
  return globSync("**/*.html", { cwd: DIST })
    .map((file) => `/${file.replaceAll("\\", "/").replace(/index\.html$/, "")}`)
    .sort();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}
