import { badArgument } from "../exception.ts";
import { Atom, type Term } from "../term.ts";
import { libraryModule } from "./arguments.ts";
import { codePoints } from "./code-points.ts";
import { build } from "./iteration.ts";

function nameOf(term: Term): string {
  if (term instanceof Atom) return term.name;
  throw badArgument(1, "not an atom");
}

export const ATOM = libraryModule("Atom", {
  "to_string/1": (_cx, term) => nameOf(term),
  "to_charlist/1": (cx, term) => build(cx, codePoints(nameOf(term))),
});
