import { argumentError, badArgument } from "../exception.ts";
import { Atom, atom, isList, list, listItems, type Term } from "../term.ts";
import { libraryModule, noClause } from "./arguments.ts";

/** `Elixir.A.B` of names with and without their `Elixir.` */
function joined(parts: readonly Term[]): string {
  const names = parts.map((part) => {
    if (part instanceof Atom) return part.name;
    if (typeof part === "string") return part;
    throw badArgument(1, "not an atom");
  });
  const shown = names
    .map((name) => name.replace(/^(Elixir)?\.?/, ""))
    .filter((name) => name !== "" && name !== "nil");
  return ["Elixir", ...shown].join(".");
}

/** What programs ask of names of modules while they run. */
export const MODULE = libraryModule("Module", {
  "concat/1": (_cx, parts) => atom(joined(isList(parts) ? (listItems(parts) ?? []) : [])),
  "concat/2": (_cx, left, right) => atom(joined([left, right])),
  "safe_concat/1": (_cx, parts) => atom(joined(isList(parts) ? (listItems(parts) ?? []) : [])),
  "safe_concat/2": (_cx, left, right) => atom(joined([left, right])),
  "split/1": (_cx, module) => {
    if (!(module instanceof Atom) && typeof module !== "string") throw noClause();
    const name = typeof module === "string" ? module : module.name;
    if (!name.startsWith("Elixir."))
      throw argumentError(
        `expected an Elixir module, got: ${typeof module === "string" ? JSON.stringify(name) : `:${name}`}`,
      );
    return list(name.slice("Elixir.".length).split("."));
  },
});
