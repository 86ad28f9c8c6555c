import type { Ast } from "../ast.ts";
import { badArgument } from "../exception.ts";
import { atom, type Term } from "../term.ts";
import { caseClause, clausesOf, statement } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { keywordValue } from "./keyword-args.ts";
import { evaluate, type Node, routine } from "./node.ts";

const INFINITY = atom("infinity");

function receiveForm({ args, at, scope, tail }: FormCall): Node {
  const body = keywordValue(args[0], "do");
  const after = keywordValue(args[0], "after");
  const clauses = isEmpty(body)
    ? []
    : clausesOf(body, ':do in "receive"', at).map((clause) => caseClause(clause, scope, tail));
  const [timeout] = after === undefined ? [] : clausesOf(after, ':after in "receive"', at);
  const [duration] = timeout?.args ?? [];
  const waits = duration === undefined ? null : scope.compile(duration);
  const late = timeout === undefined ? null : statement(timeout.body, scope.child(), tail);
  if (clauses.length === 0 && late === null)
    throw new CompileError(at, '"receive" must have at least one of :do or :after');
  const place = scope.place(at);
  return routine(function* (cx, frame) {
    const limit = waits === null ? INFINITY : yield* evaluate(waits, cx, frame);
    cx.at = place;
    if (limit !== INFINITY && (typeof limit !== "bigint" || limit < 0n))
      throw badArgument(1, "invalid timeout");
    const find = (message: Term) => clauses.find(({ fits }) => fits(cx, frame, message));
    const timeoutMs = typeof limit === "bigint" ? Number(limit) : null;
    const message = (yield {
      for: "message",
      accepts: (term) => find(term) !== undefined,
      timeoutMs,
    }) as Term | null; // as `Wait` says
    cx.at = place;
    // Found anew, for other messages were tried after this one bound its variables.
    const chosen = message === null ? late : (find(message)?.body ?? null);
    if (chosen === null) throw new Error("a receive was resumed without anything that it waited for");
    return chosen.plain ? chosen.run(cx, frame) : yield* chosen.run(cx, frame);
  });
}

function isEmpty(ast: Ast | undefined): boolean {
  return ast === undefined || (ast.is === "block" && ast.items.length === 0);
}

export const RECEIVE_FORMS: Forms = { "receive/1": receiveForm };
