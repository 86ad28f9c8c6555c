import type { Position } from "../ast.ts";

/** Finds line and column of an offset in a text. */
export type LineIndex = { readonly position: (offset: number) => Position };

export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1))
    starts.push(index + 1);
  return {
    position(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return [low + 1, offset - (starts[low] ?? 0) + 1];
    },
  };
}
