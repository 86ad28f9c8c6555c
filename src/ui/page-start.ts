/**
 * What every page starts with: it only listens. What the reader turns to (the search, the card of a term, the record of
 * their progress) is loaded when they do.
 */
export function startPage(page: Document): void {
  startSearch(page);
  startTerms(page);
  startProgress(page);
  startOffline(page);
}

/** Where the reader's progress is kept; `progress-store.ts` reads and writes it. */
export const PROGRESS_KEY = "rejoin-progress";

function startSearch(page: Document): void {
  for (const button of page.querySelectorAll<HTMLElement>("[data-search]")) {
    button.hidden = false;
    button.addEventListener("click", search);
  }
  page.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey, defaultPrevented } = event;
    if (key !== "/" || ctrlKey || metaKey || altKey || defaultPrevented) return;
    if (
      target instanceof Element &&
      target.closest("input:not([type=range], [type=radio]), textarea, select, dialog")
    )
      return;
    event.preventDefault();
    search();
  });
  async function search(): Promise<void> {
    const index = page.querySelector<HTMLElement>("[data-index]")?.dataset["index"] ?? "";
    const { openSearch } = await import("./search/search-dialog.ts");
    openSearch(page, index);
  }
}

function startTerms(page: Document): void {
  const point = async ({ target }: Event): Promise<void> => {
    const link = target instanceof Element ? target.closest<HTMLElement>("a.term") : null;
    if (link === null) return;
    const { pointAt } = await import("./glossary/term-card.ts");
    pointAt(link);
  };
  page.addEventListener("mouseover", point);
  page.addEventListener("focusin", point);
}

function startProgress(page: Document): void {
  const marks = () => import("./progress/progress-marks.ts");
  const end = page.querySelector("[data-lesson-end]");
  if (hasProgress() || page.querySelector("[data-progress-tools]") !== null) {
    marks().then(({ showProgress }) => showProgress(page));
  }
  page.addEventListener("rejoin:exercise-passed", async (event) => {
    const { exercisePassed } = await marks();
    exercisePassed(page, event);
  });
  if (end === null) return;
  new IntersectionObserver(async ([entry], observer) => {
    if (entry?.isIntersecting !== true) return;
    observer.disconnect();
    const { endReached } = await marks();
    endReached(page);
  }).observe(end);
}

function hasProgress(): boolean {
  try {
    return localStorage.getItem(PROGRESS_KEY) !== null;
  } catch {
    // Storage is blocked: then nothing is kept, and nothing to be shown.
    return false;
  }
}

/** Once everything else is done; not for a reader who pays by the byte. */
function startOffline(page: Document): void {
  const script = page.querySelector<HTMLElement>("[data-service-worker]")?.dataset["serviceWorker"];
  if (script === undefined || !("serviceWorker" in navigator) || savesData()) return;
  const begin = async (): Promise<void> => {
    const { keepForOffline } = await import("./offline/keep-for-offline.ts");
    // Without it the site is what it was; the next page tries again.
    await keepForOffline(page, script).catch(() => undefined);
  };
  if (page.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}

function savesData(): boolean {
  // Not every browser says.
  const { connection } = navigator as Navigator & { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
