import type { Ast } from "../ast.ts";
import { BitReader } from "../bit-reader.ts";
import { isBitstring } from "../bits.ts";
import type { Context } from "../context.ts";
import { allElements, collectInto, elements } from "../enumerable.ts";
import { functionClause, noMatch } from "../exception.ts";
import type { Routine } from "../host.ts";
import { EMPTY_MAP, mapHas, mapPut } from "../map.ts";
import { EMPTY, type Term, TRUE, truthy } from "../term.ts";
import { readSegments } from "./bitstring-pattern.ts";
import { caseClause, clausesOf, statement } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import { generatorPattern } from "./control.ts";
import type { FormCall, Forms } from "./forms.ts";
import { keywordPairs, keywordValue } from "./keyword-args.ts";
import { evaluate, type Frame, type Node, routine } from "./node.ts";
import { PatternVariables } from "./pattern.ts";
import type { Scope } from "./scope.ts";

/** A generator or a filter: runs what follows it once for each element that it lets through. */
type Stage = (cx: Context, frame: Frame, rest: () => Routine<void>) => Routine<void>;

function forForm({ args, at, scope }: FormCall): Node {
  const options = args.at(-1);
  const body = keywordValue(options, "do");
  if (body === undefined) throw new CompileError(at, 'missing :do option in "for"');
  for (const [name] of keywordPairs(options) ?? []) {
    if (!["do", "into", "uniq", "reduce"].includes(name)) {
      throw new CompileError(at, `unsupported option :${name} given to for`);
    }
  }
  const into = keywordValue(options, "into");
  const unique = keywordValue(options, "uniq");
  const initial = keywordValue(options, "reduce");
  const outer = { into: into && scope.compile(into), initial: initial && scope.compile(initial) };
  const inside = scope.child();
  const stages = args.slice(0, -1).map((ast) => stage(ast, inside));
  if (outer.initial !== undefined)
    return reduceForm(stages, body, outer.initial, inside, { args, at, scope });
  const result = statement(body, inside, false);
  const isUnique = unique?.is === "atom" && unique.name === "true";
  return routine(function* (cx, frame) {
    const items: Term[] = [];
    let seen = EMPTY_MAP;
    const target = outer.into === undefined ? EMPTY : yield* evaluate(outer.into, cx, frame);
    yield* through(stages, 0, cx, frame, function* () {
      const item = (result.plain ? result.run(cx, frame) : yield* result.run(cx, frame)) as Term; // in no tail position
      if (isUnique) {
        if (mapHas(seen, item)) return;
        seen = mapPut(seen, item, TRUE);
      }
      cx.allocate(2);
      items.push(item);
    });
    return collectInto(cx, items, target);
  });
}

function reduceForm(
  stages: readonly Stage[],
  body: Ast,
  initial: Node,
  inside: Scope,
  { at, scope }: Pick<FormCall, "args" | "at" | "scope">,
): Node {
  const clauses = clausesOf(body, ':reduce in "for"', at).map((clause) => caseClause(clause, inside, false));
  const place = scope.place(at);
  return routine(function* (cx, frame) {
    let result = yield* evaluate(initial, cx, frame);
    yield* through(stages, 0, cx, frame, function* () {
      const clause = clauses.find(({ fits }) => fits(cx, frame, result));
      if (clause === undefined) {
        cx.at = place;
        throw noMatch("CaseClauseError", result);
      }
      result = yield* evaluate(clause.body, cx, frame);
    });
    return result;
  });
}

function* through(
  stages: readonly Stage[],
  index: number,
  cx: Context,
  frame: Frame,
  body: () => Routine<void>,
): Routine<void> {
  const next = stages[index];
  if (next === undefined) yield* body();
  else yield* next(cx, frame, () => through(stages, index + 1, cx, frame, body));
}

function stage(ast: Ast, scope: Scope): Stage {
  if (ast.is === "bitstring") return bitGenerator(ast, scope);
  if (ast.is !== "call" || ast.name !== "<-") {
    const node = statement(ast, scope, false);
    return function* (cx, frame, rest) {
      if (truthy(yield* evaluate(node, cx, frame))) yield* rest();
    };
  }
  const [left, right] = ast.args;
  if (left === undefined || right === undefined)
    throw new CompileError(ast.at, "expected pattern <- enumerable");
  const node = statement(right, scope, false);
  const fits = generatorPattern(left, scope);
  return function* (cx, frame, rest) {
    const source = yield* evaluate(node, cx, frame);
    for (const item of elements(cx, source) ?? (yield* allElements(cx, source))) {
      cx.spend(1);
      if (fits(cx, frame, item)) yield* rest();
    }
  };
}

/** `<<r, g, b <- pixels>>` */
function bitGenerator(ast: Ast & { is: "bitstring" }, scope: Scope): Stage {
  const last = ast.items.at(-1);
  const [segment, source] = last?.is === "call" && last.name === "<-" ? last.args : [];
  if (segment === undefined || source === undefined)
    throw new CompileError(ast.at, "expected <<segments <- bitstring>>");
  const node = statement(source, scope, false);
  const variables = new PatternVariables(scope);
  // What cannot be read as a whole ends the generator; what is read and does not match is passed over.
  const read = readSegments([...ast.items.slice(0, -1), segment], variables);
  variables.declare();
  return function* (cx, frame, rest) {
    const bits = yield* evaluate(node, cx, frame);
    if (!isBitstring(bits)) throw functionClause("Kernel", "for", 2);
    const reader = new BitReader(bits);
    while (!reader.atEnd) {
      cx.spend(1);
      const before = reader.left;
      if (read(cx, frame, reader)) yield* rest();
      else if (reader.left === before) return;
    }
  };
}

export const COMPREHENSION_FORMS: Forms = { for: forForm };
