import type { Ast, Clause, Position } from "../ast.ts";
import type { FunctionCode, TailCall } from "../code.ts";
import type { Context } from "../context.ts";
import { functionClauseIn, Thrown } from "../exception.ts";
import type { Routine } from "../host.ts";
import { atom, Fun, type Term, TRUE } from "../term.ts";
import { CompileError } from "./compile-problem.ts";
import { type Frame, MAX_HEIGHT, type Node, type PlainNode, plain, routine } from "./node.ts";
import { argumentPatterns, type Matcher, pattern } from "./pattern.ts";
import { type Scope, valueAt } from "./scope.ts";

/** Whether the guard holds; null when there is none. */
export type Guard = (cx: Context, frame: Frame) => boolean;

/** One clause of `case`, `fn`, `def` and their like. */
export type CompiledClause = {
  readonly fits: (cx: Context, frame: Frame, values: readonly Term[]) => boolean;
  readonly body: Node;
};

/** The guard `a when b when c`: true as soon as one alternative is; what raises is not true. */
export function guard(ast: Ast, scope: Scope): Guard {
  if (ast.is === "call" && ast.name === "when") {
    const alternatives = ast.args.map((part) => guard(part, scope));
    return (cx, frame) => alternatives.some((alternative) => alternative(cx, frame));
  }
  const node = scope.child({ inGuard: true }).compile(ast);
  if (!node.plain) throw new CompileError(ast.at, "cannot invoke this inside guards");
  return (cx, frame) => {
    try {
      return node.run(cx, frame) === TRUE;
    } catch (thrown) {
      if (thrown instanceof Thrown) return false;
      throw thrown;
    }
  };
}

/** A clause that takes one value, as those of `case`. */
export function caseClause(
  clause: Clause,
  scope: Scope,
  tail: boolean,
): { fits: (cx: Context, frame: Frame, value: Term) => boolean; body: Node } {
  const [only] = clause.args;
  if (only === undefined || clause.args.length > 1) {
    throw new CompileError(clause.at, "expected one argument for a clause: left -> right");
  }
  const inside = scope.child();
  // `pattern when guard` comes as one argument where the clause has parentheses.
  const [head, inner] = only.is === "call" && only.name === "when" ? only.args : [only];
  const matcher = pattern(head ?? only, inside);
  const guardAst = clause.guard ?? inner ?? null;
  const holds = guardAst === null ? null : guard(guardAst, inside);
  const body = statement(clause.body, inside, tail);
  const fits =
    holds === null
      ? matcher
      : (cx: Context, frame: Frame, value: Term) => matcher(cx, frame, value) && holds(cx, frame);
  return { fits, body };
}

/** The clauses of a `do` block. */
export function clausesOf(ast: Ast | undefined, form: string, at: Position): readonly Clause[] {
  if (ast?.is !== "clauses") throw new CompileError(ast?.at ?? at, `expected -> clauses for ${form}`);
  return ast.clauses;
}

/** Chooses the first clause that fits; `otherwise` says what to throw when none does. */
export function choose(
  subject: Node,
  clauses: readonly { fits: (cx: Context, frame: Frame, value: Term) => boolean; body: Node }[],
  otherwise: (cx: Context, value: Term) => unknown,
): Node {
  let height = subject.plain ? subject.height : 0;
  const allPlain = subject.plain && clauses.every(({ body }) => body.plain);
  for (const { body } of clauses) if (body.plain && body.height > height) height = body.height;
  const find = (cx: Context, frame: Frame, value: Term): Node => {
    for (const { fits, body } of clauses) if (fits(cx, frame, value)) return body;
    throw otherwise(cx, value);
  };
  if (allPlain) {
    return plain(height, (cx, frame) =>
      (find(cx, frame, subject.run(cx, frame)) as PlainNode).run(cx, frame),
    ); // all bodies are
  }
  return routine(function* (cx, frame) {
    const value = (subject.plain ? subject.run(cx, frame) : yield* subject.run(cx, frame)) as Term; // in no tail position
    const body = find(cx, frame, value);
    return body.plain ? body.run(cx, frame) : yield* body.run(cx, frame);
  });
}

/** A body or a line of one: what a reader steps through. */
export function statement(ast: Ast, scope: Scope, tail: boolean): Node {
  if (ast.is === "block") return scope.compile(ast, tail);
  // What is in view before the line, not what it binds itself.
  const visible = scope.visible();
  const node = scope.compile(ast, tail);
  const place = scope.place(startOf(ast));
  const tell = (cx: Context, frame: Frame) => {
    cx.listener?.(place, () =>
      [...visible()].flatMap(([name, slot]) =>
        frame[slot] === undefined ? [] : [[name, valueAt(frame, slot)] as const],
      ),
    );
  };
  if (node.plain) {
    const { run } = node;
    return plain(node.height, (cx, frame) => {
      cx.at = place;
      if (cx.listener !== null) tell(cx, frame);
      return run(cx, frame);
    });
  }
  const { run } = node;
  // Not a generator of its own: it marks the line and hands out the routine that does the work.
  return routine((cx, frame) => {
    cx.at = place;
    if (cx.listener !== null) tell(cx, frame);
    return run(cx, frame);
  });
}

