import type { Ast, Position } from "../ast.ts";
import { inspectAtom } from "../inspect.ts";
import { nearest } from "../nearest.ts";
import { sigilValue } from "../sigil.ts";
import { Atom, atom, FALSE, moduleAtom, NIL, TRUE } from "../term.ts";
import { bitstringForm } from "./bitstring-form.ts";
import { parameterName } from "./capture.ts";
import { anonymousFunction } from "./clause.ts";
import { CompileError, unsupported } from "./compile-problem.ts";
import type { Forms } from "./forms.ts";
import { LANGUAGE_FORMS } from "./language-forms.ts";
import { combined, constant, MAX_HEIGHT, marked, type Node, plain, routine } from "./node.ts";
import { literalTerm } from "./pattern.ts";
import type { Scope } from "./scope.ts";

import { mapForm } from "./struct-form.ts";
import type { Callee } from "./unit.ts";

const KERNEL = moduleAtom("Kernel");

export function isForm(name: string, arity: number): boolean {
  return `${name}/${arity}` in LANGUAGE_FORMS || name in LANGUAGE_FORMS;
}

/** Compiles an expression of any kind. */
export function compileExpression(ast: Ast, scope: Scope, tail: boolean): Node {
  switch (ast.is) {
    case "integer":
    case "float":
    case "atom":
    case "string":
    case "bytes":
    case "charlist":
    case "alias":
      return literal(ast, scope);
    case "interpolation":
      return interpolation(ast, scope);
    case "sigil":
      return sigil(ast, scope);
    case "child_alias":
      return childAlias(ast, scope);
    case "variable":
      return variable(ast, scope, tail);
    case "argument":
      return argument(ast.index, ast.at, scope);
    case "tuple":
      return ast.items.length === 0
        ? constant(scope.unit.hoist("new Tuple([])"))
        : collection(ast.items, scope, "new Tuple", "tupleOf");
    case "list":
      return listForm(ast, scope);
    case "map":
      return mapForm(ast, scope);
    case "bitstring":
      return bitstringForm(ast, scope);
    case "fn":
      return anonymousFunction(ast.clauses, scope, ast.at);
    case "block":
      return form(LANGUAGE_FORMS, "__block__", ast.items, ast.at, scope, tail) ?? constant("NIL");
    case "access":
      return access(ast, scope);
    case "attribute":
      return attribute(ast, scope);
    case "call":
      return localCall(ast.name, ast.args, ast.at, scope, tail);
    case "remote":
      return remoteCall(ast, scope, tail);
    case "apply":
      return funCall(ast, scope, tail);
    case "clauses":
      throw new CompileError(
        ast.at,
        "unexpected operator ->. It belongs to the do block of case, cond, receive and the like, and to fn",
      );
    case "alias_group":
      throw new CompileError(
        ast.at,
        "several names after one dot are for alias, import, require and use only",
      );
  }
}

function literal(ast: Ast, scope: Scope): Node {
  const term = literalTerm(ast, scope);
  if (term === null) throw new CompileError(ast.at, "this is no literal");
  return constant(scope.term(term, ast.at));
}

function interpolation(ast: Ast & { is: "interpolation" }, scope: Scope): Node {
  const nodes = ast.parts.map((part) => scope.compile(part));
  const text = combined(
    nodes,
    `text(${["cx", scope.placeJs(ast.at), ...nodes.map(({ js }) => js)].join(",")})`,
  );
  if (ast.as === "string") return text;
  return combined([text], `${ast.as === "atom" ? "atomOf" : "charlist"}(${text.js})`);
}

function sigil(ast: Ast & { is: "sigil" }, scope: Scope): Node {
  const { name, modifiers, text, at } = ast;
  const known = literalTerm(ast, scope);
  if (known !== null) return constant(scope.term(known, at));
  const compileRegex = name === "r" ? scope.unit.knownFunction(moduleAtom("Regex"), "compile!", 2) : null;
  if (compileRegex !== null) {
    const flags = constant(JSON.stringify(modifiers));
    return marked(`${compileRegex.js}.fn`, scope.place(at), [scope.compile(text), flags]);
  }
  if (!/^[scw]$/.test(name)) {
    throw unsupported(at, `the sigil ~${name}`, "there are ~s, ~S, ~c, ~C, ~w, ~W and ~r");
  }
  if (sigilValue(name, modifiers, "") === null)
    throw new CompileError(at, "modifier must be one of: s, a, c");
  const made = scope.compile(text);
  if (name === "w") return combined([made], `words(${made.js},${JSON.stringify(modifiers)})`);
  return name === "s" ? made : combined([made], `charlist(${made.js})`);
}

