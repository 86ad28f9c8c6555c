import type { Ast } from "../ast.ts";
import { ERRORS, PARTS, UNSUPPORTED, UNSUPPORTED_NAMES } from "./on-demand.ts";

/** A program that makes names of modules while it runs may call any of them. */
const MAKES_NAMES = new Set(["Module", "to_atom", "to_existing_atom"]);

/**
 * The names of the parts that these sources can call: for whoever compiles them, so that a page needs but the names.
 * What is left out of `LIBRARY` (registry.ts) is named nowhere in the sources.
 */
export function libraryNames(sources: readonly Ast[]): readonly string[] {
  const names = new Set<string>();
  for (const source of sources) gatherNames(source, names);
  const all = [...MAKES_NAMES].some((name) => names.has(name));
  const found = Object.keys(PARTS).filter(
    (name) => name !== UNSUPPORTED && name !== ERRORS && (all || names.has(name)),
  );
  return all || UNSUPPORTED_NAMES.some((name) => names.has(name)) ? [...found, UNSUPPORTED] : found;
}

/** Every name in the syntax tree that may be a module's, or a function's that makes one. */
function gatherNames(part: unknown, names: Set<string>): void {
  if (Array.isArray(part)) {
    for (const item of part) gatherNames(item, names);
  } else if (typeof part === "object" && part !== null) {
    const { is, name } = part as { readonly is?: string; readonly name?: string }; // a node, as ast.ts describes them
    if (is === "sigil" && /^r$/i.test(name ?? "")) names.add("Regex");
    // `Jason.DecodeError` is loaded with `Jason`.
    else if (is === "alias" || is === "child_alias") names.add(name?.split(".")[0] ?? "");
    else if (is === "atom") names.add(`:${name}`.replace(/^:Elixir\./, ""));
    else if (name !== undefined) names.add(name);
    for (const value of Object.values(part)) gatherNames(value, names);
  }
}
