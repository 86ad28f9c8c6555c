import type { Ast } from "./ast.ts";

/** The value under a key of a keyword list in the text, such as a `do` block. */
export function keywordValue(ast: Ast | undefined, name: string): Ast | undefined {
  return keywordPairs(ast)?.find(([key]) => key === name)?.[1];
}

/** The pairs of a keyword list; null when the expression is no such list. */
export function keywordPairs(ast: Ast | undefined): (readonly [string, Ast])[] | null {
  if (ast?.is !== "list" || ast.tail !== null) return null;
  const pairs: (readonly [string, Ast])[] = [];
  for (const item of ast.items) {
    const [key, value] = item.is === "tuple" && item.items.length === 2 ? item.items : [];
    if (key?.is !== "atom" || value === undefined) return null;
    pairs.push([key.name, value]);
  }
  return pairs;
}
