import { PROGRESS_KEY } from "../page-start.ts";
import { NO_PROGRESS, type Progress, readProgress, writeProgress } from "./progress.ts";

/**
 * Where the reader's progress is kept. `blocked`: the browser keeps nothing, so it lasts as long as the page.
 * `unreadable`: something is stored that this version does not understand; it is left alone until the reader decides.
 */
export type Kept =
  | { readonly is: "kept" | "blocked"; readonly progress: Progress }
  | { readonly is: "unreadable"; readonly progress: Progress; readonly problem: string };

/** What a page remembers by itself when the browser does not. */
let ofThisPage: Progress = NO_PROGRESS;

/** What is known of the reader now. Every question reads anew: other tabs write, too. */
export function keptProgress(): Kept {
  let text: string | null;
  try {
    text = localStorage.getItem(PROGRESS_KEY);
  } catch {
    return { is: "blocked", progress: ofThisPage };
  }
  // Something may be remembered that could not be written down.
  if (text === null) return { is: ofThisPage === NO_PROGRESS ? "kept" : "blocked", progress: ofThisPage };
  const reading = readProgress(text);
  return reading.ok
    ? { is: "kept", progress: reading.progress }
    : { is: "unreadable", progress: ofThisPage, problem: reading.problem };
}

/** Remembers a change; what cannot be read is not written over. */
export function remember(change: (progress: Progress) => Progress): Kept {
  const before = keptProgress();
  const progress = change(before.progress);
  if (before.is === "unreadable") {
    ofThisPage = progress;
    return { ...before, progress };
  }
  return replaceProgress(progress);
}

/** Puts this progress in the place of whatever is there. */
export function replaceProgress(progress: Progress): Kept {
  try {
    localStorage.setItem(PROGRESS_KEY, writeProgress(progress));
    ofThisPage = NO_PROGRESS;
    return { is: "kept", progress };
  } catch {
    ofThisPage = progress;
    return { is: "blocked", progress };
  }
}

export function eraseProgress(): Kept {
  ofThisPage = NO_PROGRESS;
  try {
    localStorage.removeItem(PROGRESS_KEY);
    return { is: "kept", progress: NO_PROGRESS };
  } catch {
    return { is: "blocked", progress: NO_PROGRESS };
  }
}
