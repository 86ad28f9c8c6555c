import type { Position } from "../ast.ts";

/** What the compiler has to say about a place in a file; line and column count from 1. */
export type CompileProblem = {
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As Elixir words it; for what this evaluator lacks, what to write instead. */
  readonly message: string;
};

/** Thrown where an expression cannot be compiled; the rest of the module is compiled all the same. */
export class CompileError extends Error {
  readonly at: Position;

  constructor(at: Position, message: string) {
    super(message);
    this.at = at;
  }
}

/** Something that this evaluator does not have. `instead` says what to write. */
export function unsupported(at: Position, what: string, instead: string): CompileError {
  return new CompileError(at, `${what} is not supported here: ${instead}`);
}
