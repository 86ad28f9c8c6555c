import type { Ast, Clause, Position } from "../ast.ts";
import { keywordValue } from "../keyword-args.ts";
import { CompileError } from "./compile-problem.ts";
import { checkGuardForms } from "./guard-check.ts";
import { combined, constant, isSimple, MAX_HEIGHT, type Node, plain } from "./node.ts";
import { argumentPatterns, type Matcher, pattern } from "./pattern.ts";
import type { Scope } from "./scope.ts";

/** One clause of `case` and its like: JavaScript that tests a value, and what is done when it fits. */
export type CompiledClause = { readonly fits: Matcher; readonly body: Node };

/** The guard `a when b when c`: true as soon as one alternative is; what raises is not true. */
export function guard(ast: Ast, scope: Scope): string {
  if (ast.is === "call" && ast.name === "when") {
    return `(${ast.args.map((part) => guard(part, scope)).join("||")})`;
  }
  checkGuardForms(ast);
  const node = scope.child({ inGuard: true }).compile(ast);
  if (!node.plain) throw new CompileError(ast.at, "cannot invoke this inside guards");
  return cannotRaise(ast) ? `${node.js}===TRUE` : `holds(()=>${node.js})`;
}

/** Guards that are nothing but tests of variables and literals. */
function cannotRaise(ast: Ast): boolean {
  if (ast.is !== "call") return false;
  if (
    !/^(is_[a-z_]+|[=!<>]=?=?|<=|>=)$/.test(ast.name) ||
    ast.name === "is_map_key" ||
    ast.name === "is_function"
  )
    return false;
  return ast.args.every((arg) => ["variable", "atom", "integer", "string", "float"].includes(arg.is));
}

/** A clause that takes one value, as those of `case`. */
export function caseClause(clause: Clause, scope: Scope, tail: boolean): CompiledClause {
  const [only] = clause.args;
  if (only === undefined || clause.args.length > 1) {
    throw new CompileError(clause.at, "expected one argument for a clause: left -> right");
  }
  const inside = scope.child();
  // `pattern when guard` comes as one argument where the clause has parentheses.
  const [head, inner] = only.is === "call" && only.name === "when" ? only.args : [only];
  const fits = guardedPattern(head ?? only, clause.guard ?? inner ?? null, inside);
  return { fits, body: statement(clause.body, inside, tail) };
}

/** A pattern with its guard. */
export function guardedPattern(ast: Ast, condition: Ast | null, scope: Scope): Matcher {
  const matcher = pattern(ast, scope);
  if (condition === null) return matcher;
  const holds = guard(condition, scope);
  return (subject) => {
    const test = matcher(subject);
    return test === "true" ? holds : `${test}&&${holds}`;
  };
}

/** `pattern when guard` on the left of `<-`. */
export function generatorPattern(ast: Ast, scope: Scope): Matcher {
  const [head, condition] = ast.is === "call" && ast.name === "when" ? ast.args : [ast];
  return guardedPattern(head ?? ast, condition ?? null, scope);
}

/** The clauses of a `do` block. */
export function clausesOf(ast: Ast | undefined, form: string, at: Position): readonly Clause[] {
  if (ast?.is !== "clauses") throw new CompileError(ast?.at ?? at, `expected -> clauses for ${form}`);
  return ast.clauses;
}

/** Tests and bodies as one conditional expression. */
export function alternatives(
  choices: readonly { readonly test: string; readonly body: Node }[],
  otherwise: Node,
): Node {
  const parts = [...choices.map(({ body }) => body), otherwise];
  const last = choices.findIndex(({ test }) => test === "true");
  // Nothing comes after a clause that takes everything.
  const used = last < 0 ? choices : choices.slice(0, last);
  const end = last < 0 ? otherwise : (choices[last]?.body ?? otherwise);
  return combined(parts, `(${used.map(({ test, body }) => `${test}?${body.js}:`).join("")}${end.js})`);
}

/** Chooses the first clause that fits the subject. */
export function choose(
  subject: Node,
  clauses: readonly CompiledClause[],
  otherwise: (value: string) => string,
  scope: Scope,
): Node {
  const isName = isSimple(subject.js);
  const value = isName ? subject.js : scope.emitter.local();
  const chosen = alternatives(
    clauses.map(({ fits, body }) => ({ test: fits(value), body })),
    plain(otherwise(value)),
  );
  return isName
    ? combined([subject, chosen], chosen.js)
    : combined([subject, chosen], `(${value}=${subject.js},${chosen.js})`);
}