function childAlias(ast: Ast & { is: "child_alias" }, scope: Scope): Node {
  const known = literalTerm(ast, scope);
  if (known !== null) return constant(scope.term(known, ast.at));
  const of = scope.compile(ast.of);
  return combined([of], `childAlias(${of.js},${JSON.stringify(ast.name)})`);
}

function variable({ name, at }: Ast & { is: "variable" }, scope: Scope, tail: boolean): Node {
  if (name === "_") {
    throw new CompileError(
      at,
      'invalid use of _. "_" represents a value to be ignored in a pattern and cannot be used in expressions',
    );
  }
  const js = scope.lookup(name);
  if (js !== null) return plain(js);
  if (isForm(name, 0) || scope.unit.resolveLocal(name, 0, scope) !== null) {
    return localCall(name, [], at, scope, tail);
  }
  throw new CompileError(at, `undefined variable "${name}"`);
}

function argument(index: number, at: Position, scope: Scope): Node {
  const js = scope.lookup(parameterName(index));
  if (js !== null) return plain(js);
  throw new CompileError(at, `capture argument &${index} must be used within the capture operator &`);
}

function collection(items: readonly Ast[], scope: Scope, hoisted: string, made: string): Node {
  const nodes = items.map((item) => scope.compile(item));
  const written = nodes.map(({ js }) => js).join(",");
  if (nodes.every(({ isConstant }) => isConstant))
    return constant(scope.unit.hoist(`${hoisted}([${written}])`));
  return combined(nodes, `${made}(cx,${written})`);
}

function listForm({ items, tail }: Ast & { is: "list" }, scope: Scope): Node {
  if (tail === null)
    return items.length === 0 ? constant("EMPTY") : collection(items, scope, "list", "listOf");
  return items.reduceRight<Node>((rest, item) => {
    const head = scope.compile(item);
    return combined([head, rest], `cons(cx,${head.js},${rest.js})`);
  }, scope.compile(tail));
}

function access(ast: Ast & { is: "access" }, scope: Scope): Node {
  const [of, key] = [scope.compile(ast.of), scope.compile(ast.key)];
  return combined([of, key], `get(cx,${scope.placeJs(ast.at)},${of.js},${key.js})`);
}

function attribute({ name, value, at }: Ast & { is: "attribute" }, scope: Scope): Node {
  const { module } = scope;
  if (module === null) throw new CompileError(at, "cannot invoke @/1 outside module");
  if (value !== null) throw new CompileError(at, `cannot set attribute @${name} inside function/macro`);
  const found = module.attributes
    .slice(0, Math.min(scope.attributeCount, module.attributes.length))
    .findLast((set) => set.name === name);
  if (found !== undefined) return constant(scope.term(found.read(), at));
  const message = `undefined module attribute @${name}, please remove access to @${name} or explicitly set it before access`;
  scope.unit.report("warning", module, at, message);
  return constant("NIL");
}

/** A form of the language, when there is one of this name and arity. */
function form(
  forms: Forms,
  name: string,
  args: readonly Ast[],
  at: Position,
  scope: Scope,
  tail: boolean,
): Node | null {
  const compile = Object.hasOwn(forms, `${name}/${args.length}`)
    ? forms[`${name}/${args.length}`]
    : Object.hasOwn(forms, name)
      ? forms[name]
      : undefined;
  return compile?.({ name, args, at, scope, tail }) ?? null;
}

/** Operators that raise nothing need no place. */
const CALM: { readonly [name: string]: string } = {
  "<": "lt",
  ">": "gt",
  "<=": "le",
  ">=": "ge",
};

const EQUALITIES: { readonly [name: string]: string } = {
  "==": "equal(#)",
  "!=": "!equal(#)",
  "===": "same(#)",
  "!==": "!same(#)",
};

const BINARY: { readonly [name: string]: string } = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "**": "power",
  "++": "append",
  "--": "without",
  "..": "range",
};

/** A literal that is no side of a range. */
export function isNoInteger({ is }: Ast): boolean {
  return is === "float" || is === "atom" || is === "string";
}

const UNARY: { readonly [name: string]: string } = { "-": "negate", "+": "plus", not: "not" };

