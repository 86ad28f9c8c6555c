import { Later } from "../../loading/later.ts";
import { inspectAtom } from "../inspect.ts";
import { Atom, type Term } from "../term.ts";

/** What is said of a message that is more than an atom. */
const SHAPES = new Later(() => import("./compound-shape.ts"));

/**
 * The shape of a message as Elixir would write it, for the trace: `:after_join`, `{:after_join, 1}`,
 * `{:late, socket_ref, %{x: …}}`. What is large is left out, as an ellipsis.
 */
export function shapeOf(term: Term): string {
  return term instanceof Atom ? inspectAtom(term) : SHAPES.now.compoundShape(term);
}
