import { functionClauseIn } from "../exception.ts";
import { functionClause, functionCode } from "./clause.ts";
import type { FunctionDefinition } from "./module-definition.ts";
import { FrameLayout, Scope } from "./scope.ts";

/** Compiles a function and, before it, those that it calls; a function in a circle of calls becomes a routine. */
export function compileFunction(definition: FunctionDefinition): void {
  if (definition.code !== null || definition.compiling) return;
  definition.compiling = true;
  const { module, name, arity, key } = definition;
  const layout = new FrameLayout(arity, null);
  const clauses = definition.clauses.flatMap(({ args, guard, body, scope, attributeCount }) => {
    const inside = new Scope(scope.unit, scope, { layout, module, functionName: key, attributeCount });
    const compiled = scope.unit.attempt(module, () => functionClause(args, guard, body, inside));
    return compiled === null ? [] : [compiled];
  });
  definition.code = functionCode(arity, clauses, [], () => functionClauseIn(module.module, name, arity));
  definition.compiling = false;
}
