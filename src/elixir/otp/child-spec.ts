import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { option, pairOf } from "../library/arguments.ts";
import { atomMap, field, mapPut } from "../map.ts";
import type { UsingTarget } from "../native.ts";
import {
  Atom,
  atom,
  EMPTY,
  list,
  listItems,
  MapTerm,
  moduleAtom,
  NIL,
  type Term,
  Tuple,
  tuple,
} from "../term.ts";
import { COMPLAINTS } from "../thrown.ts";

const TRANSIENT = atom("transient");
const TEMPORARY = atom("temporary");

export type Restart = "permanent" | "transient" | "temporary";

export type ChildSpec = {
  readonly id: Term;
  readonly start: readonly [module: Term, name: string, args: readonly Term[]];
  readonly restart: Restart;
  /** How long it may take to shut down; null: for ever. */
  readonly shutdownMs: number | null;
  readonly isSupervisor: boolean;
};

/** What a child of a supervisor is given as: a module, `{module, argument}`, or a map (Elixir, lib/supervisor.ex). */
export function* childSpecOf(cx: Context, child: Term): Routine<ChildSpec> {
  const spec = yield* specMap(cx, child);
  const value = (name: string) => field(spec, name);
  const start = value("start");
  const [module, name, args] = start instanceof Tuple ? start.items : [];
  if (module === undefined || !(name instanceof Atom)) {
    throw COMPLAINTS.now.incompleteChild(cx, spec);
  }
  const isSupervisor = value("type") === atom("supervisor");
  const shutdown = value("shutdown") ?? (isSupervisor ? atom("infinity") : 5000n);
  return {
    id: value("id") ?? NIL,
    start: [module, name.name, listItems(args ?? NIL) ?? []],
    restart: restartOf(value("restart")),
    shutdownMs: typeof shutdown === "bigint" ? Number(shutdown) : shutdown === atom("brutal_kill") ? 0 : null,
    isSupervisor,
  };
}

/** Who starts a child finds out what is wrong with it: its supervisor is sent a map. */
export function* specMap(cx: Context, child: Term): Routine<MapTerm> {
  if (child instanceof MapTerm) return child;
  const [module, argument] = pairOf(child) ?? [child, EMPTY];
  if (module instanceof Atom && cx.program.exported(module, "child_spec", 1) !== null) {
    const spec = yield* cx.apply(module, "child_spec", [argument]);
    if (spec instanceof MapTerm) return spec;
  }
  throw COMPLAINTS.now.noChild(cx, child, module);
}

/** What a supervisor is to start; whoever starts it is told of what is no child. */
export function* specMaps(cx: Context, children: Term): Routine<Term> {
  const specs: Term[] = [];
  for (const child of listItems(children) ?? []) specs.push(yield* specMap(cx, child));
  return list(specs);
}

function restartOf(term: Term | undefined): Restart {
  return term === TRANSIENT ? "transient" : term === TEMPORARY ? "temporary" : "permanent";
}

/** `child_spec/1` of a module that is started with `start_link/1`; `use Module, options` may change it. */
export function defineChildSpec(
  target: UsingTarget,
  options: Term,
  changes: { readonly [name: string]: Term } = {},
): void {
  const { module } = target;
  const chosen: { [name: string]: Term } = { ...changes };
  for (const name of ["id", "restart", "shutdown", "type"]) {
    const value = option(options, name);
    if (value !== undefined) chosen[name] = value;
  }
  target.fallback("child_spec/1", (_cx, argument) =>
    atomMap({ id: module, start: startOf(module, "start_link", argument), ...chosen }),
  );
}

/** `{module, function, [argument]}` */
export function startOf(module: Atom, name: string, ...args: readonly (Term | undefined)[]): Tuple {
  return tuple(module, atom(name), list(args.map((argument) => argument ?? NIL)));
}

/** A native module whose processes are supervised: `child_spec/1` calls its `start_link/1`. */
export function nativeChildSpec(module: string, options: Term, isSupervisor = true): Term {
  const atomOfModule = moduleAtom(module);
  const name = option(options, "name");
  const spec = atomMap({
    id: name ?? atomOfModule,
    start: startOf(atomOfModule, "start_link", options),
  });
  return isSupervisor ? mapPut(spec, atom("type"), atom("supervisor")) : spec;
}
