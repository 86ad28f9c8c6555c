import type { Ast, Position } from "../ast.ts";
import { isBitstring } from "../bits.ts";
import type { Context } from "../context.ts";
import { mapGet } from "../map.ts";
import { same } from "../order.ts";
import { Atom, atom, Bits, Cons, list, MapTerm, type Term, Tuple } from "../term.ts";
import { matchSegments } from "./bitstring-pattern.ts";
import { CompileError, unsupported } from "./compile-problem.ts";
import type { Frame } from "./node.ts";
import { type Scope, valueAt } from "./scope.ts";
import { sigilText } from "./sigil.ts";
import { structFieldsOf } from "./struct-form.ts";

/** Whether a value fits; binds the pattern's variables on the way. */
export type Matcher = (cx: Context, frame: Frame, value: Term) => boolean;

const ANYTHING: Matcher = () => true;

/** The variables that one pattern binds. They come into view only when the whole pattern is read. */
export class PatternVariables {
  readonly scope: Scope;
  readonly #bound = new Map<string, number>();

  constructor(scope: Scope) {
    this.scope = scope;
  }

  /** A slot, and whether it is this pattern that binds it for the first time. */
  bind(name: string): { readonly slot: number; readonly isNew: boolean } {
    const known = this.#bound.get(name);
    if (known !== undefined) return { slot: known, isNew: false };
    const slot = this.scope.layout.slot();
    this.#bound.set(name, slot);
    return { slot, isNew: true };
  }

