import { Later } from "../loading/later.ts";
import type { Context } from "./context.ts";
import { type InspectOptions, inspectAtom } from "./inspect.ts";
import { Atom, type Bits, NIL, type Term } from "./term.ts";

/** How what is no text becomes one: `to_string/1` of other terms, character data, bytes in lists. */
export const CONVERSION = new Later(() => import("./text-conversion.ts"));

/** `to_string/1`, as interpolation does it. */
export function toText(cx: Context, term: Term): string | Bits {
  if (typeof term === "string") return term;
  if (term instanceof Atom) return term === NIL ? "" : term.name;
  if (typeof term === "bigint") return term.toString();
  return CONVERSION.now.toText(cx, term);
}

/** `inspect/2` in a process, which knows the program's structs and their `Inspect`. */
export function inspectIn(cx: Context, term: Term, options: Partial<InspectOptions> = {}): string {
  return term instanceof Atom ? inspectAtom(term) : CONVERSION.now.inspectIn(cx, term, options);
}
