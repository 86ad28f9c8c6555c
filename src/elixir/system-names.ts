import type { Ast } from "./ast.ts";
import { libraryNames } from "./library/library-names.ts";
import { PARTS } from "./system-parts.ts";

/** The names under which `systemNamed` finds what these sources can call. */
export function systemNames(sources: readonly Ast[]): readonly string[] {
  // In the text of the syntax tree an alias begins with a quote; one of more parts goes on after it.
  const text = JSON.stringify(sources);
  const all = text.includes('"Module"');
  const own = Object.keys(PARTS).filter((name) => all || text.includes(`"${name}`));
  return [...libraryNames(sources), ...own];
}
