import { accessGet } from "../access.ts";
import type { Ast, Position } from "../ast.ts";
import { concatenate } from "../bits.ts";
import { type FunctionCode, TailCall } from "../code.ts";
import { badArgument, badArity, badFunction, undefinedFunction } from "../exception.ts";
import { inspectAtom } from "../inspect.ts";
import { mapGet } from "../map.ts";
import {
  Atom,
  atom,
  type Bits,
  Cons,
  FALSE,
  Fun,
  list,
  MapTerm,
  moduleAtom,
  NIL,
  type Term,
  TRUE,
  Tuple,
} from "../term.ts";
import { toText } from "../text.ts";
import { bitstringForm } from "./bitstring-form.ts";
import { parameterName } from "./capture.ts";
import { anonymousFunction } from "./clause.ts";
import { CompileError, unsupported } from "./compile-problem.ts";
import type { Forms } from "./forms.ts";
import { LANGUAGE_FORMS } from "./language-forms.ts";
import {
  call,
  constant,
  evaluate,
  type Node,
  plain,
  routine,
  strict,
  strict1,
  strict2,
  values,
} from "./node.ts";
import { BINARY_OPERATORS, UNARY_OPERATORS } from "./operator.ts";
import { literalTerm } from "./pattern.ts";
import { type Scope, valueAt } from "./scope.ts";
import { sigilValue } from "./sigil.ts";
import { mapForm, noField } from "./struct-form.ts";

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
      return interpolation(ast.parts, ast.as, scope);
    case "sigil":
      return sigil(ast, scope);
    case "child_alias":
      return childAlias(ast, scope);
    case "variable":
      return variable(ast, scope, tail);
    case "argument":
      return argument(ast.index, ast.at, scope);
    case "tuple":
      return collection(ast.items, scope, (items) => new Tuple(items));
    case "list":
      return listForm(ast, scope);
    case "map":
      return mapForm(ast, scope);
    case "bitstring":
      return bitstringForm(ast, scope);
    case "fn":
      return anonymousFunction(ast.clauses, scope, ast.at);
    case "block":
      return form(LANGUAGE_FORMS, "__block__", ast.items, ast.at, scope, tail) ?? constant(NIL);
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
  return constant(term);
}

function interpolation(parts: readonly Ast[], as: "string" | "charlist" | "atom", scope: Scope): Node {
  const nodes = parts.map((part) => scope.compile(part));
  return strict(nodes, (cx, found) => {
    let text: string | Bits = "";
    for (const term of found) text = concatenate(text, toText(cx, term));
    if (typeof text === "string") cx.allocate((text.length >> 3) + 2);
    if (as === "string") return text;
    const whole = typeof text === "string" ? text : "";
    return as === "atom" ? atom(whole) : list([...whole].map((char) => BigInt(char.codePointAt(0) ?? 0)));
  });
}

function sigil(ast: Ast & { is: "sigil" }, scope: Scope): Node {
  const { name, modifiers, text, at } = ast;
  const known = literalTerm(ast, scope);
  if (known !== null) return constant(known);
  if (name === "r") {
    const place = scope.place(at);
    const compileRegex = scope.unit.program.exported(moduleAtom("Regex"), "compile!", 2);
    if (compileRegex?.plain === true) {
      return strict1(scope.compile(text), (cx, source) => {
        cx.at = place;
        return compileRegex.run(cx, [source, modifiers], []);
      });
    }
  }
  if (!/^[sScCwW]$/.test(name)) {
    throw unsupported(at, `the sigil ~${name}`, "there are ~s, ~S, ~c, ~C, ~w, ~W and ~r");
  }
  if (sigilValue(name, modifiers, "") === null) {
    throw new CompileError(at, "modifier must be one of: s, a, c");
  }
  return strict1(
    scope.compile(text),
    (_cx, made) => sigilValue(name, modifiers, typeof made === "string" ? made : "") ?? NIL,
  );
}