/** A body or a line of one: what a reader steps through. */
export function statement(ast: Ast, scope: Scope, tail: boolean): Node {
  if (ast.is === "block" || isBodyWithRescue(ast)) return scope.compile(ast, tail);
  // What is in view before the line, not what it binds itself.
  const visible = [...scope.visible()];
  const node = scope.compile(ast, tail);
  const place = scope.placeJs(startOf(ast));
  const seen = visible
    .map(([name, js]) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)}:${js}`)
    .join(",");
  return combined([node], `(S(cx,${place})&&T(cx,()=>({${seen}})),${node.js})`);
}

/** The body of a `def` that has a `rescue` or its like: it is no line, its own lines are. */
function isBodyWithRescue(ast: Ast): boolean {
  return ast.is === "call" && ast.name === "try" && keywordValue(ast.args[0], "do")?.at === ast.at;
}

/** Where an expression begins: an operator's position is that of the operator. */
export function startOf(ast: Ast): Position {
  switch (ast.is) {
    case "call": {
      const [left] = ast.args;
      return left !== undefined && ast.args.length === 2 && !/^[a-z_]/i.test(ast.name)
        ? earlier(startOf(left), ast.at)
        : ast.at;
    }
    case "remote":
      return startOf(ast.target);
    case "apply":
      return startOf(ast.fun);
    case "access":
      return startOf(ast.of);
    default:
      return ast.at;
  }
}

function earlier(a: Position, b: Position): Position {
  return a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]) ? a : b;
}

/** A clause of a function whose parameters have these names. */
export function functionClause(
  args: readonly Ast[],
  guardAst: Ast | null,
  body: Ast,
  params: readonly string[],
  scope: Scope,
): { readonly test: string; readonly body: Node } {
  const fits = argumentPatterns(args, params, scope);
  const holds = guardAst === null ? null : guard(guardAst, scope);
  const test = [fits, holds].filter((part) => part !== null).join("&&");
  return { test: test === "" ? "true" : test, body: statement(body, scope, true) };
}

/** The code of a function, and whether it is plain. */
export function functionCode(
  params: readonly string[],
  clauses: readonly { readonly test: string; readonly body: Node }[],
  refuse: string,
  scope: Scope,
): { readonly js: string; readonly plain: boolean; readonly height: number } {
  const body = alternatives(clauses, plain(refuse));
  const isPlain = body.plain && body.height < MAX_HEIGHT;
  const list = ["cx", ...params].join(",");
  const arity = params.length;
  const { declarations } = scope.emitter;
  const js = isPlain
    ? `{plain:true,height:${body.height},arity:${arity},fn:(${list})=>{${declarations}return ${body.js}}}`
    : `{plain:false,arity:${arity},fn:function*(${list}){${declarations}return ${body.js}}}`;
  return { js, plain: isPlain, height: body.height };
}

/** `fn … end` */
export function anonymousFunction(
  clauses: readonly Clause[],
  scope: Scope,
  at: Position,
  title?: string,
): Node {
  const arity = argumentsOf(clauses[0]).length;
  const inside = scope.closure();
  const params = Array.from({ length: arity }, () => inside.emitter.parameter());
  const compiled = clauses.map((clause) => {
    const args = argumentsOf(clause);
    if (args.length !== arity) {
      throw new CompileError(clause.at, "cannot mix clauses with different arities in anonymous functions");
    }
    for (const arg of args) {
      if (arg.is === "call" && arg.name === "\\\\") {
        throw new CompileError(arg.at, "anonymous functions cannot have optional arguments");
      }
    }
    const first = clause.args[0];
    const inner = first?.is === "call" && first.name === "when" ? (first.args.at(-1) ?? null) : null;
    return functionClause(args, clause.guard ?? inner, clause.body, params, inside.child());
  });
  const { module, functionName } = scope;
  const where =
    module === null
      ? ":erl_eval.expr/6"
      : `${module.title}${functionName === null ? "" : `.${functionName}`}`;
  const text = title ?? `#Function<${scope.unit.nextFunction()}.${at[0]}/${arity} in ${where}>`;
  const name = module === null ? "-inside-an-interpreted-fun-" : `-${functionName ?? "__info__/1"}-fun-0-`;
  const refuse = `noClause(cx,${JSON.stringify(module?.module.name ?? null)},${JSON.stringify(name)},${arity},${scope.placeJs(at)})`;
  const { js } = functionCode(params, compiled, refuse, inside);
  return { ...constant(`new Fun(${js},${JSON.stringify(text)})`), isConstant: false };
}

function argumentsOf(clause: Clause | undefined): readonly Ast[] {
  const first = clause?.args[0];
  // `fn (a, b) when guard -> …` keeps its arguments before the guard.
  if (clause?.args.length === 1 && first?.is === "call" && first.name === "when")
    return first.args.slice(0, -1);
  return clause?.args ?? [];
}