/** Where an expression begins: an operator's position is that of the operator. */
export function startOf(ast: Ast): Position {
  switch (ast.is) {
    case "call": {
      const [left] = ast.args;
      return left !== undefined && ast.args.length === 2 && !/^[a-z_]/i.test(ast.name)
        ? earlier(startOf(left), ast.at)
        : ast.at;
    }
    case "remote":
      return startOf(ast.target);
    case "apply":
      return startOf(ast.fun);
    case "access":
      return startOf(ast.of);
    default:
      return ast.at;
  }
}

function earlier(a: Position, b: Position): Position {
  return a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]) ? a : b;
}

/** What a function does with its arguments, which are the first slots of its frame. */
export type FunctionClause = {
  readonly matchers: readonly (Matcher | null)[];
  readonly guard: Guard | null;
  readonly body: Node;
};

export function functionClause(
  args: readonly Ast[],
  guardAst: Ast | null,
  body: Ast,
  scope: Scope,
): FunctionClause {
  const matchers = argumentPatterns(args, scope);
  const holds = guardAst === null ? null : guard(guardAst, scope);
  return { matchers, guard: holds, body: statement(body, scope, true) };
}

/** The code of a function with these clauses; `captures` says where a closure's captured values go. */
export function functionCode(
  arity: number,
  clauses: readonly FunctionClause[],
  captures: readonly { readonly inner: number }[],
  refuse: (cx: Context, args: readonly Term[]) => unknown,
): FunctionCode {
  const find = (cx: Context, frame: Frame): Node => {
    for (const { matchers, guard: holds, body } of clauses) {
      let fits = true;
      for (let index = 0; fits && index < matchers.length; index += 1) {
        const matcher = matchers[index];
        if (matcher !== null && matcher !== undefined) fits = matcher(cx, frame, frame[index] as Term); // an argument
      }
      if (fits && (holds === null || holds(cx, frame))) return body;
    }
    throw refuse(cx, frame.slice(0, arity));
  };
  const open = (args: Term[], captured: readonly Term[]): Frame => {
    for (let index = 0; index < captures.length; index += 1) {
      const capture = captures[index];
      if (capture !== undefined) args[capture.inner] = captured[index] as Term; // captured in the same order
    }
    return args;
  };
  const height = Math.max(0, ...clauses.map(({ body }) => (body.plain ? body.height : 0)));
  if (clauses.every(({ body }) => body.plain) && height < MAX_HEIGHT) {
    const run = (cx: Context, args: Term[], captured: readonly Term[]) => {
      const frame = open(args, captured);
      return (find(cx, frame) as PlainNode).run(cx, frame); // all bodies are
    };
    return { plain: true, arity, height, run };
  }
  const run = (cx: Context, args: Term[], captured: readonly Term[]): Routine<Term | TailCall> => {
    const frame = open(args, captured);
    return begin(find, cx, frame);
  };
  return { plain: false, arity, run };
}

function* begin(
  find: (cx: Context, frame: Frame) => Node,
  cx: Context,
  frame: Frame,
): Routine<Term | TailCall> {
  const body = find(cx, frame);
  return body.plain ? body.run(cx, frame) : yield* body.run(cx, frame);
}

/** `fn … end` */
export function anonymousFunction(
  clauses: readonly Clause[],
  scope: Scope,
  at: Position,
  title?: string,
): Node {
  const arity = argumentsOf(clauses[0]).length;
  const inside = scope.closure(arity);
  const compiled = clauses.map((clause) => {
    const args = argumentsOf(clause);
    if (args.length !== arity) {
      throw new CompileError(clause.at, "cannot mix clauses with different arities in anonymous functions");
    }
    for (const arg of args) {
      if (arg.is === "call" && arg.name === "\\\\") {
        throw new CompileError(arg.at, "anonymous functions cannot have optional arguments");
      }
    }
    const first = clause.args[0];
    const inner = first?.is === "call" && first.name === "when" ? (first.args.at(-1) ?? null) : null;
    return functionClause(args, clause.guard ?? inner, clause.body, inside.child());
  });
  const place = scope.place(at);
  const text =
    title ??
    `#Function<${scope.unit.nextFunction()}.${at[0]}/${arity} in ${place.function ?? ":erl_eval.expr/6"}>`;
  const { captures } = inside.layout;
  const code = functionCode(arity, compiled, captures, (cx) => {
    cx.at = place;
    const { module, functionName } = scope;
    if (module === null) return functionClauseIn(atom("erl_eval"), "-inside-an-interpreted-fun-", arity);
    return functionClauseIn(module.module, `-${functionName ?? "__info__/1"}-fun-0-`, arity);
  });
  if (captures.length === 0) {
    const fun = new Fun(code, [], text);
    return { plain: true, height: 0, run: () => fun };
  }
  return plain(0, (cx, frame) => {
    cx.allocate(captures.length + 4);
    return new Fun(
      code,
      captures.map(({ outer }) => valueAt(frame, outer)),
      text,
    );
  });
}

function argumentsOf(clause: Clause | undefined): readonly Ast[] {
  const first = clause?.args[0];
  // `fn (a, b) when guard -> …` keeps its arguments before the guard.
  if (clause?.args.length === 1 && first?.is === "call" && first.name === "when")
    return first.args.slice(0, -1);
  return clause?.args ?? [];
}