  bindAt(name: string, slot: number): boolean {
    if (this.#bound.has(name)) return false;
    this.#bound.set(name, slot);
    return true;
  }

  /** The slot of a variable bound so far, here or outside. */
  lookup(name: string): number | null {
    return this.#bound.get(name) ?? this.scope.lookup(name);
  }

  declare(): void {
    for (const [name, slot] of this.#bound) this.scope.declare(name, slot);
  }
}

/** Compiles a pattern whose variables are in view from now on. */
export function pattern(ast: Ast, scope: Scope): Matcher {
  const variables = new PatternVariables(scope);
  const matcher = compilePattern(ast, variables);
  variables.declare();
  return matcher;
}

/** The patterns of a function's arguments, which lie in the first slots of its frame; null where all fits. */
export function argumentPatterns(args: readonly Ast[], scope: Scope): (Matcher | null)[] {
  const variables = new PatternVariables(scope);
  const matchers = args.map((ast, index) => {
    if (ast.is === "variable" && ast.name === "_") return null;
    // An argument that is only named stays where it is.
    if (ast.is === "variable" && variables.bindAt(ast.name, index)) return null;
    return compilePattern(ast, variables);
  });
  variables.declare();
  return matchers;
}

export function compilePattern(ast: Ast, variables: PatternVariables): Matcher {
  const { scope } = variables;
  const literal = literalTerm(ast, scope);
  if (literal !== null) return literalMatcher(literal);
  switch (ast.is) {
    case "variable":
      return variableMatcher(ast.name, variables);
    case "tuple":
      return tupleMatcher(ast.items.map((item) => compilePattern(item, variables)));
    case "list":
      return listMatcher(ast.items, ast.tail, variables);
    case "map":
      return mapMatcher(ast, variables);
    case "bitstring":
      return matchSegments(ast.items, variables);
    case "call":
      return callMatcher(ast, variables);
    case "attribute": {
      const node = scope.compile(ast);
      return (cx, frame, value) => node.plain && same(node.run(cx, frame), value);
    }
    case "interpolation":
      throw new CompileError(ast.at, "a text with #{…} in it is no pattern: take it apart with <>");
    default:
      throw new CompileError(ast.at, "invalid pattern in match");
  }
}

/** The term of a literal, of whatever depth; null when it is more than that. */
export function literalTerm(ast: Ast, scope: Scope): Term | null {
  switch (ast.is) {
    case "integer":
      return BigInt(ast.value);
    case "float":
      return ast.value;
    case "atom":
      return atom(ast.name);
    case "string":
      return ast.value;
    case "bytes":
      return new Bits(Uint8Array.from(ast.value), ast.value.length * 8);
    case "charlist":
      return list([...ast.value].map((char) => BigInt(char.codePointAt(0) ?? 0)));
    case "alias":
      return scope.resolve(ast.name);
    case "sigil":
      return sigilText(ast);
    case "call":
      if (ast.name === "__MODULE__" && ast.args.length === 0 && scope.module !== null)
        return scope.module.module;
      return null;
    case "child_alias": {
      const base = literalTerm(ast.of, scope);
      return base instanceof Atom ? atom(`${base.name}.${ast.name}`) : null;
    }
    case "tuple":
    case "list": {
      const items = ast.items.map((item) => literalTerm(item, scope));
      if (items.some((item) => item === null)) return null;
      const terms = items as Term[]; // none of them is null
      if (ast.is === "tuple") return new Tuple(terms);
      const tail = ast.tail === null ? undefined : literalTerm(ast.tail, scope);
      return tail === null ? null : list(terms, tail);
    }
    default:
      return null;
  }
}

function literalMatcher(literal: Term): Matcher {
  if (typeof literal === "object" && !(literal instanceof Atom))
    return (_cx, _frame, value) => same(literal, value);
  return (_cx, _frame, value) => value === literal;
}

function variableMatcher(name: string, variables: PatternVariables): Matcher {
  if (name === "_") return ANYTHING;
  const { slot, isNew } = variables.bind(name);
  if (!isNew) return (_cx, frame, value) => same(valueAt(frame, slot), value);
  return (_cx, frame, value) => {
    frame[slot] = value;
    return true;
  };
}

function tupleMatcher(items: readonly Matcher[]): Matcher {
  return (cx, frame, value) => {
    if (!(value instanceof Tuple) || value.items.length !== items.length) return false;
    for (let index = 0; index < items.length; index += 1) {
      if (items[index]?.(cx, frame, value.items[index] as Term) !== true) return false; // the lengths are equal
    }
    return true;
  };
}

function listMatcher(items: readonly Ast[], tail: Ast | null, variables: PatternVariables): Matcher {
  const heads = items.map((item) => compilePattern(item, variables));
  const rest: Matcher = tail === null ? literalMatcher(list([])) : compilePattern(tail, variables);
  return (cx, frame, value) => {
    let left = value;
    for (const head of heads) {
      if (!(left instanceof Cons) || !head(cx, frame, left.head)) return false;
      left = left.tail;
    }
    return rest(cx, frame, left);
  };
}

const STRUCT = atom("__struct__");

function mapMatcher(ast: Ast & { is: "map" }, variables: PatternVariables): Matcher {
  if (ast.of !== null) throw new CompileError(ast.at, "cannot use map/struct update syntax in match");
  const { scope } = variables;
  const struct = ast.struct === null ? null : structMatcher(ast.struct, ast, variables);
  const keys: ((cx: Context, frame: Frame) => Term)[] = [];
  const matchers: Matcher[] = [];
  for (const [key, value] of ast.pairs) {
    keys.push(keyReader(key, scope));
    matchers.push(compilePattern(value, variables));
  }
  return (cx, frame, value) => {
    if (!(value instanceof MapTerm)) return false;
    if (struct !== null) {
      const name = mapGet(value, STRUCT);
      if (name === undefined || !struct(cx, frame, name)) return false;
    }
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index]?.(cx, frame);
      const found = key === undefined ? undefined : mapGet(value, key);
      if (found === undefined || matchers[index]?.(cx, frame, found) !== true) return false;
    }
    return true;
  };
}

function keyReader(key: Ast, scope: Scope): (cx: Context, frame: Frame) => Term {
  const literal = literalTerm(key, scope);
  if (literal !== null) return () => literal;
  const slot = key.is === "call" && key.name === "^" ? pinned(key, scope) : null;
  if (slot !== null) return (_cx, frame) => valueAt(frame, slot);
  const node = key.is === "attribute" ? scope.compile(key) : null;
  if (node?.plain === true) return node.run;
  const named = key.is === "variable" ? key.name : null;
  throw new CompileError(
    key.at,
    named === null
      ? "only literals and pinned variables may be keys in a pattern"
      : `cannot use variable ${named} as map key inside a pattern. Only literals, pinned variables and attributes are allowed: ^${named}`,
  );
}

