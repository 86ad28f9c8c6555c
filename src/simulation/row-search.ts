import { argumentError } from "../elixir/exception.ts";
import { inspectAtom } from "../elixir/inspect.ts";
import { asItems, libraryModule, noClause, pairOf } from "../elixir/library/arguments.ts";
import { mapGet } from "../elixir/map.ts";
import { equal } from "../elixir/order.ts";
import { pidOf } from "../elixir/otp/node-host.ts";
import { Atom, NIL, type Term } from "../elixir/term.ts";
import { inspectIn } from "../elixir/text.ts";
import { answering, asText, REPO, repoOf } from "./videos-repo.ts";

/** What a row is looked for by: `key: "a"`. */
function asClauses(term: Term): readonly (readonly [Atom, Term])[] {
  return asItems(term).map((item) => {
    const [name, value] = pairOf(item) ?? [];
    if (!(name instanceof Atom) || value === undefined) throw noClause();
    // Ecto refuses it as well: in SQL nothing equals NULL.
    if (value === NIL) throw argumentError(`nil given for ${inspectAtom(name)}, and nothing equals nil`);
    return [name, value];
  });
}

/** The function of `Videos.Repo` that finds a row by its values. */
export const ROW_SEARCH = libraryModule(REPO, {
  *"get_by/3"(cx, table, key, clauses) {
    const repo = repoOf(cx);
    const values = asClauses(clauses);
    const by = inspectIn(cx, clauses).slice(1, -1);
    const found = repo.all(asText(table), asText(key)).find(({ row }) =>
      values.every(([name, value]) => {
        const own = mapGet(row, name);
        return own !== undefined && equal(own, value);
      }),
    );
    repo.sought(pidOf(cx.host.self), asText(table), asText(key), by, found?.id ?? null);
    yield* answering(repo);
    return found?.row ?? NIL;
  },
});
