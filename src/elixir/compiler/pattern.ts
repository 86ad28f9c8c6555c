import type { Ast, Position } from "../ast.ts";
import { inspectAtom } from "../inspect.ts";
import { Atom, atom, Bits, EMPTY, list, type Term, Tuple } from "../term.ts";
import { matchSegments } from "./bitstring-pattern.ts";
import { CompileError } from "./compile-problem.ts";
import { isSimple } from "./node.ts";
import type { Scope } from "./scope.ts";
import { sigilText } from "./sigil.ts";
import { structFieldsOf } from "./struct-form.ts";

/**
 * A pattern as JavaScript: given that of the value, an expression that is truthy when the value fits, and
 * binds the pattern's variables on the way.
 */
export type Matcher = (subject: string) => string;

/** What always fits. */
export const ANYTHING: Matcher = () => "true";

/** The variables that one pattern binds. They come into view only when the whole pattern is read. */
export class PatternVariables {
  readonly scope: Scope;
  readonly #bound = new Map<string, string>();

  constructor(scope: Scope) {
    this.scope = scope;
  }

  /** The JavaScript of a variable, and whether it is this pattern that binds it for the first time. */
  bind(name: string): { readonly js: string; readonly isNew: boolean } {
    const known = this.#bound.get(name);
    if (known !== undefined) return { js: known, isNew: false };
    const js = this.scope.emitter.local("v");
    this.#bound.set(name, js);
    return { js, isNew: true };
  }