function childAlias(ast: Ast & { is: "child_alias" }, scope: Scope): Node {
  const known = literalTerm(ast, scope);
  if (known !== null) return constant(known);
  return strict1(scope.compile(ast.of), (_cx, parent) => {
    if (!(parent instanceof Atom)) throw badArgument(1, "not an atom");
    return atom(`${parent.name}.${ast.name}`);
  });
}

function variable({ name, at }: Ast & { is: "variable" }, scope: Scope, tail: boolean): Node {
  if (name === "_") {
    throw new CompileError(
      at,
      'invalid use of _. "_" represents a value to be ignored in a pattern and cannot be used in expressions',
    );
  }
  const slot = scope.lookup(name);
  if (slot !== null) return plain(0, (_cx, frame) => valueAt(frame, slot));
  if (isForm(name, 0) || scope.unit.resolveLocal(name, 0, scope) !== null)
    return localCall(name, [], at, scope, tail);
  throw new CompileError(at, `undefined variable "${name}"`);
}

function argument(index: number, at: Position, scope: Scope): Node {
  const slot = scope.lookup(parameterName(index));
  if (slot === null)
    throw new CompileError(at, `capture argument &${index} must be used within the capture operator &`);
  return plain(0, (_cx, frame) => valueAt(frame, slot));
}

function collection(items: readonly Ast[], scope: Scope, make: (items: Term[]) => Term): Node {
  const nodes = items.map((item) => scope.compile(item));
  const constants = nodes.map((node) => (node.plain ? node.constant : undefined));
  if (constants.every((term) => term !== undefined)) return constant(make(constants));
  return strict(nodes, (cx, found) => {
    cx.allocate(found.length + 2);
    return make(found);
  });
}

function listForm({ items, tail }: Ast & { is: "list" }, scope: Scope): Node {
  if (tail === null) return collection(items, scope, (terms) => list(terms));
  const [only] = items;
  if (only !== undefined && items.length === 1) {
    return strict2(scope.compile(only), scope.compile(tail), (cx, head, rest) => {
      cx.allocate(2);
      return new Cons(head, rest);
    });
  }
  return collection([...items, tail], scope, (terms) => list(terms.slice(0, -1), terms.at(-1)));
}

function access(ast: Ast & { is: "access" }, scope: Scope): Node {
  const place = scope.place(ast.at);
  return strict2(scope.compile(ast.of), scope.compile(ast.key), (cx, container, key) => {
    cx.at = place;
    return accessGet(cx, container, key);
  });
}