function operator(name: string, args: readonly Ast[], at: Position, scope: Scope): Node | null {
  const table = args.length === 2 ? BINARY : UNARY;
  if (Object.hasOwn(table, name) && args.length <= 2 && args.length > 0) {
    return marked(
      name === ".." && args.some(isNoInteger) ? "wrongRange" : (table[name] ?? ""),
      scope.place(at),
      args.map((arg) => scope.compile(arg)),
    );
  }
  const calm = args.length === 2 && Object.hasOwn(CALM, name) ? CALM[name] : undefined;
  const equality = args.length === 2 && Object.hasOwn(EQUALITIES, name) ? EQUALITIES[name] : undefined;
  if (calm === undefined && equality === undefined) return null;
  const nodes = args.map((arg) => scope.compile(arg));
  const written = nodes.map(({ js }) => js).join(",");
  return combined(
    nodes,
    calm === undefined ? `bool(${equality?.replace("#", () => written)})` : `${calm}(${written})`,
  );
}

function localCall(name: string, args: readonly Ast[], at: Position, scope: Scope, tail: boolean): Node {
  if (scope.module?.functions.has(`${name}/${args.length}`) !== true) {
    const operated = operator(name, args, at, scope);
    if (operated !== null) return operated;
    const special = form(LANGUAGE_FORMS, name, args, at, scope, tail);
    if (special !== null) return special;
    const macro = expandGuardMacro(name, args, scope);
    if (macro !== null) return scope.compile(macro, tail);
  }
  const found = scope.unit.resolveLocal(name, args.length, scope);
  if (found === null) throw scope.unit.undefinedLocal(name, args.length, at, scope);
  checkGuard(found.module, found.by === "module", name, args.length, at, scope);
  return call(
    found.callee,
    args.map((arg) => scope.compile(arg)),
    scope.place(at),
    tail,
  );
}

/** A call of a function that is known now, or will be when the call is made. */
function call({ js, shape }: Callee, args: readonly Node[], place: string | null, tail: boolean): Node {
  if (shape?.plain === true && shape.height < MAX_HEIGHT && args.every((arg) => arg.plain)) {
    const made =
      args.length === 0 && place !== null
        ? plain(`(cx.at=${place},${js}.fn(cx))`)
        : marked(`${js}.fn`, place, args);
    return { ...made, height: Math.max(made.height, shape.height + 1) };
  }
  const given = `[${args.map((arg) => arg.js).join(",")}]`;
  const marking = place === null ? given : `L(cx,${place},${given})`;
  return routine(tail ? `tail(${js},${marking})` : `(yield*cx.invoke(${js},${marking}))`);
}

/** In a guard only what cannot fail to end may be called. */
function checkGuard(
  module: Atom,
  isLocal: boolean,
  name: string,
  arity: number,
  at: Position,
  scope: Scope,
): void {
  if (!scope.inGuard) return;
  const key = `${name}/${arity}`;
  if (scope.unit.program.native(module)?.guards.has(key) === true) return;
  if (isLocal)
    throw new CompileError(
      at,
      `cannot find or invoke local ${key} inside guards. Only macros can be invoked in a guard and they must be defined before their invocation`,
    );
  throw new CompileError(at, `cannot invoke remote function ${inspectAtom(module)}.${key} inside guards`);
}

/** `defguard` of this module or of one that is imported: its body with the arguments put in. */
function expandGuardMacro(name: string, args: readonly Ast[], scope: Scope): Ast | null {
  const key = `${name}/${args.length}`;
  const { definitions } = scope.unit;
  const imported = [...scope.imports()].map(({ module }) => definitions.get(module)?.guards.get(key));
  const macro = scope.module?.guards.get(key) ?? imported.find((guard) => guard?.exported === true);
  if (macro === undefined) return null;
  return substituted(macro.body, new Map(macro.params.map((param, index) => [param, args[index] as Ast]))); // as many as its arity
}

function substituted<Part>(part: Part, values: ReadonlyMap<string, Ast>): Part {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map((item) => substituted(item, values)) as Part; // the same shape
  const ast = part as unknown as Ast; // anything else in a tree is looked through just the same
  if (ast.is === "variable") return (values.get(ast.name) ?? ast) as Part; // an expression for an expression
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, substituted(value, values)]),
  ) as Part; // the same shape
}

