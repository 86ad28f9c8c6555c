/** Line and column, both from 1. */
export type Position = readonly [line: number, column: number];

/**
 * Elixir as the parser leaves it and the compiler takes it: plain data, so that a lesson's modules can be
 * parsed when the site is built. Operators, keywords such as `if` and definitions are all `call`s, and a `do`
 * block is the last argument, as in Elixir's own quoted form.
 */
export type Ast =
  /** The digits, in base ten. */
  | { readonly is: "integer"; readonly value: string; readonly at: Position }
  | { readonly is: "float"; readonly value: number; readonly at: Position }
  | { readonly is: "atom"; readonly name: string; readonly at: Position }
  | { readonly is: "string"; readonly value: string; readonly at: Position }
  /** A string literal that is no valid UTF-8. */
  | { readonly is: "bytes"; readonly value: readonly number[]; readonly at: Position }
  | { readonly is: "charlist"; readonly value: string; readonly at: Position }
  /** Text with `#{…}` in it. */
  | {
      readonly is: "interpolation";
      readonly as: "string" | "charlist" | "atom";
      readonly parts: readonly Ast[];
      readonly at: Position;
    }
  | {
      readonly is: "sigil";
      readonly name: string;
      readonly modifiers: string;
      /** A single string when nothing is interpolated. */
      readonly text: Ast;
      readonly at: Position;
    }
  | { readonly is: "alias"; readonly name: string; readonly at: Position }
  /** `__MODULE__.Child`, `parent.Child` */
  | { readonly is: "child_alias"; readonly of: Ast; readonly name: string; readonly at: Position }
  | { readonly is: "variable"; readonly name: string; readonly at: Position }
  | { readonly is: "call"; readonly name: string; readonly args: readonly Ast[]; readonly at: Position }
  /** `target.name(…)`; without parentheses `args` is null, and it may be a map's field. */
  | {
      readonly is: "remote";
      readonly target: Ast;
      readonly name: string;
      readonly args: readonly Ast[] | null;
      readonly at: Position;
    }
  /** `fun.(…)` */
  | { readonly is: "apply"; readonly fun: Ast; readonly args: readonly Ast[]; readonly at: Position }
  | { readonly is: "list"; readonly items: readonly Ast[]; readonly tail: Ast | null; readonly at: Position }
  | { readonly is: "tuple"; readonly items: readonly Ast[]; readonly at: Position }
  /** `%{of | key => value}`, `%struct{…}` */
  | {
      readonly is: "map";
      readonly struct: Ast | null;
      readonly of: Ast | null;
      readonly pairs: readonly (readonly [Ast, Ast])[];
      readonly at: Position;
    }
  | { readonly is: "bitstring"; readonly items: readonly Ast[]; readonly at: Position }
  | { readonly is: "fn"; readonly clauses: readonly Clause[]; readonly at: Position }
  | { readonly is: "block"; readonly items: readonly Ast[]; readonly at: Position }
  | { readonly is: "access"; readonly of: Ast; readonly key: Ast; readonly at: Position }
  /** `&1` */
  | { readonly is: "argument"; readonly index: number; readonly at: Position }
  /** `@name value`, `@name` */
  | { readonly is: "attribute"; readonly name: string; readonly value: Ast | null; readonly at: Position }
  /** What stands in a `do` block of `case` and its like. */
  | { readonly is: "clauses"; readonly clauses: readonly Clause[]; readonly at: Position }
  /** Several names after one dot: `alias Foo.{A, B}`. */
  | { readonly is: "alias_group"; readonly of: Ast; readonly items: readonly Ast[]; readonly at: Position };

/** `args when guard -> body` */
export type Clause = {
  readonly args: readonly Ast[];
  readonly guard: Ast | null;
  readonly body: Ast;
  readonly at: Position;
};

/** The module that a source file was parsed into. */
export type Source = { readonly file: string; readonly body: Ast };
