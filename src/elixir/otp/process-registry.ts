import type { Pid } from "../../trace/ids.ts";
import type { Context } from "../context.ts";
import { raised } from "../exception.ts";
import type { Routine } from "../host.ts";
import { libraryModule, noClause, option } from "../library/arguments.ts";
import { same } from "../order.ts";
import { Atom, atom, list, NIL, OK, PidTerm, type Term, Tuple, tuple } from "../term.ts";
import { inspectIn } from "../text.ts";
import { nativeChildSpec } from "./child-spec.ts";
import { type ElixirNode, nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";
import { type ServerBehaviour, startServer } from "./server-start.ts";

type Entry = { readonly key: Term; readonly pid: Pid; value: Term };
type Table = { readonly unique: boolean; entries: Entry[] };

/** The registries of a node by name. An entry goes with its process. */
function registries(node: ElixirNode): Map<Atom, Table> {
  const tables = new Map<Atom, Table>();
  node.processes.onExit((pid) => {
    for (const table of tables.values()) table.entries = table.entries.filter((entry) => entry.pid !== pid);
  });
  return tables;
}

function tableOf(cx: Context, name: Term): Table {
  const table = name instanceof Atom ? nodeOf(cx).part(registries).get(name) : undefined;
  if (table === undefined)
    throw raised("ArgumentError", { message: `unknown registry: ${inspectIn(cx, name)}` });
  return table;
}

/** The process that stands for a registry among its supervisor's children. */
class RegistryServer implements ServerBehaviour {
  readonly #name: Term;
  readonly #unique: boolean;

  constructor(name: Term, unique: boolean) {
    this.#name = name;
    this.#unique = unique;
  }

  *init(cx: Context): Routine<Term> {
    const table = { unique: this.#unique, entries: [] };
    if (this.#name instanceof Atom) nodeOf(cx).part(registries).set(this.#name, table);
    return tuple(OK, NIL);
  }

  *handle(): Routine<Term> {
    return tuple(atom("noreply"), NIL);
  }

  *terminate(): Routine<void> {}
}

function entriesFor(cx: Context, name: Term, key: Term): Entry[] {
  return tableOf(cx, name).entries.filter((entry) => same(entry.key, key));
}

function register(cx: Context, name: Term, key: Term, value: Term, pid = cx.host.self): Term {
  const table = tableOf(cx, name);
  const [taken] = table.unique ? entriesFor(cx, name, key) : [];
  if (taken !== undefined) {
    return tuple(atom("error"), tuple(atom("already_registered"), new PidTerm(taken.pid)));
  }
  table.entries = [...table.entries, { key, pid: pidOf(pid), value }];
  return tuple(OK, pid);
}

function viaName(term: Term): readonly [Term, Term, Term] {
  const [name, key, value = NIL] = term instanceof Tuple ? term.items : [];
  if (name === undefined || key === undefined) throw noClause();
  return [name, key, value];
}

/** `Registry` (Elixir, lib/registry.ex), also as the module of `{:via, Registry, {name, key}}`. */
export const REGISTRY = libraryModule("Registry", {
  "child_spec/1": (_cx, options) => nativeChildSpec("Registry", options),
  *"start_link/1"(cx, options) {
    const name = option(options, "name") ?? NIL;
    const behaviour = new RegistryServer(name, option(options, "keys") !== atom("duplicate"));
    return yield* startServer(cx, { behaviour, title: null, options });
  },
  "register/3": (cx, name, key, value) => register(cx, name, key, value),
  "unregister/2": (cx, name, key) => {
    const table = tableOf(cx, name);
    const own = cx.host.self.id;
    table.entries = table.entries.filter((entry) => entry.pid !== own || !same(entry.key, key));
    return OK;
  },
  "lookup/2": (cx, name, key) =>
    list(entriesFor(cx, name, key).map(({ pid, value }) => tuple(new PidTerm(pid), value))),
  "keys/2": (cx, name, pid) =>
    list(
      tableOf(cx, name).entries.flatMap((entry) =>
        pid instanceof PidTerm && entry.pid === pid.id ? [entry.key] : [],
      ),
    ),
  "values/3": (cx, name, key, pid) =>
    list(
      entriesFor(cx, name, key).flatMap((entry) =>
        pid instanceof PidTerm && entry.pid === pid.id ? [entry.value] : [],
      ),
    ),
  "count/1": (cx, name) => BigInt(tableOf(cx, name).entries.length),
  *"update_value/3"(cx, name, key, fun) {
    const own = entriesFor(cx, name, key).find(({ pid }) => pid === cx.host.self.id);
    if (own === undefined) return atom("error");
    const before = own.value;
    own.value = yield* cx.call(fun, [before]);
    return tuple(own.value, before);
  },
  *"dispatch/3,4"(cx, name, key, fun) {
    const entries = entriesFor(cx, name, key).map(({ pid, value }) => tuple(new PidTerm(pid), value));
    if (entries.length > 0) yield* cx.call(fun, [list(entries)]);
    return OK;
  },
  "register_name/2": (cx, via, pid) => {
    const [name, key, value] = viaName(via);
    if (!(pid instanceof PidTerm)) throw noClause();
    const result = register(cx, name, key, value, pid);
    return atom(result instanceof Tuple && result.items[0] === OK ? "yes" : "no");
  },
  "unregister_name/1": (cx, via) => {
    const [name, key] = viaName(via);
    const table = tableOf(cx, name);
    table.entries = table.entries.filter((entry) => !same(entry.key, key));
    return OK;
  },
  "whereis_name/1": (cx, via) => {
    const [name, key] = viaName(via);
    const [entry] = entriesFor(cx, name, key);
    return entry === undefined ? atom("undefined") : new PidTerm(entry.pid);
  },
});