function remoteCall(ast: Ast & { is: "remote" }, scope: Scope, tail: boolean): Node {
  const { target, name, at } = ast;
  const args = ast.args ?? [];
  const module = literalTerm(target, scope);
  const isWord = module === NIL || module === TRUE || module === FALSE;
  if (isWord && ast.args === null) return field(ast, scope);
  if (module instanceof Atom) return moduleCall(module, name, args, at, scope, tail);
  if (module !== null)
    throw new CompileError(at, `invalid call: ${name} is called on a literal that is no module`);
  if (ast.args === null) return field(ast, scope);
  if (scope.inGuard)
    throw new CompileError(at, `cannot invoke remote function in guards: .${name}/${args.length}`);
  return dynamicCall(scope.compile(target), name, args, at, scope, tail);
}

function moduleCall(
  module: Atom,
  name: string,
  args: readonly Ast[],
  at: Position,
  scope: Scope,
  tail: boolean,
): Node {
  if (module === KERNEL) {
    const special = form(LANGUAGE_FORMS, name, args, at, scope, tail);
    if (special !== null) return special;
  }
  const guardMacro = scope.unit.definitions.get(module)?.guards.get(`${name}/${args.length}`);
  if (guardMacro?.exported === true) {
    return scope.compile(
      substituted(
        guardMacro.body,
        new Map(guardMacro.params.map((param, index) => [param, args[index] as Ast])),
      ),
      tail,
    ); // as many as its arity
  }
  checkGuard(module, false, name, args.length, at, scope);
  const nodes = args.map((arg) => scope.compile(arg));
  const callee = scope.unit.knownFunction(module, name, args.length);
  if (callee !== null) return call(callee, nodes, scope.place(at), tail);
  const why = scope.unit.hasModule(module)
    ? `undefined or private${suggested(scope.unit.program.functionNames(module), name, args.length)}`
    : `undefined (module ${inspectAtom(module)} is not available or is yet to be defined)`;
  scope.unit.report("warning", scope.module, at, `${inspectAtom(module)}.${name}/${args.length} is ${why}`);
  return dynamicCall(constant(scope.term(module, at)), name, args, at, scope, tail);
}

/** Functions of a module that may have been meant. */
function suggested(names: readonly string[], name: string, arity: number): string {
  const sameName = names.filter((key) => key.slice(0, key.lastIndexOf("/")) === name);
  const found = sameName.length > 0 ? sameName : nearest(`${name}/${arity}`, names);
  return found.length === 0 ? "" : `. Did you mean: ${found.join(", ")}?`;
}

/** `module.name(…)` where the module is known only when it runs. */
function dynamicCall(
  target: Node,
  name: string,
  args: readonly Ast[],
  at: Position,
  scope: Scope,
  tail: boolean,
): Node {
  const nodes = args.map((arg) => scope.compile(arg));
  const place = scope.placeJs(at);
  const [module, given] = [scope.emitter.local(), scope.emitter.local()];
  const code = `find(cx,${place},${module},${JSON.stringify(name)},${nodes.length})`;
  const made = tail ? `tail(${code},${given})` : `(yield*cx.invoke(${code},${given}))`;
  const evaluated = `${module}=${target.js},${given}=[${nodes.map(({ js }) => js).join(",")}]`;
  if (nodes.length > 0 || target.isConstant) return routine(`(${evaluated},${made})`);
  const found = scope.emitter.local();
  const key = scope.term(atom(name), at);
  return routine(
    `(${evaluated},(${found}=fieldOrModule(cx,${place},${module},${key}))===undefined?${made}:${found})`,
  );
}

/** `map.field` */
function field({ target, name, at }: Ast & { is: "remote" }, scope: Scope): Node {
  const of = scope.compile(target);
  return combined([of], `field(cx,${scope.placeJs(at)},${of.js},${scope.term(atom(name), at)})`);
}

/** `fun.(…)` */
function funCall(ast: Ast & { is: "apply" }, scope: Scope, tail: boolean): Node {
  if (literalTerm(ast.fun, scope) !== null) {
    throw new CompileError(ast.at, "invalid function call: what stands before .( is no function");
  }
  if (scope.inGuard) {
    throw new CompileError(ast.at, "invalid expression in guard, anonymous call is not allowed in guards");
  }
  const fun = scope.compile(ast.fun);
  const nodes = ast.args.map((arg) => scope.compile(arg));
  const [callee, given] = [scope.emitter.local(), scope.emitter.local()];
  const evaluated = `${callee}=${fun.js},${given}=[${nodes.map(({ js }) => js).join(",")}]`;
  const code = `callable(cx,${scope.placeJs(ast.at)},${callee},${given})`;
  return routine(`(${evaluated},${tail ? `tail(${code},${given})` : `(yield*cx.invoke(${code},${given}))`})`);
}
