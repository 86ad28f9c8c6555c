import type { Context } from "../elixir/context.ts";
import type { Routine } from "../elixir/host.ts";
import { inspectAtom } from "../elixir/inspect.ts";
import { asItems, libraryModule, noClause, pairOf } from "../elixir/library/arguments.ts";
import { mapGet, mapPut } from "../elixir/map.ts";
import { receive } from "../elixir/native.ts";
import { equal } from "../elixir/order.ts";
import { nodeOf } from "../elixir/otp/node.ts";
import { pidOf } from "../elixir/otp/node-host.ts";
import { Atom, atom, list, MapTerm, NIL, type Term } from "../elixir/term.ts";
import { inspectIn } from "../elixir/text.ts";
import { EXCEPTIONS } from "../elixir/thrown.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Pid } from "../trace/ids.ts";

type Stored = { readonly id: number; readonly row: MapTerm };

/** The application's database: what is stored there outlives the server that wrote it. */
export class VideosRepo {
  readonly #kernel: Kernel;
  readonly #rows = new Map<string, readonly Stored[]>();

  /** What is stored while the answer to a query is on its way, so many milliseconds long, is not in it. */
  readonly queryMs: number;

  constructor(kernel: Kernel, queryMs = 0) {
    this.#kernel = kernel;
    this.queryMs = queryMs;
  }

  /** Stores a row under the next id of its key, counted from 1. */
  insert(pid: Pid, table: string, key: string, row: MapTerm): Term {
    const rows = this.#all(table, key);
    const id = rows.length + 1;
    const stored = { id, row: mapPut(row, atom("id"), BigInt(id)) };
    this.#rows.set(`${table}:${key}`, [...rows, stored]);
    this.#kernel.begin({ kind: "row_stored", pid, table, key, id });
    return stored.row;
  }

  /** The rows of a key with an id above `after`, oldest first. */
  newerThan(pid: Pid, table: string, key: string, after: number): readonly Term[] {
    const newer = this.#all(table, key).filter(({ id }) => id > after);
    const ids = newer.map(({ id }) => id);
    this.#kernel.begin({ kind: "rows_read", pid, table, key, after, ids, ...this.#underWay });
    return newer.map(({ row }) => row);
  }

  /** The first row of a key that has these values; undefined when there is none. `by` is how the trace writes them. */
  firstWith(
    pid: Pid,
    table: string,
    key: string,
    values: readonly (readonly [Term, Term])[],
    by: string,
  ): Term | undefined {
    const found = this.#all(table, key).find(({ row }) =>
      values.every(([name, value]) => {
        const own = mapGet(row, name);
        return own !== undefined && equal(own, value);
      }),
    );
    this.#kernel.begin({ kind: "row_sought", pid, table, key, by, id: found?.id ?? null, ...this.#underWay });
    return found?.row;
  }

  get #underWay(): { readonly answerMs?: number } {
    return this.queryMs === 0 ? {} : { answerMs: this.queryMs };
  }

  #all(table: string, key: string): readonly Stored[] {
    return this.#rows.get(`${table}:${key}`) ?? [];
  }

  /** Forgets everything, as a store in the server's memory does at a restart. */
  empty(): void {
    this.#rows.clear();
  }
}

/** Under this name a node finds the database that it is started with. */
export const REPO = "Videos.Repo";

function repoOf(cx: Context): VideosRepo {
  return nodeOf(cx).outside(REPO, () => new VideosRepo(nodeOf(cx).processes.kernel));
}

function asText(term: Term): string {
  if (typeof term !== "string") throw noClause();
  return term;
}

/** What a row is looked for by: `key: "a"`. */
function asClauses(term: Term): readonly (readonly [Atom, Term])[] {
  return asItems(term).map((item) => {
    const [name, value] = pairOf(item) ?? [];
    if (!(name instanceof Atom) || value === undefined) throw noClause();
    // Ecto refuses it as well: in SQL nothing equals NULL.
    if (value === NIL)
      throw EXCEPTIONS.now.argumentError(`nil given for ${inspectAtom(name)}, and nothing equals nil`);
    return [name, value];
  });
}

/** Waits for the answer as a process does that has asked another one: whatever else comes stays in its mailbox. */
function* answering({ queryMs }: VideosRepo): Routine<void> {
  if (queryMs > 0) yield* receive(() => false, queryMs);
}

/** `Videos.Repo`: in place of a database, three functions. */
export const VIDEOS_REPO = libraryModule(REPO, {
  "insert!/3": (cx, table, key, row) => {
    if (!(row instanceof MapTerm)) throw noClause();
    return repoOf(cx).insert(pidOf(cx.host.self), asText(table), asText(key), row);
  },
  *"newer_than/3"(cx, table, key, id) {
    if (typeof id !== "bigint" && typeof id !== "number") throw noClause();
    const repo = repoOf(cx);
    const rows = repo.newerThan(pidOf(cx.host.self), asText(table), asText(key), Number(id));
    cx.spend(rows.length);
    cx.allocate(2 * rows.length);
    yield* answering(repo);
    return list(rows);
  },
  *"get_by/3"(cx, table, key, clauses) {
    const repo = repoOf(cx);
    const values = asClauses(clauses);
    const by = inspectIn(cx, clauses).slice(1, -1);
    const row = repo.firstWith(pidOf(cx.host.self), asText(table), asText(key), values, by);
    yield* answering(repo);
    return row ?? NIL;
  },
});
