import type { Ast } from "../ast.ts";
import { keywordValue } from "../keyword-args.ts";
import { alternatives, caseClause, clausesOf, statement } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { constant, type Node, routine } from "./node.ts";

function receiveForm({ args, at, scope, tail }: FormCall): Node {
  const body = keywordValue(args[0], "do");
  const after = keywordValue(args[0], "after");
  const message = scope.emitter.local();
  const clauses = isEmpty(body)
    ? []
    : clausesOf(body, ':do in "receive"', at).map((clause) => {
        const { fits, body: then } = caseClause(clause, scope, tail);
        return { test: fits(message), body: then };
      });
  const [timeout] = after === undefined ? [] : clausesOf(after, ':after in "receive"', at);
  const [duration] = timeout?.args ?? [];
  const waits =
    duration === undefined ? scope.compile({ is: "atom", name: "infinity", at }) : scope.compile(duration);
  const late = timeout === undefined ? constant("NIL") : statement(timeout.body, scope.child(), tail);
  if (clauses.length === 0 && timeout === undefined) {
    throw new CompileError(at, '"receive" must have at least one of :do or :after');
  }
  const tests = clauses.map(({ test }) => `(${test})`).join("||") || "false";
  // Tested anew once it is taken, for other messages were tried after it and bound the variables.
  const chosen = alternatives([{ test: `${message}===null`, body: late }, ...clauses], constant("NIL"));
  const wait = `yield*receive(cx,${scope.placeJs(at)},m=>(${message}=m,${tests}),${waits.js})`;
  return routine(`(${message}=(${wait}),${chosen.js})`);
}

function isEmpty(ast: Ast | undefined): boolean {
  return ast === undefined || (ast.is === "block" && ast.items.length === 0);
}

export const RECEIVE_FORMS: Forms = { "receive/1": receiveForm };
