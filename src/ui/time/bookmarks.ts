import type { RunView } from "../../simulation/simulator-api.ts";
import type { OwnRun } from "../simulator/session.ts";

/** A step of a simulator that the text of the page names: every phrase that stands for one (components/Step.astro). */
export type Bookmark = {
  readonly name: string;
  readonly variant: string;
  /** Place among the steps of the script's run in that variant. */
  readonly step: number;
};

/** The bookmarks of a simulator, in the order of its run; of several phrases for one step the first. */
export function bookmarksIn(page: ParentNode, simulator: string): readonly Bookmark[] {
  const found: Bookmark[] = [];
  for (const phrase of page.querySelectorAll<HTMLElement>(`[data-step-of="${CSS.escape(simulator)}"]`)) {
    const { variant, step } = phrase.dataset;
    const name = (phrase.textContent ?? "").replace(/\s+/g, " ").trim();
    if (variant === undefined || step === undefined || name === "") continue;
    if (!found.some((one) => one.variant === variant && one.step === Number(step))) {
      found.push({ name, variant, step: Number(step) });
    }
  }
  return found.sort((a, b) => a.step - b.step);
}

export type PlacedBookmark = {
  readonly bookmark: Bookmark;
  /** Whether the run that is shown has that moment; else it is one of the script's, maybe in another variant. */
  readonly inRun: boolean;
};

/** Which of the bookmarks lie in this run: one of the reader's own has the script's steps up to where it left them. */
export function placed(
  bookmarks: readonly Bookmark[],
  run: Pick<RunView, "variant" | "steps" | "events">,
  own: OwnRun | null,
): readonly PlacedBookmark[] {
  return bookmarks.map((bookmark) => {
    const { variant, step } = bookmark;
    const seq = run.steps[step];
    const isThere = variant === run.variant && seq !== undefined;
    const isShared =
      own === null || (own.against.steps[step] === seq && (run.events[seq ?? 0]?.timeMs ?? 0) <= own.fromMs);
    return { bookmark, inRun: isThere && isShared };
  });
}