function attribute({ name, value, at }: Ast & { is: "attribute" }, scope: Scope): Node {
  const { module } = scope;
  if (module === null) throw new CompileError(at, "cannot invoke @/1 outside module");
  if (value !== null) throw new CompileError(at, `cannot set attribute @${name} inside function/macro`);
  const found = module.attributes
    .slice(0, Math.min(scope.attributeCount, module.attributes.length))
    .findLast((set) => set.name === name);
  if (found !== undefined) return constant(found.read());
  const message = `undefined module attribute @${name}, please remove access to @${name} or explicitly set it before access`;
  scope.unit.report("warning", module, at, message);
  return constant(NIL);
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

function localCall(name: string, args: readonly Ast[], at: Position, scope: Scope, tail: boolean): Node {
  const own = scope.module?.functions.get(`${name}/${args.length}`);
  if (own === undefined) {
    const [left, right] = args;
    const binary =
      args.length === 2 && name !== "<>" && Object.hasOwn(BINARY_OPERATORS, name)
        ? BINARY_OPERATORS[name]
        : undefined;
    if (binary !== undefined && left !== undefined && right !== undefined) {
      const place = scope.place(at);
      return strict2(scope.compile(left), scope.compile(right), (cx, a, b) => {
        cx.at = place;
        return binary(cx, a, b);
      });
    }
    const unary =
      args.length === 1 && Object.hasOwn(UNARY_OPERATORS, name) ? UNARY_OPERATORS[name] : undefined;
    if (unary !== undefined && left !== undefined) {
      const place = scope.place(at);
      return strict1(scope.compile(left), (cx, a) => {
        cx.at = place;
        return unary(cx, a);
      });
    }
    const special = form(LANGUAGE_FORMS, name, args, at, scope, tail);
    if (special !== null) return special;
    const macro = expandGuardMacro(name, args, scope);
    if (macro !== null) return scope.compile(macro, tail);
  }
  const found = scope.unit.resolveLocal(name, args.length, scope);
  if (found === null) throw scope.unit.undefinedLocal(name, args.length, at, scope);
  checkGuard(found.module, found.by === "module", name, args.length, at, scope);
  return call(
    found.target,
    args.map((arg) => scope.compile(arg)),
    scope.place(at),
    tail,
  );
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
  const definition = scope.unit.definitions.get(module);
  const code = scope.unit.knownFunction(module, name, args.length);
  // A function that is being compiled has no code yet, and has it when the call is made.
  const own = definition?.functions.get(`${name}/${args.length}`);
  if (own?.exported === true) return call(own, nodes, scope.place(at), tail);
  if (code !== null) return call({ code }, nodes, scope.place(at), tail);
  const why = scope.unit.hasModule(module)
    ? "undefined or private"
    : `undefined (module ${inspectAtom(module)} is not available or is yet to be defined)`;
  scope.unit.report("warning", scope.module, at, `${inspectAtom(module)}.${name}/${args.length} is ${why}`);
  return dynamicCall(constant(module), name, args, at, scope, tail);
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
  const place = scope.place(at);
  const key = atom(name);
  return routine(function* (cx, frame) {
    const module = yield* evaluate(target, cx, frame);
    const given = yield* values(nodes, cx, frame);
    cx.at = place;
    if (module instanceof MapTerm && given.length === 0) {
      const value = mapGet(module, key);
      if (value !== undefined) return value;
      throw noField(module, key);
    }
    if (!(module instanceof Atom)) throw badArgument(1, "not an atom");
    const code = cx.lookup(module, name, given.length);
    if (tail) return new TailCall(code, given, []);
    return yield* cx.invoke(code, given, []);
  });
}

/** `map.field`; a module's function may be called without parentheses too. */
function field({ target, name, at }: Ast & { is: "remote" }, scope: Scope): Node {
  const place = scope.place(at);
  const key = atom(name);
  return strict1(scope.compile(target), (cx, value) => {
    const found = value instanceof MapTerm ? mapGet(value, key) : undefined;
    if (found !== undefined) return found;
    cx.at = place;
    if (value instanceof Atom && value !== NIL && value !== TRUE && value !== FALSE) {
      if (cx.program.exported(value, name, 0) === null) throw undefinedFunction(value, name, 0);
      return cx.runNow(cx.apply(value, name, []));
    }
    throw noField(value, key);
  });
}

/** `fun.(…)` */
function funCall(ast: Ast & { is: "apply" }, scope: Scope, tail: boolean): Node {
  if (literalTerm(ast.fun, scope) !== null)
    throw new CompileError(ast.at, "invalid function call: what stands before .( is no function");
  if (scope.inGuard)
    throw new CompileError(ast.at, "invalid expression in guard, anonymous call is not allowed in guards");
  const fun = scope.compile(ast.fun);
  const nodes = ast.args.map((arg) => scope.compile(arg));
  const place = scope.place(ast.at);
  return routine(function* (cx, frame) {
    const callee = (fun.plain ? fun.run(cx, frame) : yield* fun.run(cx, frame)) as Term; // in no tail position
    const given = yield* values(nodes, cx, frame);
    cx.at = place;
    const code = callable(callee, given);
    if (tail) return new TailCall(code, given, (callee as Fun).captured); // `callable` refuses all else
    return yield* cx.invoke(code, given, (callee as Fun).captured); // as above
  });
}

function callable(callee: Term, given: readonly Term[]): FunctionCode {
  if (!(callee instanceof Fun)) throw badFunction(callee);
  if (callee.code.arity !== given.length) throw badArity(callee, given);
  return callee.code as FunctionCode; // Fun.code is made of nothing else
}
