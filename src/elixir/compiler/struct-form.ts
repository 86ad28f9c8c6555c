import type { Ast, Position } from "../ast.ts";
import { argumentError } from "../exception.ts";
import { inspect, inspectAtom } from "../inspect.ts";
import { compare } from "../order.ts";
import { blankStruct } from "../struct-definition.ts";
import { Atom, atom, type Term, TRUE } from "../term.ts";
import { CompileError } from "./compile-problem.ts";
import { combined, constant, type Node } from "./node.ts";
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

/** `%{…}`, `%Struct{…}`, and both with `of | …`. */
export function mapForm(ast: Ast & { is: "map" }, scope: Scope): Node {
  const struct = ast.struct === null ? null : structModule(ast.struct, scope);
  if (struct !== null) checkFields(struct, ast, scope);
  const of = ast.of === null ? null : scope.compile(ast.of);
  const pairs = ast.pairs.flatMap(([key, value]) => [scope.compile(key), scope.compile(value)]);
  const written = pairs.map(({ js }) => js);
  if (of !== null) {
    const name = struct === null ? "null" : scope.term(struct, ast.at);
    return combined(
      [of, ...pairs],
      `update(cx,${[scope.placeJs(ast.at), name, of.js, ...written].join(",")})`,
    );
  }
  if (struct !== null) {
    checkEnforced(struct, ast, scope);
    const blank = scope.term(blankStruct(struct, structFieldsOf(struct, scope, ast.at)), ast.at);
    return pairs.length === 0
      ? constant(blank)
      : combined(pairs, `mapWith(cx,${[blank, ...written].join(",")})`);
  }
  return literalForm(ast, pairs, scope);
}

function literalForm(ast: Ast & { is: "map" }, pairs: readonly Node[], scope: Scope): Node {
  if (pairs.length === 0) return constant("EMPTY_MAP");
  const written = pairs.map(({ js }) => js);
  if (pairs.every(({ isConstant }) => isConstant))
    return constant(scope.unit.hoist(`mapOf([${pairsJs(written)}])`));
  const keys = ast.pairs.map(([key]) => literalTerm(key, scope));
  const values = written.filter((_, index) => index % 2 === 1);
  const names = keys.filter((key) => key instanceof Atom || typeof key === "string");
  // Keys that are known and in order already are not sorted each time.
  if (
    names.length === keys.length &&
    names.every((key, index) => index === 0 || compare(names[index - 1] ?? key, key, true) < 0)
  ) {
    const sorted = scope.unit.hoist(`[${names.map((key) => scope.term(key, ast.at)).join(",")}]`);
    return combined(pairs, `record(cx,${sorted},[${values.join(",")}])`);
  }
  return combined(pairs, `mapWith(cx,${["EMPTY_MAP", ...written].join(",")})`);
}

function pairsJs(written: readonly string[]): string {
  return written
    .flatMap((key, index) => (index % 2 === 0 ? [`[${key},${written[index + 1]}]`] : []))
    .join(",");
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
