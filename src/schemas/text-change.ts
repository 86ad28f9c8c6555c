/** A piece of a text and what is to stand there instead. */
export type TextChange = { readonly replace: string; readonly with: string };

/** The text with one change after the other; or which of them names no one place in it. */
export function withChanges(
  text: string,
  changes: readonly TextChange[],
): { readonly text: string } | { readonly misplaced: number; readonly places: number } {
  let changed = text;
  for (const [index, change] of changes.entries()) {
    const parts = changed.split(change.replace);
    if (parts.length !== 2) return { misplaced: index, places: parts.length - 1 };
    changed = parts.join(change.with);
  }
  return { text: changed };
}
