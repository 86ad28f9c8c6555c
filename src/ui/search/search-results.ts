/** What the index tells of a page that was found, as far as the site shows it. */
export type FoundPage = {
  readonly url: string;
  readonly meta: Readonly<Record<string, string>>;
  /** HTML: escaped text in which the words that were found are `<mark>`ed. */
  readonly excerpt: string;
  readonly sub_results: readonly FoundSection[];
};

type FoundSection = {
  readonly title: string;
  readonly url: string;
  readonly excerpt: string;
  /** The places of the words that were found. */
  readonly locations: readonly number[];
};

/** One line of the list: where it leads, and what is read there. */
export type SearchRow = {
  readonly url: string;
  readonly title: string;
  /** The page that the section belongs to, or the kind of page. */
  readonly within: string;
  readonly excerpt: string;
};

const SECTIONS_OF_A_PAGE = 3;
export const MOST_ROWS = 12;

/** The rows for the pages that were found, best first; of a page its sections with the most that was looked for. */
export function rowsOf(pages: readonly FoundPage[]): readonly SearchRow[] {
  return pages.flatMap(rowsOfPage).slice(0, MOST_ROWS);
}

function rowsOfPage(page: FoundPage): readonly SearchRow[] {
  const { url, meta, excerpt, sub_results } = page;
  const title = meta["title"] ?? url;
  const kind = meta["kind"] ?? "";
  const sections = sub_results.filter((section) => section.url.includes("#"));
  if (kind === "Glossary" || sections.length === 0) return [{ url, title, within: kind, excerpt }];
  return [...sub_results]
    .sort((a, b) => b.locations.length - a.locations.length)
    .slice(0, SECTIONS_OF_A_PAGE)
    .map((section) => ({
      url: section.url,
      title: section.title,
      within: section.title === title ? kind : title,
      excerpt: section.excerpt,
    }));
}
