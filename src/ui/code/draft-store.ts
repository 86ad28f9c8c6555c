import { draftKey } from "./draft-key.ts";

/**
 * What readers made of the lessons' code, kept by the browser until they take the lesson's again. Where the browser
 * keeps nothing, it lasts as long as the page.
 */

/** A text beyond this is kept for as long as the page lasts only. */
const MAX_LENGTH = 200_000;

const ofThisPage = new Map<string, string>();

/** The reader's text of a file; null when there is none. */
export function draftOf(file: string): string | null {
  const here = ofThisPage.get(file);
  if (here !== undefined) return here;
  try {
    return localStorage.getItem(draftKey(file));
  } catch {
    return null;
  }
}

/** Keeps the text. False when only this page keeps it. */
export function keepDraft(file: string, text: string): boolean {
  ofThisPage.set(file, text);
  if (text.length > MAX_LENGTH) return false;
  try {
    localStorage.setItem(draftKey(file), text);
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(file: string): void {
  ofThisPage.delete(file);
  try {
    localStorage.removeItem(draftKey(file));
  } catch {
    // Then nothing was kept either.
  }
}