function structMatcher(name: Ast, ast: Ast & { is: "map" }, variables: PatternVariables): Matcher {
  const { scope } = variables;
  const module = literalTerm(name, scope);
  if (!(module instanceof Atom)) {
    const matcher = compilePattern(name, variables);
    return (cx, frame, value) => value instanceof Atom && matcher(cx, frame, value);
  }
  const fields = structFieldsOf(module, scope, name.at);
  for (const [key] of ast.pairs) {
    if (key.is === "atom" && !fields.some(([field]) => field === key.name)) {
      throw new CompileError(
        key.at,
        `unknown key :${key.name} for struct ${module.name.replace(/^Elixir\./, "")}`,
      );
    }
  }
  return literalMatcher(module);
}

function callMatcher(ast: Ast & { is: "call" }, variables: PatternVariables): Matcher {
  const { scope } = variables;
  const [left, right] = ast.args;
  if (ast.name === "^") {
    const slot = pinned(ast, scope);
    return (_cx, frame, value) => same(valueAt(frame, slot), value);
  }
  if (ast.name === "=" && left !== undefined && right !== undefined) {
    const first = compilePattern(left, variables);
    const second = compilePattern(right, variables);
    return (cx, frame, value) => first(cx, frame, value) && second(cx, frame, value);
  }
  if (ast.name === "<>" && left !== undefined && right !== undefined)
    return prefixMatcher(left, right, variables, ast.at);
  if (ast.name === "++" && left !== undefined && right !== undefined) {
    const prefix =
      left.is === "charlist"
        ? [...left.value].map(charInteger(left.at))
        : left.is === "list"
          ? left.items
          : null;
    if (prefix !== null) return listMatcher(prefix, right, variables);
  }
  if (ast.name === "..") {
    throw unsupported(
      ast.at,
      "a range as a pattern",
      "match %Range{first: first, last: last}, or use a guard `x in a..b`",
    );
  }
  if (ast.name === "__MODULE__") throw new CompileError(ast.at, "__MODULE__ is nil outside of a module");
  throw new CompileError(ast.at, `cannot invoke ${ast.name}/${ast.args.length} inside a match`);
}

function charInteger(at: Position): (char: string) => Ast {
  return (char) => ({ is: "integer", value: String(char.codePointAt(0) ?? 0), at });
}

function pinned(ast: Ast & { is: "call" }, scope: Scope): number {
  const [operand] = ast.args;
  if (operand?.is !== "variable")
    throw new CompileError(ast.at, "the pin operator ^ takes a variable: bind the value to one first");
  const slot = scope.lookup(operand.name);
  if (slot !== null) return slot;
  const why = `No variable "${operand.name}" has been defined before the current pattern`;
  throw new CompileError(ast.at, `undefined variable ^${operand.name}. ${why}`);
}

/** `"videos:" <> id`; what stands on the left must have a known length. */
function prefixMatcher(left: Ast, right: Ast, variables: PatternVariables, at: Position): Matcher {
  const prefix = literalTerm(left, variables.scope);
  if (typeof prefix !== "string") {
    if (left.is === "call" && left.name === "<>") {
      // "a" <> "b" <> rest, grouped to the left by parentheses.
      const [first, second] = left.args;
      if (first !== undefined && second !== undefined) {
        const nested: Ast = { is: "call", name: "<>", args: [second, right], at };
        return prefixMatcher(first, nested, variables, at);
      }
    }
    throw new CompileError(
      at,
      "the left argument of <> operator inside a match should always be a literal binary because its size can't be verified",
    );
  }
  const rest = compilePattern(right, variables);
  const bytes = matchSegments([{ is: "string", value: prefix, at }, tailSegment(right, at)], variables);
  return (cx, frame, value) => {
    if (typeof value === "string")
      return value.startsWith(prefix) && rest(cx, frame, value.slice(prefix.length));
    return isBitstring(value) && bytes(cx, frame, value);
  };
}

function tailSegment(value: Ast, at: Position): Ast {
  const type: Ast = { is: "variable", name: "binary", at };
  return { is: "call", name: "::", args: [value, type], at };
}
