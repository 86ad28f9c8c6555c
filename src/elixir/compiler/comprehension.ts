import type { Ast } from "../ast.ts";
import { keywordPairs, keywordValue } from "../keyword-args.ts";
import { readSegments } from "./bitstring-pattern.ts";
import { caseClause, choose, clausesOf, generatorPattern, statement } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import { truth } from "./control.ts";
import type { FormCall, Forms } from "./forms.ts";
import { constant, type Node, plain, routine } from "./node.ts";
import { PatternVariables } from "./pattern.ts";
import type { Scope } from "./scope.ts";

/**
 * `for`: each generator runs a function of its own for every element, so that what its pattern binds is new
 * each time for the functions that are made within.
 */
function forForm({ args, at, scope }: FormCall): Node {
  const options = args.at(-1);
  const body = keywordValue(options, "do");
  if (body === undefined) throw new CompileError(at, 'missing :do option in "for"');
  for (const [name] of keywordPairs(options) ?? []) {
    if (!["do", "into", "uniq", "reduce"].includes(name)) {
      throw new CompileError(at, `unsupported option :${name} given to for`);
    }
  }
  const intoAst = keywordValue(options, "into");
  const initialAst = keywordValue(options, "reduce");
  const unique = keywordValue(options, "uniq");
  const result = scope.emitter.local();
  const stages = args.slice(0, -1);
  if (initialAst !== undefined) {
    const initial = scope.compile(initialAst);
    const clauses = clausesOf(body, ':reduce in "for"', at);
    const inner = (inside: Scope) => {
      const refuse = (value: string) => `unmatched(cx,${scope.placeJs(at)},"CaseClauseError",${value})`;
      return `${result}=${
        choose(
          plain(result),
          clauses.map((clause) => caseClause(clause, inside, false)),
          refuse,
          inside,
        ).js
      };`;
    };
    return routine(`(${result}=${initial.js},${staged(stages, scope.child(), inner)},${result})`);
  }
  const into = intoAst === undefined ? constant("EMPTY") : scope.compile(intoAst);
  const isUnique = unique?.is === "atom" && unique.name === "true";
  const target = scope.emitter.local();
  const seen = isUnique ? scope.emitter.local() : null;
  const inner = (inside: Scope) => {
    const item = statement(body, inside, false).js;
    return seen === null ? `push(cx,${result},${item});` : `pushNew(cx,${result},${seen},${item});`;
  };
  const start = [`${target}=${into.js}`, `${result}=[]`, ...(seen === null ? [] : [`${seen}=new Set()`])];
  return routine(
    `(${[...start, staged(stages, scope.child(), inner)].join(",")},collect(cx,${result},${target}))`,
  );
}

/** An expression that runs the stages; the first must be a generator. */
function staged(stages: readonly Ast[], scope: Scope, inner: (scope: Scope) => string): string {
  const [first, ...rest] = stages;
  if (first === undefined) throw new CompileError([1, 1], "for expects at least one generator");
  return generator(first, rest, scope, inner).replace(/;$/, "");
}

/** Statements that run what follows a stage for whatever it lets through. */
function following(stages: readonly Ast[], scope: Scope, inner: (scope: Scope) => string): string {
  const [next, ...rest] = stages;
  if (next === undefined) return inner(scope);
  if (next.is === "bitstring" || (next.is === "call" && next.name === "<-"))
    return generator(next, rest, scope, inner);
  const node = statement(next, scope, false);
  return `if(${truth(node)}){${following(rest, scope, inner)}}`;
}

function generator(ast: Ast, rest: readonly Ast[], scope: Scope, inner: (scope: Scope) => string): string {
  if (ast.is === "bitstring") return bitGenerator(ast, rest, scope, inner);
  const [left, right] = ast.is === "call" && ast.name === "<-" ? ast.args : [];
  if (left === undefined || right === undefined) {
    throw new CompileError(ast.at, "for comprehensions must start with a generator: pattern <- enumerable");
  }
  const source = statement(right, scope, false);
  const inside = scope.closure();
  const item = inside.emitter.parameter();
  const test = generatorPattern(left, inside)(item);
  const body = following(rest, inside, inner);
  const guarded = test === "true" ? body : `if(${test}){${body}}`;
  return `(yield*each(cx,${source.js},function*(${item}){${inside.emitter.declarations}${guarded}}));`;
}

/** `<<r, g, b <- pixels>>` */
function bitGenerator(
  ast: Ast & { is: "bitstring" },
  rest: readonly Ast[],
  scope: Scope,
  inner: (scope: Scope) => string,
): string {
  const last = ast.items.at(-1);
  const [segment, source] = last?.is === "call" && last.name === "<-" ? last.args : [];
  if (segment === undefined || source === undefined) {
    throw new CompileError(ast.at, "expected <<segments <- bitstring>>");
  }
  const node = statement(source, scope, false);
  const inside = scope.closure();
  const reader = inside.emitter.parameter();
  const variables = new PatternVariables(inside);
  const read = readSegments([...ast.items.slice(0, -1), segment], variables)(reader);
  variables.declare();
  const body = following(rest, inside, inner);
  return `(yield*eachBits(cx,${node.js},function*(${reader}){${inside.emitter.declarations}if(${read.join("&&")}){${body}}}));`;
}

export const COMPREHENSION_FORMS: Forms = { for: forForm };
