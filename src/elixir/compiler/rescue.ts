import type { Ast, Clause } from "../ast.ts";
import type { Context } from "../context.ts";
import { noMatch, normalized, raised, rawReason, Thrown, undefinedFunction } from "../exception.ts";
import type { Routine } from "../host.ts";
import { inspect } from "../inspect.ts";
import { field, structName } from "../map.ts";
import { Atom, atom, EMPTY, FALSE, MapTerm, NIL, type Term, TRUE } from "../term.ts";
import { caseClause, clausesOf, guard, statement } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { keywordPairs, keywordValue } from "./keyword-args.ts";
import { constant, evaluate, type Frame, type Node, routine, strict, values } from "./node.ts";
import { compilePattern, literalTerm, PatternVariables } from "./pattern.ts";
import type { Scope } from "./scope.ts";

/** Takes what was thrown: the body to run, or null when it is not for this clause. */
type Handler = (cx: Context, frame: Frame, thrown: Thrown) => Node | null;

function tryForm({ args, at, scope }: FormCall): Node {
  const [options] = args;
  const body = keywordValue(options, "do");
  if (body === undefined) throw new CompileError(at, 'missing :do option in "try"');
  return guarded(body, options, scope, at, false);
}

/** `try`, or the body of a function with `rescue` and its like: the sections stand in `options`. */
export function guarded(
  body: Ast,
  options: Ast | undefined,
  scope: Scope,
  at: Ast["at"],
  tail: boolean,
): Node {
  const sections = (keywordPairs(options) ?? []).filter(([name]) => name !== "do");
  if (sections.length === 0) return statement(body, scope.child(), tail);
  const run = statement(body, scope.child(), false);
  const handlers: Handler[] = [];
  let after: Node | null = null;
  let others: { fits: (cx: Context, frame: Frame, value: Term) => boolean; body: Node }[] | null = null;
  for (const [name, ast] of sections) {
    if (name === "rescue")
      handlers.push(...clausesOf(ast, ':rescue in "try"', at).map((clause) => rescueClause(clause, scope)));
    else if (name === "catch")
      handlers.push(...clausesOf(ast, ':catch in "try"', at).map((clause) => catchClause(clause, scope)));
    else if (name === "else")
      others = clausesOf(ast, ':else in "try"', at).map((clause) => caseClause(clause, scope, false));
    else if (name === "after") after = statement(ast, scope.child(), false);
    else throw new CompileError(ast.at, `unexpected option :${name} in "try"`);
  }
  const place = scope.place(at);
  function* attempt(cx: Context, frame: Frame): Routine<Term> {
    const { depth, depthBelow } = cx;
    let value: Term;
    try {
      value = yield* evaluate(run, cx, frame);
    } catch (thrown) {
      if (!(thrown instanceof Thrown)) throw thrown;
      thrown.place ??= cx.at;
      cx.depth = depth;
      cx.depthBelow = depthBelow;
      for (const handler of handlers) {
        const found = handler(cx, frame, thrown);
        if (found !== null) return yield* evaluate(found, cx, frame);
      }
      throw thrown;
    }
    if (others === null) return value;
    for (const { fits, body: chosen } of others) {
      if (fits(cx, frame, value)) return yield* evaluate(chosen, cx, frame);
    }
    cx.at = place;
    throw noMatch("TryClauseError", value);
  }
  const last = after;
  if (last === null) return routine((cx, frame) => attempt(cx, frame));
  return routine(function* (cx, frame) {
    const { depth, depthBelow } = cx;
    let value: Term;
    try {
      value = yield* attempt(cx, frame);
    } catch (thrown) {
      // What is over its limits is ended on the spot.
      if (!(thrown instanceof Thrown)) throw thrown;
      thrown.place ??= cx.at;
      cx.depth = depth;
      cx.depthBelow = depthBelow;
      yield* evaluate(last, cx, frame);
      throw thrown;
    }
    yield* evaluate(last, cx, frame);
    return value;
  });
}

/** `e in [A, B] -> …`, `A -> …`, `e -> …` */
function rescueClause({ args, guard: condition, body, at }: Clause, scope: Scope): Handler {
  const [only] = args;
  if (only === undefined || args.length > 1 || condition !== null) {
    throw new CompileError(
      at,
      'invalid rescue clause. The clause should match on an alias, a variable or be in the "var in [alias]" format',
    );
  }
  const inside = scope.child();
  const [name, modules] = only.is === "call" && only.name === "in" ? only.args : [only];
  const listed = modules ?? (isModuleList(only) ? only : null);
  const slot =
    listed === only || name?.is !== "variable" || name.name === "_" ? null : inside.declare(name.name);
  if (listed !== only && name?.is !== "variable") {
    throw new CompileError(
      at,
      'invalid rescue clause. The clause should match on an alias, a variable or be in the "var in [alias]" format',
    );
  }
  const wanted =
    listed === null || (listed.is === "variable" && listed.name === "_") ? null : modulesOf(listed, scope);
  const handler = statement(body, inside, false);
  return (_cx, frame, thrown) => {
    if (thrown.kind !== "error") return null;
    const error = normalized(thrown.value);
    if (wanted !== null && !wanted.includes(structName(error) ?? NIL)) return null;
    if (slot !== null) frame[slot] = error;
    return handler;
  };
}

