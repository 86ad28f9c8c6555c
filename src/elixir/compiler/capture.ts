import type { Ast, Position } from "../ast.ts";
import { inspectAtom, inspectFunctionName } from "../inspect.ts";
import { Atom } from "../term.ts";
import { anonymousFunction } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { combined, constant, type Node, plain } from "./node.ts";
import { literalTerm } from "./pattern.ts";
import type { Scope } from "./scope.ts";

/** Parameters of a capture are variables that no text can name. */
export function parameterName(index: number): string {
  return `&${index}`;
}

function captureForm({ args, at, scope }: FormCall): Node {
  const [body] = args;
  if (body === undefined) throw new CompileError(at, "& has one operand");
  const named = namedCapture(body, scope);
  if (named !== null) return named;
  const count = highest(body);
  if (count === 0) {
    throw new CompileError(
      at,
      "invalid args for &, expected one of:\n\n  * &Mod.fun/arity to capture a remote function\n  * &fun/arity to capture a local or imported function\n  * &some_code(&1, ...) containing at least one argument as &1",
    );
  }
  // `&fun(&1, &2)` is the function itself.
  const direct = isDirect(body, count) ? namedFunction(body, count, scope) : null;
  if (direct !== null) return direct;
  const params = Array.from(
    { length: count },
    (_, index): Ast => ({ is: "variable", name: parameterName(index + 1), at }),
  );
  return anonymousFunction([{ args: params, guard: null, body, at }], scope, at);
}

/** `&fun/1`, `&Mod.fun/1` */
function namedCapture(ast: Ast, scope: Scope): Node | null {
  if (ast.is !== "call" || ast.name !== "/") return null;
  const [target, arity] = ast.args;
  if (target === undefined || arity?.is !== "integer") return null;
  const bare =
    target.is === "variable" ||
    (target.is === "remote" && (target.args ?? []).length === 0) ||
    (target.is === "call" && target.args.length === 0);
  return bare ? namedFunction(target, Number(arity.value), scope) : null;
}

function namedFunction(ast: Ast, arity: number, scope: Scope): Node | null {
  if (ast.is === "remote") return remoteFunction(ast, arity, scope);
  if (ast.is !== "variable" && ast.is !== "call") return null;
  const found = scope.unit.resolveLocal(ast.name, arity, scope);
  if (found === null) {
    // `&if(&1, do: 1)`, `&(&1 && &2)`: a form, which a function around it can call.
    if (scope.unit.isForm(ast.name, arity))
      return ast.is === "variable" ? formFunction(ast.name, arity, ast.at, scope) : null;
    throw scope.unit.undefinedLocal(ast.name, arity, ast.at, scope);
  }
  if (found.by === "import") return constant(scope.unit.captureJs(found.module, ast.name, arity));
  const text = `&${inspectAtom(found.module)}.${inspectFunctionName(ast.name)}/${arity}`;
  // Not hoisted: the function may stand further down in the JavaScript.
  return plain(`new Fun(${found.callee.js},${JSON.stringify(text)})`);
}

function formFunction(name: string, arity: number, at: Position, scope: Scope): Node {
  const params = Array.from(
    { length: arity },
    (_, index): Ast => ({ is: "variable", name: parameterName(index + 1), at }),
  );
  const body: Ast = { is: "call", name, args: params, at };
  return anonymousFunction([{ args: params, guard: null, body, at }], scope, at, `&Kernel.${name}/${arity}`);
}

function remoteFunction(ast: Ast & { is: "remote" }, arity: number, scope: Scope): Node {
  const module = literalTerm(ast.target, scope);
  if (module instanceof Atom) return constant(scope.unit.captureJs(module, ast.name, arity));
  const target = scope.compile(ast.target);
  return combined([target], `captureOf(cx,${target.js},${JSON.stringify(ast.name)},${arity})`);
}

function isDirect(ast: Ast, count: number): boolean {
  const args =
    ast.is === "call" ? ast.args : ast.is === "remote" && literalTarget(ast.target) ? (ast.args ?? []) : [];
  return (
    args.length === count && args.every((arg, index) => arg.is === "argument" && arg.index === index + 1)
  );
}

function literalTarget(ast: Ast): boolean {
  return ast.is === "alias" || ast.is === "atom";
}

/** The highest `&n` in an expression; captures in captures are refused. */
function highest(ast: Ast): number {
  let found = 0;
  visit(ast, (part) => {
    if (part.is === "argument" && part.index > found) found = part.index;
    if (part.is === "call" && part.name === "&" && highest(part.args[0] ?? part) > 0) {
      throw new CompileError(part.at, "nested captures via & are not allowed");
    }
  });
  return found;
}

/** Calls `see` with an expression and all that is in it. */
export function visit(ast: Ast, see: (ast: Ast) => void): void {
  see(ast);
  for (const value of Object.values(ast)) visitValue(value, see);
}

function visitValue(value: unknown, see: (ast: Ast) => void): void {
  if (Array.isArray(value)) for (const item of value) visitValue(item, see);
  else if (typeof value === "object" && value !== null) {
    if ("is" in value)
      visit(value as Ast, see); // only expressions have an `is`
    else for (const inner of Object.values(value)) visitValue(inner, see);
  }
}

export const CAPTURE_FORMS: Forms = { "&/1": captureForm };
