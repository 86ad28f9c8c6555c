import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Figure } from "./bench.ts";

/**
 * The JavaScript that a lesson page loads by itself: what its HTML names, and whatever those files import or
 * start as a worker, each counted once, gzipped.
 */
export function scriptsOf(dist: string, page: string): ReadonlyMap<string, number> {
  const html = readFileSync(join(dist, page), "utf8");
  const sizes = new Map<string, number>();
  const waiting = [...html.matchAll(/\/(_astro\/[\w.@~-]+\.js)/g)].map((match) => match[1] ?? "");
  for (const inline of html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]+?)<\/script>/g)) {
    const [text, code] = [inline[0], inline[1] ?? ""];
    if (!/type="application\/(ld\+)?json"/.test(text)) sizes.set(`inline ${sizes.size}`, gzipped(code));
  }
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const path = join(dist, file);
    if (file === "" || sizes.has(file) || !existsSync(path)) continue;
    const code = readFileSync(path, "utf8");
    sizes.set(file, gzipped(code));
    for (const [, name] of code.matchAll(/["'`](?:\.\/|\/_astro\/|_astro\/)([\w.@~-]+\.js)["'`]/g)) {
      waiting.push(`_astro/${name}`);
    }
  }
  for (const name of globSync("*.js", { cwd: dist })) {
    if (html.includes(`/${name}`)) sizes.set(name, gzipped(readFileSync(join(dist, name), "utf8")));
  }
  return sizes;
}

/** The weight of the heaviest lesson page. */
export function measureWeight(dist: string): Figure[] {
  const pages = globSync("lessons/**/index.html", { cwd: dist });
  const weights = pages.map((page) => ({ page, bytes: total(scriptsOf(dist, page)) }));
  const heaviest = weights.sort((a, b) => b.bytes - a.bytes)[0];
  if (heaviest === undefined) throw new Error("no lesson page in the built site");
  return [
    {
      what: `JavaScript of ${heaviest.page}, worker included, gzipped`,
      measured: `${(heaviest.bytes / 1024).toFixed(1)} KB`,
      goal: "at most 60 KB",
    },
  ];
}

function total(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}