function isModuleList(ast: Ast): boolean {
  return (
    ast.is === "alias" ||
    ast.is === "child_alias" ||
    ast.is === "list" ||
    ast.is === "atom" ||
    (ast.is === "call" && ast.name === "__MODULE__")
  );
}

function modulesOf(ast: Ast, scope: Scope): Term[] {
  const items = ast.is === "list" ? ast.items : [ast];
  return items.map((item) => {
    const module = literalTerm(item, scope);
    if (module instanceof Atom) return module;
    throw new CompileError(item.at, "rescue expects the modules of exceptions, such as e in [ArgumentError]");
  });
}

const KINDS = { error: atom("error"), throw: atom("throw"), exit: atom("exit") };

/** `value -> …` for what was thrown, `kind, value -> …` */
function catchClause({ args, guard: condition, body, at }: Clause, scope: Scope): Handler {
  const inside = scope.child();
  // The guard of a clause with two arguments stands with the second one.
  const last = args.at(-1);
  const [head, inner] = last?.is === "call" && last.name === "when" ? [last.args[0], last.args[1]] : [last];
  const patterns = head === undefined ? args : [...args.slice(0, -1), head];
  if (patterns.length < 1 || patterns.length > 2)
    throw new CompileError(at, "catch takes one or two arguments");
  const variables = new PatternVariables(inside);
  const [kindMatcher, valueMatcher] =
    patterns.length === 1
      ? [null, ...patterns.map((ast) => compilePattern(ast, variables))]
      : patterns.map((ast) => compilePattern(ast, variables));
  variables.declare();
  const guardAst = condition ?? inner ?? null;
  const holds = guardAst === null ? null : guard(guardAst, inside);
  const handler = statement(body, inside, false);
  return (cx, frame, thrown) => {
    if (kindMatcher === null || kindMatcher === undefined) {
      if (thrown.kind !== "throw") return null;
    } else if (!kindMatcher(cx, frame, KINDS[thrown.kind])) return null;
    if (valueMatcher?.(cx, frame, rawReason(thrown)) !== true) return null;
    return holds === null || holds(cx, frame) ? handler : null;
  };
}

/** `raise message`, `raise Module`, `raise Module, fields`, `raise exception` */
function raiseForm({ args, at, scope }: FormCall): Node {
  const place = scope.place(at);
  const nodes = args.map((arg) => scope.compile(arg));
  const [first, second] = args;
  if (first === undefined || args.length > 2)
    throw new CompileError(at, `undefined function raise/${args.length}`);
  return routine(function* (cx, frame) {
    const [what = NIL, fields = EMPTY] = yield* values(nodes, cx, frame);
    cx.at = place;
    throw new Thrown("error", yield* exceptionOf(cx, what, second === undefined ? EMPTY : fields));
  });
}

function* exceptionOf(cx: Context, what: Term, fields: Term): Routine<Term> {
  if (typeof what === "string") return raised("RuntimeError", { message: what }).value;
  if (what instanceof MapTerm && field(what, "__exception__") === TRUE) return what;
  if (what instanceof Atom && what !== NIL && what !== TRUE && what !== FALSE) {
    if (cx.program.exported(what, "exception", 1) === null) {
      throw undefinedFunction(what, "exception", 1);
    }
    return yield* cx.apply(what, "exception", [fields]);
  }
  throw raised("ArgumentError", {
    message: `raise/1 and reraise/2 expect a module name, string or exception as the first argument, got: ${inspect(what)}`,
  });
}

function reraiseForm(form: FormCall): Node {
  // The stack trace, which comes last, is of no consequence here.
  return raiseForm({ ...form, args: form.args.slice(0, -1) });
}

export const RESCUE_FORMS: Forms = {
  "try/1": tryForm,
  "raise/1": raiseForm,
  "raise/2": raiseForm,
  "reraise/2": reraiseForm,
  "reraise/3": reraiseForm,
  "__STACKTRACE__/0": () => constant(EMPTY),
  "throw/1": ({ args, at, scope }) => {
    const place = scope.place(at);
    return strict(
      args.map((arg) => scope.compile(arg)),
      (cx, [value]) => {
        cx.at = place;
        throw new Thrown("throw", value ?? NIL);
      },
    );
  },
};
