import type { Ast, Clause } from "../ast.ts";
import { keywordPairs, keywordValue } from "../keyword-args.ts";
import { Atom, type Term } from "../term.ts";
import { caseClause, choose, clausesOf, guard, statement } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { combined, constant, type Node, plain, routine } from "./node.ts";
import { compilePattern, literalTerm, PatternVariables } from "./pattern.ts";
import type { Scope } from "./scope.ts";

function tryForm({ args, at, scope }: FormCall): Node {
  const [options] = args;
  const body = keywordValue(options, "do");
  if (body === undefined) throw new CompileError(at, 'missing :do option in "try"');
  const handlers: string[] = [];
  let after = "null";
  let others = "null";
  for (const [name, ast] of keywordPairs(options) ?? []) {
    if (name === "do") continue;
    if (name === "rescue" || name === "catch") {
      const clause = name === "rescue" ? rescueClause : catchClause;
      for (const each of clausesOf(ast, `:${name} in "try"`, at)) handlers.push(clause(each, scope));
    } else if (name === "else") {
      const value = scope.unit.fresh("a");
      const refuse = () => `unmatched(cx,${scope.placeJs(at)},"TryClauseError",${value})`;
      const clauses = clausesOf(ast, ':else in "try"', at).map((clause) => caseClause(clause, scope, false));
      others = `function*(${value}){return ${choose(plain(value), clauses, refuse, scope).js}}`;
    } else if (name === "after") after = block(ast, scope);
    else throw new CompileError(ast.at, `unexpected option :${name} in "try"`);
  }
  return routine(`(yield*attempt(cx,${block(body, scope)},[${handlers.join(",")}],${others},${after}))`);
}

function block(ast: Ast, scope: Scope): string {
  return `function*(){return ${statement(ast, scope.child(), false).js}}`;
}

const INVALID =
  'invalid rescue clause. The clause should match on an alias, a variable or be in the "var in [alias]" format';

/** `e in [A, B] -> …`, `A -> …`, `e -> …` */
function rescueClause({ args, guard: condition, body, at }: Clause, scope: Scope): string {
  const [only] = args;
  if (only === undefined || args.length > 1 || condition !== null) throw new CompileError(at, INVALID);
  const inside = scope.child();
  const [name, modules] = only.is === "call" && only.name === "in" ? only.args : [only];
  const listed = modules ?? (isModuleList(only) ? only : null);
  if (listed !== only && name?.is !== "variable") throw new CompileError(at, INVALID);
  const anything = listed === null || (listed.is === "variable" && listed.name === "_");
  const wanted = anything
    ? "null"
    : `[${modulesOf(listed, scope)
        .map((module) => scope.term(module, at))
        .join(",")}]`;
  const isNamed = listed !== only && name?.is === "variable" && name.name !== "_";
  const error = isNamed && name?.is === "variable" ? inside.declare(name.name) : inside.emitter.local();
  const handler = statement(body, inside, false);
  const thrown = scope.unit.fresh("a");
  return `function*(${thrown}){if((${error}=rescued(${thrown},${wanted}))!==undefined)return ${handler.js}}`;
}

function isModuleList(ast: Ast): boolean {
  return (
    ast.is === "alias" ||
    ast.is === "child_alias" ||
    ast.is === "list" ||
    ast.is === "atom" ||
    (ast.is === "call" && ast.name === "__MODULE__")
  );
}

function modulesOf(ast: Ast, scope: Scope): Term[] {
  const items = ast.is === "list" ? ast.items : [ast];
  return items.map((item) => {
    const module = literalTerm(item, scope);
    if (module instanceof Atom) return module;
    throw new CompileError(item.at, "rescue expects the modules of exceptions, such as e in [ArgumentError]");
  });
}

/** `value -> …` for what was thrown, `kind, value -> …` */
function catchClause({ args, guard: condition, body, at }: Clause, scope: Scope): string {
  const inside = scope.child();
  // The guard of a clause with two arguments stands with the second one.
  const last = args.at(-1);
  const [head, inner] = last?.is === "call" && last.name === "when" ? [last.args[0], last.args[1]] : [last];
  const patterns = head === undefined ? args : [...args.slice(0, -1), head];
  const [first, second] = patterns;
  if (first === undefined || patterns.length > 2)
    throw new CompileError(at, "catch takes one or two arguments");
  const thrown = scope.unit.fresh("a");
  const value = inside.emitter.local();
  const variables = new PatternVariables(inside);
  const kind =
    second === undefined ? `${thrown}.kind==="throw"` : compilePattern(first, variables)(`kindOf(${thrown})`);
  const fits = compilePattern(second ?? first, variables)(value);
  variables.declare();
  const guardAst = condition ?? inner ?? null;
  const holds = guardAst === null ? "true" : guard(guardAst, inside);
  const handler = statement(body, inside, false);
  return `function*(${thrown}){${value}=reasonOf(${thrown});if(${kind}&&${fits}&&${holds})return ${handler.js}}`;
}

/** `raise message`, `raise Module`, `raise Module, fields`, `raise exception` */
function raiseForm({ args, at, scope }: FormCall): Node {
  const nodes = args.map((arg) => scope.compile(arg));
  const place = scope.placeJs(at);
  const [message] = nodes;
  // A message of which nothing but text can come needs no exception's own code.
  if (
    message !== undefined &&
    nodes.length === 1 &&
    (args[0]?.is === "string" || args[0]?.is === "interpolation")
  ) {
    return combined(nodes, `fail(cx,${place},"RuntimeError",{message:${message.js}})`);
  }
  return routine(`(yield*raise(cx,${[place, ...nodes.map(({ js }) => js)].join(",")}))`);
}

export const RESCUE_FORMS: Forms = {
  "try/1": tryForm,
  "raise/1": raiseForm,
  "raise/2": raiseForm,
  // The stack trace, which comes last, is of no consequence here.
  "reraise/2": (form) => raiseForm({ ...form, args: form.args.slice(0, -1) }),
  "reraise/3": (form) => raiseForm({ ...form, args: form.args.slice(0, -1) }),
  "__STACKTRACE__/0": () => constant("EMPTY"),
  "throw/1": ({ args, at, scope }) => {
    const nodes = args.map((arg) => scope.compile(arg));
    return combined(nodes, `throwIt(cx,${scope.placeJs(at)},${nodes.map(({ js }) => js).join(",")})`);
  },
};
