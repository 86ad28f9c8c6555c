import type { Ast, Source } from "../ast.ts";
import { type Context, drive } from "../context.ts";
import { Thrown } from "../exception.ts";
import { exceptionBanner } from "../exception-message.ts";
import type { Routine } from "../host.ts";
import type { Program } from "../program.ts";
import type { Term } from "../term.ts";
import { itemsOf } from "./body-reader.ts";
import { statement } from "./clause.ts";
import type { CompileProblem } from "./compile-problem.ts";
import { compileExpression, isForm } from "./expression.ts";
import { compileFunction } from "./function-compiler.ts";
import { declareModules } from "./module-declaration.ts";
import type { ModuleDefinition } from "./module-definition.ts";
import type { Frame } from "./node.ts";
import { FrameLayout, Scope } from "./scope.ts";
import { Unit } from "./unit.ts";

/** Code that is no module: run with a process's context. */
export type Script = (cx: Context) => Routine<Term>;

export type Loaded = {
  readonly problems: readonly CompileProblem[];
  /** What stands outside of modules; null when there is nothing, or when something is wrong. */
  readonly script: Script | null;
};

/**
 * Compiles files together, so that they may refer to one another in any order, and adds their modules to the
 * program. With an error among the problems the program must not be run.
 */
export function load(program: Program, sources: readonly Source[]): Loaded {
  const unit = new Unit(program, sources[0]?.file ?? "nofile", {
    expression: compileExpression,
    isForm,
    compileFunction,
  });
  const layout = new FrameLayout(0, null);
  const scope = new Scope(unit, null, { layout, module: null });
  const rest: Ast[] = [];
  for (const source of sources) rest.push(...declareModules(unit, source.file, itemsOf(source.body), scope));
  for (const definition of unit.definitions.values()) finishDefinition(unit, definition);
  for (const definition of unit.definitions.values()) {
    for (const found of definition.functions.values()) compileFunction(found);
  }
  const [first] = rest;
  const script =
    first === undefined
      ? null
      : unit.attempt(null, () =>
          statement(rest.length === 1 ? first : { is: "block", items: rest, at: first.at }, scope, false),
        );
  if (script === null || unit.problems.some(({ severity }) => severity === "error"))
    return { problems: unit.problems, script: null };
  return {
    problems: unit.problems,
    *script(cx) {
      const frame: Frame = [];
      return (script.plain ? script.run(cx, frame) : yield* script.run(cx, frame)) as Term; // in no tail position
    },
  };
}

/** Does what the module's body does while it is defined: attributes, structs, macros of a `use`. */
function finishDefinition(unit: Unit, definition: ModuleDefinition): void {
  for (const act of definition.pending) {
    try {
      unit.attempt(definition, act);
    } catch (thrown) {
      if (!(thrown instanceof Thrown)) throw thrown;
      const { line, column } = thrown.place ?? { line: definition.at[0], column: definition.at[1] };
      unit.report("error", definition, [line, column], exceptionBanner(unit.program, thrown));
    }
  }
}

/** Runs a routine that is expected not to wait, to its end. */
export function runToEnd(cx: Context, routine: Routine<Term>): Term | null {
  const result = drive(cx, routine).next();
  return result.done === true ? result.value : null;
}
