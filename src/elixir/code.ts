import type { Context } from "./context.ts";
import type { Routine } from "./host.ts";
import type { Code, Term } from "./term.ts";

/**
 * What a function runs. A function that can neither wait nor recurse runs as a plain JavaScript function;
 * every other is a generator. The compiler decides (compiler/function-compiler.ts), and a native function
 * says it by being a generator function or not. Arguments are given one by one.
 */
export type FunctionCode = PlainCode | RoutineCode;

export interface PlainCode extends Code {
  readonly plain: true;
  /** How many calls deep it may go on the JavaScript stack. */
  readonly height: number;
  readonly fn: (cx: Context, ...args: Term[]) => Term;
}

export interface RoutineCode extends Code {
  readonly plain: false;
  readonly fn: (cx: Context, ...args: Term[]) => Routine<Term | TailCall>;
}

/** What a routine returns in place of a result when its last act is a call: its caller makes that call. */
export class TailCall {
  readonly code: FunctionCode;
  readonly args: readonly Term[];

  constructor(code: FunctionCode, args: readonly Term[]) {
    this.code = code;
    this.args = args;
  }
}
