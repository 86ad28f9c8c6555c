import type { Ast, Position } from "../ast.ts";
import { argumentError, badMap, keyError, raised } from "../exception.ts";
import { inspect, inspectAtom } from "../inspect.ts";
import { atomMap, EMPTY_MAP, mapGet, mapOf, mapPut, structName } from "../map.ts";
import { compare } from "../order.ts";
import { Atom, atom, MapTerm, type Term, TRUE } from "../term.ts";
import { CompileError } from "./compile-problem.ts";
import { constant, type Node, strict } from "./node.ts";
import { literalTerm } from "./pattern.ts";
import type { Scope } from "./scope.ts";

/** The fields of a struct with their defaults; refuses what is no struct. */
export function structFieldsOf(
  module: Atom,
  scope: Scope,
  at: Position,
): readonly (readonly [string, Term])[] {
  const { definitions, program } = scope.unit;
  const definition = definitions.get(module);
  if (definition !== undefined) {
    const fields = definition.structFields;
    if (fields !== null) return fields;
  }
  const known = definition === undefined ? program.structFields(module) : null;
  if (known !== null) return known;
  const name = inspectAtom(module);
  const why = "Make sure the struct name is correct";
  throw new CompileError(at, `${name}.__struct__/1 is undefined, cannot expand struct ${name}. ${why}`);
}

/** The struct with its defaults. */
export function blankStruct(module: Atom, fields: readonly (readonly [string, Term])[]): MapTerm {
  return mapPut(atomMap(Object.fromEntries(fields)), atom("__struct__"), module);
}

/** `%{…}`, `%Struct{…}`, and both with `of | …`. */
export function mapForm(ast: Ast & { is: "map" }, scope: Scope): Node {
  const keys = ast.pairs.map(([key]) => scope.compile(key));
  const values = ast.pairs.map(([, value]) => scope.compile(value));
  const struct = ast.struct === null ? null : structModule(ast.struct, scope);
  if (struct !== null) checkFields(struct, ast, scope);
  if (ast.of !== null) return updateForm(scope.compile(ast.of), keys, values, struct, scope, ast.at);
  if (struct !== null) {
    const fields = structFieldsOf(struct, scope, ast.at);
    checkEnforced(struct, ast, scope);
    return literalForm(blankStruct(struct, fields), keys, values);
  }
  return literalForm(EMPTY_MAP, keys, values);
}

function structModule(name: Ast, scope: Scope): Atom {
  const module = literalTerm(name, scope);
  if (module instanceof Atom) return module;
  throw new CompileError(name.at, "expected struct name to be a compile time atom or alias");
}

function checkFields(struct: Atom, ast: Ast & { is: "map" }, scope: Scope): void {
  const fields = structFieldsOf(struct, scope, ast.at);
  for (const [key] of ast.pairs) {
    if (key.is === "atom" && !fields.some(([field]) => field === key.name)) {
      throw new CompileError(
        key.at,
        `unknown key ${inspect(atom(key.name))} for struct ${inspectAtom(struct)}`,
      );
    }
  }
}

function checkEnforced(struct: Atom, ast: Ast & { is: "map" }, scope: Scope): void {
  const enforced = scope.unit.definitions.get(struct)?.struct?.enforced ?? [];
  const missing = enforced.filter(
    (name) => !ast.pairs.some(([key]) => key.is === "atom" && key.name === name),
  );
  if (missing.length === 0) return;
  const names = missing.map((name) => inspect(atom(name))).join(", ");
  throw new CompileError(
    ast.at,
    `the following keys must also be given when building struct ${inspectAtom(struct)}: [${names}]`,
  );
}

function literalForm(base: MapTerm, keys: readonly Node[], values: readonly Node[]): Node {
  if (keys.length === 0) return constant(base);
  const known = keys.map((key) => (key.plain ? key.constant : undefined));
  const names = known.filter((key) => key !== undefined);
  const distinct =
    new Set(names).size === names.length &&
    names.every((key) => key instanceof Atom || typeof key === "string");
  if (base === EMPTY_MAP && names.length === keys.length && distinct) {
    // The keys are known, so they are sorted here and not each time.
    const order = names
      .map((_, index) => index)
      .sort((a, b) => compare(names[a] as Term, names[b] as Term, true)); // indices of names
    const sorted = order.map((index) => names[index] as Term); // indices of names
    const inPlace = order.every((from, to) => from === to);
    return strict(values, (cx, found) => {
      cx.allocate(found.length * 2 + 4);
      return new MapTerm(sorted, inPlace ? found : order.map((index) => found[index] as Term)); // as many values as keys
    });
  }
  return strict([...keys, ...values], (cx, found) => {
    cx.allocate(found.length + base.keys.length * 2 + 4);
    const pairs = keys.map((_, index) => [found[index], found[keys.length + index]] as [Term, Term]); // keys, then as many values
    if (base === EMPTY_MAP) return mapOf(pairs);
    return pairs.reduce((map, [key, value]) => mapPut(map, key, value), base);
  });
}

function updateForm(
  of: Node,
  keys: readonly Node[],
  values: readonly Node[],
  struct: Atom | null,
  scope: Scope,
  at: Position,
): Node {
  const place = scope.place(at);
  return strict([of, ...keys, ...values], (cx, [map, ...found]) => {
    cx.at = place;
    if (struct !== null && (map === undefined || structName(map) !== struct)) {
      throw raised("BadStructError", { struct, term: map as Term }); // `strict` gives a value for each node
    }
    if (!(map instanceof MapTerm)) throw badMap(map as Term); // as above
    cx.allocate(map.keys.length + 4);
    let updated = map;
    for (const [index, key] of found.slice(0, keys.length).entries()) {
      if (mapGet(updated, key) === undefined) throw keyError(key);
      updated = mapPut(updated, key, found[keys.length + index] as Term); // as many values as keys
    }
    return updated;
  });
}

/** `map.field` of a value that is already there. */
export function fieldOf(value: Term, name: Atom): Term | undefined {
  return value instanceof MapTerm ? mapGet(value, name) : undefined;
}

export function noField(value: Term, name: Atom): unknown {
  if (value instanceof MapTerm) return keyError(name, value);
  const hint =
    "If you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map";
  return keyError(name, value, `key ${inspect(name)} not found in: ${inspect(value)}. ${hint}`);
}

/** What `defstruct` says: names alone, or names with defaults. */
export function structDefinitionFields(
  term: readonly Term[],
  isException: boolean,
): (readonly [string, Term])[] {
  const fields: (readonly [string, Term])[] = isException ? [["__exception__", TRUE]] : [];
  for (const item of term) {
    const pair = pairOf(item);
    const [name, value] = pair ?? [item, atom("nil")];
    if (!(name instanceof Atom)) {
      throw argumentError(`struct field names must be atoms, got: ${inspect(name)}`);
    }
    fields.push([name.name, value]);
  }
  return fields;
}

function pairOf(term: Term): readonly [Term, Term] | null {
  if (typeof term !== "object" || !("items" in term)) return null;
  const [name, value] = term.items;
  return name !== undefined && value !== undefined && term.items.length === 2 ? [name, value] : null;
}
