import type { Ast } from "../ast.ts";
import { CompileError } from "./compile-problem.ts";

const ADVICE = "To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html";

/** Forms that no guard may have, and what Elixir 1.14 calls them: some are macros that come down to a `case`. */
const FORMS = new Map(
  [
    ["=", "="],
    ["case", "case"],
    ["cond", "cond"],
    ["for", "for"],
    ["if", "case"],
    ["receive", "receive"],
    ["try", "try"],
    ["unless", "case"],
    ["with", "with"],
  ].map(([name, title]) => [name, title] as const),
);
/** Operators that take any value for true or false. */
const LOOSE = new Set(["&&", "||", "!"]);

/** Refuses what is no guard, before it is compiled as if it were any expression. */
export function checkGuardForms(ast: Ast): void {
  if (ast.is === "fn") throw notAllowed(ast, "guards", "fn");
  if (ast.is === "access") throw new CompileError(ast.at, notInvoked("Access.get/2"));
  if (ast.is === "interpolation") throw new CompileError(ast.at, notInvoked("String.Chars.to_string/1"));
  if (ast.is === "call") {
    const form = FORMS.get(ast.name);
    if (form !== undefined) throw notAllowed(ast, "guards", form);
    if (LOOSE.has(ast.name)) throw notAllowed(ast, "guard", ast.name);
    for (const arg of ast.args) checkGuardForms(arg);
  }
}

function notAllowed({ at }: Ast, where: string, what: string): CompileError {
  return new CompileError(at, `invalid expression in ${where}, ${what} is not allowed in guards. ${ADVICE}`);
}

function notInvoked(name: string): string {
  return `cannot invoke remote function ${name} inside guards`;
}
