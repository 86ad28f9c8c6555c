import type { Ast, Position } from "../ast.ts";
import type { Node } from "./node.ts";
import type { Scope } from "./scope.ts";

/** A call that the compiler makes into something else than a call: `if`, `case`, `|>`. */
export type FormCall = {
  readonly name: string;
  readonly args: readonly Ast[];
  readonly at: Position;
  readonly scope: Scope;
  /** Whether it is the last thing that its function does. */
  readonly tail: boolean;
};

/** By `name/arity`, or by name alone for any number of arguments. */
export type Forms = { readonly [key: string]: (form: FormCall) => Node };
