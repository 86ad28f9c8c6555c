import lighthouse from "lighthouse";

/** The least score of each category, of 100. */
const WANTED = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 } as const;
/** A page that no search should find is no page to search engines. */
const UNLISTED = /^\/404/;

/** One line that tells a page's scores, and what is to be mended where one is below what is wanted. */
export type Scores = { readonly line: string; readonly faults: readonly string[] };

/** What Lighthouse, as it comes (a phone on a slow line), says of a page; `port` is that of a browser's DevTools. */
export async function lighthouseScores(origin: string, path: string, port: number): Promise<Scores> {
  const result = await lighthouse(origin + path, {
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
  const faults = scores.flatMap(({ category, missed }) => {
    if (!missed) return [];
    const low = (categories[category]?.auditRefs ?? []).flatMap(({ id }) => {
      const audit = audits[id];
      return audit?.score != null && audit.score < 0.9 ? [`${audit.title} ${audit.displayValue ?? ""}`] : [];
    });
    return [`${category}: ${low.join("; ")}`];
  });
  const line = scores.map(({ category, score }) => `${category} ${String(score).padStart(3)}`).join("  ");
  return { line, faults };
}
