import type { Ast, Source } from "../ast.ts";
import type { FunctionCode } from "../code.ts";
import type { Context } from "../context.ts";
import { exceptionBanner } from "../exception-message.ts";
import type { Routine } from "../host.ts";
import type { Program } from "../program.ts";
import type { Term } from "../term.ts";
import { Thrown } from "../thrown.ts";
import { itemsOf } from "./body-reader.ts";
import { statement } from "./clause.ts";
import type { CompileProblem } from "./compile-problem.ts";
import { compileExpression, isForm } from "./expression.ts";
import { compileFunction } from "./function-compiler.ts";
import { FunctionEmitter } from "./function-emitter.ts";
import { declareModules } from "./module-declaration.ts";
import type { ModuleDefinition } from "./module-definition.ts";
import { Scope } from "./scope.ts";
import { instantiated, Unit } from "./unit.ts";

/** Code that is no module: run with a process's context. */
export type Script = (cx: Context) => Routine<Term>;

export type Loaded = {
  readonly problems: readonly CompileProblem[];
  /** What stands outside of modules; null when there is nothing, or when something is wrong. */
  readonly script: Script | null;
};

type Compiled = { readonly unit: Unit; readonly scriptJs: string; readonly failed: boolean };

/**
 * Compiles files together, so that they may refer to one another in any order, and adds their modules to the
 * program. With an error among the problems the program must not be run.
 */
export function load(program: Program, sources: readonly Source[]): Loaded {
  const { unit, scriptJs, failed } = compile(program, sources);
  if (failed) return { problems: unit.problems, script: null };
  const definitions = [...unit.definitions.values()];
  const tables = definitions.map((definition) => functionTable(definition)).join(",");
  const [functions, script] = instantiated(unit.script(`[[${tables}],${scriptJs}]`), program) as [
    { readonly [key: string]: FunctionCode }[],
    Script | null,
  ]; // as written here
  for (const [index, definition] of definitions.entries()) {
    for (const [key, code] of Object.entries(functions[index] ?? {})) {
      const found = definition.functions.get(key);
      if (found !== undefined) found.code = code;
    }
  }
  return { problems: unit.problems, script };
}

/**
 * Compiles files to the JavaScript of a function's body: given the runtime as `$` it returns the modules, as
 * compiled-module.ts takes them in. For pages, which then need no compiler.
 */
export function compileToJavaScript(
  program: Program,
  sources: readonly Source[],
): { readonly problems: readonly CompileProblem[]; readonly js: string | null } {
  const { unit, failed } = compile(program, sources);
  if (failed) return { problems: unit.problems, js: null };
  const modules = [...unit.definitions.values()].map((definition) => moduleJs(unit, definition));
  return { problems: unit.problems, js: unit.script(`[${modules.join(",\n")}]`) };
}

function compile(program: Program, sources: readonly Source[]): Compiled {
  const unit = new Unit(program, sources, { expression: compileExpression, isForm, compileFunction });
  const emitter = new FunctionEmitter(unit.fresh);
  const scope = new Scope(unit, null, { emitter, module: null });
  const rest: Ast[] = [];
  for (const source of sources) rest.push(...declareModules(unit, source.file, itemsOf(source.body), scope));
  for (const definition of unit.definitions.values()) finishDefinition(unit, definition);
  for (const definition of unit.definitions.values()) {
    for (const found of definition.functions.values()) compileFunction(found);
  }
  const [first] = rest;
  const whole: Ast | undefined =
    rest.length > 1 && first !== undefined ? { is: "block", items: rest, at: first.at } : first;
  const script = whole === undefined ? null : unit.attempt(null, () => statement(whole, scope, false));
  const scriptJs = script === null ? "null" : `function*(cx){${emitter.declarations}return ${script.js}}`;
  return { unit, scriptJs, failed: unit.problems.some(({ severity }) => severity === "error") };
}

function functionTable({ functions }: ModuleDefinition): string {
  const entries = [...functions.values()].filter(({ exported }) => exported);
  return `{${entries.map(({ key, js }) => `${JSON.stringify(key)}:${js}`).join(",")}}`;
}

function moduleJs(unit: Unit, definition: ModuleDefinition): string {
  const { module, at, protocol, struct, derives, uses } = definition;
  const term = (value: Term) => unit.termJs(value, at);
  const terms = (values: readonly Term[]) => `[${values.map(term).join(",")}]`;
  const fields = struct?.fields.map(([name, value]) => `[${JSON.stringify(name)},${term(value)}]`).join(",");
  const shape =
    struct === null
      ? "null"
      : `{fields:[${fields}],enforced:${JSON.stringify(struct.enforced)},isException:${struct.isException}}`;
  const used = uses.map(
    ({ module: name, options, macros }) =>
      `[${term(name)},${term(options)},[${macros.map((macro) => `[${JSON.stringify(macro.name)},${JSON.stringify(macro.args)},${terms(macro.values)}]`).join(",")}]]`,
  );
  const fallsBack = definition.attributes.some(({ name }) => name === "fallback_to_any");
  const later = definition.later.map(({ ast, scope: outer }) => {
    const emitter = new FunctionEmitter(unit.fresh);
    const { js } = new Scope(unit, outer, { emitter, module: definition }).compile(ast);
    return `()=>{${emitter.declarations}return ${js}}`;
  });
  return `{module:${term(module)},functions:${functionTable(definition)},struct:${shape},derives:${terms(derives)},protocol:${JSON.stringify(protocol)},fallsBack:${fallsBack},uses:[${used.join(",")}],later:[${later.join(",")}]}`;
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