  /** Names what is there already; false when the pattern has the name before. */
  bindTo(name: string, js: string): boolean {
    if (this.#bound.has(name)) return false;
    this.#bound.set(name, js);
    return true;
  }

  /** The JavaScript of a variable bound so far, here or outside. */
  lookup(name: string): string | null {
    return this.#bound.get(name) ?? this.scope.lookup(name);
  }

  declare(): void {
    for (const [name, js] of this.#bound) this.scope.declare(name, js);
  }
}

/** Compiles a pattern whose variables are in view from now on. */
export function pattern(ast: Ast, scope: Scope): Matcher {
  const variables = new PatternVariables(scope);
  const matcher = compilePattern(ast, variables);
  variables.declare();
  return matcher;
}

/** The patterns of a function's arguments: JavaScript that is truthy when all fit, null when any do. */
export function argumentPatterns(
  args: readonly Ast[],
  params: readonly string[],
  scope: Scope,
): string | null {
  const variables = new PatternVariables(scope);
  const tests = args.flatMap((ast, index) => {
    const param = params[index] ?? "";
    if (ast.is === "variable" && ast.name === "_") return [];
    // An argument that is only named stays where it is.
    if (ast.is === "variable" && variables.bindTo(ast.name, param)) return [];
    return [compilePattern(ast, variables)(param)];
  });
  variables.declare();
  return tests.length === 0 ? null : tests.join("&&");
}

export function compilePattern(ast: Ast, variables: PatternVariables): Matcher {
  const { scope } = variables;
  const literal = literalTerm(ast, scope);
  if (literal !== null) return literalMatcher(literal, scope, ast.at);
  switch (ast.is) {
    case "variable":
      return variableMatcher(ast.name, variables);
    case "tuple":
      return tupleMatcher(
        ast.items.map((item) => compilePattern(item, variables)),
        variables,
      );
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
      return (subject) => `same(${node.js},${subject})`;
    }
    case "remote": {
      const target = literalTerm(ast.target, scope);
      const called =
        target instanceof Atom ? inspectAtom(target) : ast.target.is === "variable" ? ast.target.name : "…";
      const key = `${called}.${ast.name}/${ast.args?.length ?? 0}`;
      throw new CompileError(ast.at, `cannot invoke remote function ${key} inside a match`);
    }
    case "interpolation":
      throw new CompileError(ast.at, "a text with #{…} in it is no pattern: take it apart with <>");
    default:
      throw new CompileError(ast.at, "invalid pattern in match");
  }
}

/** Gives a pattern the value under a name, where it is more than a name and used more than once. */
export function named(variables: PatternVariables, use: (subject: string) => string): Matcher {
  return (subject) => {
    if (isSimple(subject)) return use(subject);
    const name = variables.scope.emitter.local();
    return `(${name}=${subject},${use(name)})`;
  };
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

function literalMatcher(literal: Term, scope: Scope, at: Position): Matcher {
  const js = scope.term(literal, at);
  if (typeof literal === "object" && !(literal instanceof Atom) && literal !== EMPTY)
    return (subject) => `same(${subject},${js})`;
  return (subject) => `${subject}===${js}`;
}

function variableMatcher(name: string, variables: PatternVariables): Matcher {
  if (name === "_") return ANYTHING;
  const { js, isNew } = variables.bind(name);
  // Bound and then compared, since any value may be falsy to JavaScript.
  return isNew ? (subject) => `(${js}=${subject},true)` : (subject) => `same(${js},${subject})`;
}

function tupleMatcher(items: readonly Matcher[], variables: PatternVariables): Matcher {
  return named(variables, (subject) =>
    all([
      `isTuple(${subject},${items.length})`,
      ...items.map((item, index) => item(`${subject}.items[${index}]`)),
    ]),
  );
}

/** Tests one after the other, those left out that always hold. */
function all(tests: readonly string[]): string {
  return `(${tests.filter((test) => test !== "true").join("&&") || "true"})`;
}

function listMatcher(items: readonly Ast[], tail: Ast | null, variables: PatternVariables): Matcher {
  const heads = items.map((item) => compilePattern(item, variables));
  const rest = tail === null ? (subject: string) => `${subject}===EMPTY` : compilePattern(tail, variables);
  return named(variables, (subject) => {
    const tests: string[] = [];
    let left = subject;
    for (const [index, head] of heads.entries()) {
      tests.push(`${left} instanceof Cons`, head(`${left}.head`));
      if (index === heads.length - 1) left = `${left}.tail`;
      else {
        const next = variables.scope.emitter.local();
        tests.push(`(${next}=${left}.tail,true)`);
        left = next;
      }
    }
    return all([...tests, rest(left)]);
  });
}

function mapMatcher(ast: Ast & { is: "map" }, variables: PatternVariables): Matcher {
  if (ast.of !== null) throw new CompileError(ast.at, "cannot use map/struct update syntax in match");
  const { scope } = variables;
  const struct = ast.struct === null ? null : structMatcher(ast.struct, ast, variables);
  const pairs = ast.pairs.map(
    ([key, value]) => [keyJs(key, scope), compilePattern(value, variables)] as const,
  );
  return named(variables, (subject) =>
    all([
      struct === null ? `${subject} instanceof MapTerm` : struct(subject),
      ...pairs.map(([key, matcher]) => {
        const found = scope.emitter.local();
        return all([`(${found}=mapGet(${subject},${key}))!==undefined`, matcher(found)]);
      }),
    ]),
  );
}

function keyJs(key: Ast, scope: Scope): string {
  const literal = literalTerm(key, scope);
  if (literal !== null) return scope.term(literal, key.at);
  if (key.is === "call" && key.name === "^") return pinned(key, scope);
  if (key.is === "attribute") return scope.compile(key).js;
  const variable = key.is === "variable" ? key.name : null;
  throw new CompileError(
    key.at,
    variable === null
      ? "only literals and pinned variables may be keys in a pattern"
      : `cannot use variable ${variable} as map key inside a pattern. Only literals, pinned variables and attributes are allowed: ^${variable}`,
  );
}

function structMatcher(name: Ast, ast: Ast & { is: "map" }, variables: PatternVariables): Matcher {
  const { scope } = variables;
  const module = literalTerm(name, scope);
  if (!(module instanceof Atom)) {
    const matcher = compilePattern(name, variables);
    return (subject) => {
      const found = scope.emitter.local();
      return all([`(${found}=structOf(${subject}))!==undefined`, matcher(found)]);
    };
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
  const js = scope.term(module, name.at);
  return (subject) => `isStructOf(${subject},${js})`;
}

function callMatcher(ast: Ast & { is: "call" }, variables: PatternVariables): Matcher {
  const { scope } = variables;
  const [left, right] = ast.args;
  if (ast.name === "^") {
    const js = pinned(ast, scope);
    return (subject) => `same(${js},${subject})`;
  }
  if (ast.name === "=" && left !== undefined && right !== undefined) {
    const first = compilePattern(left, variables);
    const second = compilePattern(right, variables);
    return named(variables, (subject) => all([first(subject), second(subject)]));
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
  if ((ast.name === ".." || ast.name === "..//") && left !== undefined && right !== undefined) {
    return mapMatcher(rangePattern(ast.args, ast.at), variables);
  }
  if (ast.name === "__MODULE__") throw new CompileError(ast.at, "__MODULE__ is nil outside of a module");
  throw new CompileError(ast.at, `cannot invoke ${ast.name}/${ast.args.length} inside a match`);
}

/** `first..last` and `first..last//step` */
function rangePattern([first, last, step]: readonly Ast[], at: Position): Ast & { is: "map" } {
  const named = [
    ["first", first],
    ["last", last],
    ["step", step],
  ] as const;
  return {
    is: "map",
    struct: { is: "alias", name: "Elixir.Range", at },
    of: null,
    pairs: named.flatMap(([name, ast]) =>
      ast === undefined ? [] : [[{ is: "atom", name, at }, ast] as const],
    ),
    at,
  };
}

function charInteger(at: Position): (char: string) => Ast {
  return (char) => ({ is: "integer", value: String(char.codePointAt(0) ?? 0), at });
}

function pinned(ast: Ast & { is: "call" }, scope: Scope): string {
  const [operand] = ast.args;
  if (operand?.is !== "variable")
    throw new CompileError(ast.at, "the pin operator ^ takes a variable: bind the value to one first");
  const js = scope.lookup(operand.name);
  if (js !== null) return js;
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
  return (subject) => {
    const found = variables.scope.emitter.local();
    return all([`(${found}=afterPrefix(${subject},${JSON.stringify(prefix)}))!==undefined`, rest(found)]);
  };
}
