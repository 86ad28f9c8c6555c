import { functionClause, functionCode } from "./clause.ts";
import { FunctionEmitter } from "./function-emitter.ts";
import type { FunctionDefinition } from "./module-definition.ts";
import { Scope } from "./scope.ts";

/** Compiles a function and, before it, those that it calls; a function in a circle of calls becomes a routine. */
export function compileFunction(definition: FunctionDefinition): void {
  if (definition.shape !== null || definition.compiling) return;
  definition.compiling = true;
  const { module, name, arity, key, unit } = definition;
  const emitter = new FunctionEmitter(unit.fresh);
  const params = Array.from({ length: arity }, () => emitter.parameter());
  let inside = new Scope(unit, null, { emitter, module, functionName: key });
  const clauses = definition.clauses.flatMap(({ args, guard, body, scope, attributeCount }) => {
    inside = new Scope(unit, scope, { emitter, module, functionName: key, attributeCount });
    const compiled = unit.attempt(module, () => functionClause(args, guard, body, params, inside));
    return compiled === null ? [] : [compiled];
  });
  // Where the first clause stands, as on the BEAM: of the function no line has run.
  const place = inside.placeJs(definition.clauses[0]?.at ?? definition.at);
  const refuse = `noClause(cx,${JSON.stringify(module.module.name)},${JSON.stringify(name)},${arity},${place})`;
  const { js, ...shape } = functionCode(params, clauses, refuse, inside);
  unit.addFunction(`const ${definition.js}=${js};`);
  definition.shape = shape;
  definition.compiling = false;
}
