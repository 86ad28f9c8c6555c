import type { Ast } from "../ast.ts";
import { sigilValue } from "../sigil.ts";
import type { Term } from "../term.ts";

/** The value of a sigil with nothing interpolated; null when that is not known until it runs, or not here. */
export function sigilText(ast: Ast & { is: "sigil" }): Term | null {
  return ast.text.is === "string" ? sigilValue(ast.name, ast.modifiers, ast.text.value) : null;
}
