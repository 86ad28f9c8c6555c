import { inspect, inspectKey } from "../inspect.ts";
import { structName } from "../map.ts";
import { Atom, Cons, Fun, isList, MapTerm, PidTerm, type Term, Tuple } from "../term.ts";
import { shapeOf } from "./term-shape.ts";

/** A text longer than this is left out. */
const TEXT_LENGTH = 16;

/** `shapeOf` for anything but an atom. */
export function compoundShape(term: Term): string {
  if (term instanceof Tuple) {
    if (isSocketRef(term)) return "socket_ref";
    return `{${term.items.map(shapeOf).join(", ")}}`;
  }
  const struct = structName(term);
  if (term instanceof MapTerm && struct === null) {
    const fields = term.keys.map((key, index) => keyShape(key) + innerShape(term.values[index] as Term)); // as many values as keys
    return `%{${fields.join(", ")}}`;
  }
  return innerShape(term);
}

function keyShape(key: Term): string {
  if (key instanceof Atom) return `${inspectKey(key)} `;
  return typeof key === "string" ? `${key}: ` : `${inspect(key)} => `;
}

function innerShape(term: Term): string {
  if (isList(term)) return term instanceof Cons ? "[…]" : "[]";
  if (term instanceof Tuple) return "{…}";
  if (term instanceof Fun) return "fn";
  if (term instanceof MapTerm) {
    const struct = structName(term);
    return `%${struct === null ? "" : inspect(struct)}{${term.keys.length === 0 || struct !== null ? "" : "…"}}`;
  }
  return typeof term === "string" && term.length > TEXT_LENGTH ? "…" : inspect(term);
}

/** What `Phoenix.Channel.socket_ref/1` makes. */
function isSocketRef({ items: [pid, serializer, , , , ...rest] }: Tuple): boolean {
  return (
    pid instanceof PidTerm &&
    serializer instanceof Atom &&
    rest.length === 0 &&
    serializer.name.endsWith("JSONSerializer")
  );
}
