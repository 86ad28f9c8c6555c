import type { Ast, Position } from "../ast.ts";
import { keywordPairs, keywordValue } from "../keyword-args.ts";
import { Atom, atom, list } from "../term.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { constant, type Node } from "./node.ts";
import { literalTerm } from "./pattern.ts";
import type { Scope } from "./scope.ts";

/** The modules that `alias A.{B, C}` or `alias A` names. */
export function modulesNamed(ast: Ast, scope: Scope): Atom[] {
  if (ast.is === "alias_group") {
    const base = literalTerm(ast.of, scope);
    return ast.items.map((item) => {
      if (!(base instanceof Atom) || item.is !== "alias")
        throw new CompileError(item.at, "expected a module's name");
      return atom(`${base.name}.${item.name}`);
    });
  }
  const module = literalTerm(ast, scope);
  if (module instanceof Atom) return [module];
  throw new CompileError(ast.at, "invalid argument, expected a compile time atom or alias");
}

export function aliasDirective(args: readonly Ast[], scope: Scope, at: Position): Atom[] {
  const [target, options] = args;
  if (target === undefined) throw new CompileError(at, "alias expects a module");
  const modules = modulesNamed(target, scope);
  const as = keywordValue(options, "as");
  for (const module of modules) {
    const name = as?.is === "alias" ? as.name : (module.name.split(".").at(-1) ?? module.name);
    scope.addAlias(name, module);
  }
  return modules;
}

/** Whether a module is there is looked at once all of them are known (`check`). */
export function importDirective(args: readonly Ast[], scope: Scope, at: Position): Atom[] {
  const [target, options] = args;
  if (target === undefined) throw new CompileError(at, "import expects a module");
  const modules = modulesNamed(target, scope);
  const only = keywordValue(options, "only");
  const except = keywordValue(options, "except");
  for (const module of modules) {
    scope.addImport({
      module,
      only: only === undefined || only.is === "atom" ? null : functionKeys(only),
      except: except === undefined ? new Set() : functionKeys(except),
    });
  }
  return modules;
}

function functionKeys(ast: Ast): Set<string> {
  const pairs = keywordPairs(ast);
  if (pairs === null) {
    throw new CompileError(
      ast.at,
      "invalid :only or :except option for import, expected a keyword list with functions and arities",
    );
  }
  return new Set(pairs.map(([name, arity]) => `${name}/${arity.is === "integer" ? arity.value : ""}`));
}

/** A module that is imported or required has to exist. */
export function checkModules(modules: readonly Atom[], scope: Scope, at: Position): void {
  for (const module of modules) {
    if (scope.unit.hasModule(module)) continue;
    const name = module.name.replace(/^Elixir\./, "");
    throw new CompileError(at, `module ${name} is not loaded and could not be found`);
  }
}

function asValue(modules: readonly Atom[], scope: Scope, at: Position): Node {
  const [only] = modules;
  return constant(scope.term(only !== undefined && modules.length === 1 ? only : list(modules), at));
}

export const DIRECTIVE_FORMS: Forms = {
  alias: ({ args, at, scope }: FormCall) => asValue(aliasDirective(args, scope, at), scope, at),
  import: ({ args, at, scope }: FormCall) => {
    const modules = importDirective(args, scope, at);
    checkModules(modules, scope, at);
    return asValue(modules, scope, at);
  },
  require: ({ args, at, scope }: FormCall) => {
    const [target, options] = args;
    if (target === undefined) throw new CompileError(at, "require expects a module");
    const modules = modulesNamed(target, scope);
    checkModules(modules, scope, at);
    if (keywordValue(options, "as") !== undefined) aliasDirective(args, scope, at);
    return asValue(modules, scope, at);
  },
  use: ({ at }: FormCall) => {
    throw new CompileError(at, "use stands in a module's body, outside of its functions");
  },
};
