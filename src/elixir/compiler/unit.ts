import type { Ast, Position } from "../ast.ts";
import type { Place } from "../exception.ts";
import type { Program } from "../program.ts";
import { type Atom, atom } from "../term.ts";
import { CompileError, type CompileProblem } from "./compile-problem.ts";
import type { ModuleDefinition } from "./module-definition.ts";
import type { Node } from "./node.ts";
import type { Scope } from "./scope.ts";

/** Compiles an expression; given from outside so that the forms of the language need not know one another. */
export type CompileExpression = (ast: Ast, scope: Scope, tail: boolean) => Node;

/** What is shared by everything compiled from one set of files. */
export class Unit {
  readonly program: Program;
  readonly problems: CompileProblem[] = [];
  /** Modules by name, also those that are not compiled yet. */
  readonly definitions = new Map<Atom, ModuleDefinition>();
  readonly #expression: CompileExpression;
  readonly #file: string;

  constructor(program: Program, file: string, expression: CompileExpression) {
    this.program = program;
    this.#file = file;
    this.#expression = expression;
  }

  compile(ast: Ast, scope: Scope, tail: boolean): Node {
    return this.#expression(ast, scope, tail);
  }

  place([line, column]: Position, scope: Scope): Place {
    const { module, functionName } = scope;
    const running = module === null ? null : `${module.title}${functionName === null ? "" : `.${functionName}`}`;
    return { file: this.fileOf(module), line, column, function: running };
  }

  fileOf(module: ModuleDefinition | null): string {
    return module?.file ?? this.#file;
  }

  report(severity: "error" | "warning", module: ModuleDefinition | null, [line, column]: Position, message: string): void {
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
    return this.definitions.has(module) || this.program.hasModule(module) || module === atom("Elixir.Kernel.SpecialForms");
  }
}
