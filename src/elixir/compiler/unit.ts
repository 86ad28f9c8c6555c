import type { Ast, Position } from "../ast.ts";
import type { FunctionCode } from "../code.ts";
import type { Place } from "../exception.ts";
import { nearest } from "../nearest.ts";
import type { Program } from "../program.ts";
import { type Atom, moduleAtom } from "../term.ts";
import { CompileError, type CompileProblem } from "./compile-problem.ts";
import type { FunctionDefinition, ModuleDefinition } from "./module-definition.ts";
import type { Node } from "./node.ts";
import type { Scope } from "./scope.ts";

/** The language itself, given from outside so that its forms need not know one another. */
export type Language = {
  readonly expression: (ast: Ast, scope: Scope, tail: boolean) => Node;
  /** Whether a call of this name and arity is made into something else than a call. */
  readonly isForm: (name: string, arity: number) => boolean;
  readonly compileFunction: (definition: FunctionDefinition) => void;
};

/** What a call without a module refers to. */
export type LocalFunction = {
  readonly by: "module" | "import";
  readonly module: Atom;
  readonly target: { readonly code: FunctionCode | null };
};

const KERNEL = moduleAtom("Kernel");

/** What is shared by everything compiled from one set of files. */
export class Unit {
  readonly program: Program;
  readonly problems: CompileProblem[] = [];
  /** Modules by name, also those that are not compiled yet. */
  readonly definitions = new Map<Atom, ModuleDefinition>();
  readonly #language: Language;
  readonly #file: string;

  constructor(program: Program, file: string, language: Language) {
    this.program = program;
    this.#file = file;
    this.#language = language;
  }

  compile(ast: Ast, scope: Scope, tail: boolean): Node {
    return this.#language.expression(ast, scope, tail);
  }

  isForm(name: string, arity: number): boolean {
    return this.#language.isForm(name, arity);
  }

  /** The function that `name(…)` calls here: the module's own, an imported one, or Kernel's. */
  resolveLocal(name: string, arity: number, scope: Scope): LocalFunction | null {
    const key = `${name}/${arity}`;
    const { module } = scope;
    const own = module?.functions.get(key);
    if (module !== null && own !== undefined) {
      this.#language.compileFunction(own);
      return { by: "module", module: module.module, target: own };
    }
    const fallback = module?.fallbacks.get(key);
    if (module !== null && fallback !== undefined) {
      return { by: "module", module: module.module, target: { code: fallback } };
    }
    for (const { module: imported, only, except } of scope.imports()) {
      if ((only !== null && !only.has(key)) || except.has(key)) continue;
      const code = this.knownFunction(imported, name, arity);
      if (code !== null) return { by: "import", module: imported, target: { code } };
    }
    const code = this.program.native(KERNEL)?.functions.get(key);
    return code === undefined ? null : { by: "import", module: KERNEL, target: { code } };
  }

  /** The exported function of a module that is known while compiling; null when there is none. */
  knownFunction(module: Atom, name: string, arity: number): FunctionCode | null {
    const key = `${name}/${arity}`;
    const definition = this.definitions.get(module);
    if (definition === undefined) return this.program.exported(module, name, arity);
    const found = definition.functions.get(key);
    if (found === undefined) return definition.fallbacks.get(key) ?? null;
    if (!found.exported) return null;
    this.#language.compileFunction(found);
    return found.code;
  }

  undefinedLocal(name: string, arity: number, at: Position, scope: Scope): CompileError {
    const { module } = scope;
    const where =
      module === null
        ? "there is no such import"
        : `expected ${module.title} to define such a function or for it to be imported, but none are available`;
    const names = [
      ...(module?.functions.keys() ?? []),
      ...[...scope.imports()].flatMap((imported) => this.program.functionNames(imported.module)),
      ...this.program.functionNames(KERNEL),
    ];
    const near = nearest(`${name}/${arity}`, names, 0.88);
    const hint = near.length === 0 ? "" : `. Did you mean: ${near.join(", ")}?`;
    return new CompileError(at, `undefined function ${name}/${arity} (${where})${hint}`);
  }

  place([line, column]: Position, scope: Scope): Place {
    const { module, functionName } = scope;
    const running =
      module === null ? null : `${module.title}${functionName === null ? "" : `.${functionName}`}`;
    return { file: this.fileOf(module), line, column, function: running };
  }

  fileOf(module: ModuleDefinition | null): string {
    return module?.file ?? this.#file;
  }

  report(
    severity: "error" | "warning",
    module: ModuleDefinition | null,
    [line, column]: Position,
    message: string,
  ): void {
    this.problems.push({ severity, file: this.fileOf(module), line, column, message });
  }

  /** Runs `compile`, and writes down what it refuses; null then. */
  attempt<Result>(module: ModuleDefinition | null, compile: () => Result): Result | null {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      this.report("error", module, error.at, error.message);
      return null;
    }
  }

  /** A fresh number for the functions of this unit. */
  nextFunction(): number {
    this.#functions += 1;
    return this.#functions;
  }

  #functions = 0;

  hasModule(module: Atom): boolean {
    return this.definitions.has(module) || this.program.hasModule(module);
  }
}
