import type { Ast } from "../ast.ts";
import type { Context } from "../context.ts";
import { noMatch, raised } from "../exception.ts";
import { atom, bool, FALSE, NIL, type Term, TRUE, truthy } from "../term.ts";
import { caseClause, choose, clausesOf, guard, statement } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { keywordValue } from "./keyword-args.ts";
import {
  branch,
  constant,
  type Frame,
  heightOf,
  type Node,
  type PlainNode,
  plain,
  raising,
  routine,
  sequence,
  strict1,
} from "./node.ts";
import { type Matcher, pattern } from "./pattern.ts";
import type { Scope } from "./scope.ts";

/** The value of a condition that may be anything: false and nil are not true. */
function conditional(form: FormCall, wanted: boolean): Node {
  const { args, scope, tail } = form;
  const [test, options] = args;
  const yes = keywordValue(options, wanted ? "do" : "else");
  const no = keywordValue(options, wanted ? "else" : "do");
  if (test === undefined || (yes === undefined && no === undefined)) throw undefinedForm(form);
  const tested = scope.compile(test);
  const body = (ast: Ast | undefined) =>
    ast === undefined ? constant(NIL) : statement(ast, scope.child(), tail);
  return branch(tested, truthy, body(yes), body(no));
}

function undefinedForm({ name, args, at }: FormCall): CompileError {
  return new CompileError(at, `undefined function ${name}/${args.length} (there is no such import)`);
}

/** `&&` and `||`, which give back the value that decided. */
function lazy({ args, scope, tail }: FormCall, goesOn: (term: Term) => boolean): Node {
  const [left, right] = args;
  if (left === undefined || right === undefined) throw new Error("an operator of two operands");
  const first = scope.compile(left);
  const second = scope.compile(right, tail);
  if (first.plain && second.plain) {
    return plain(Math.max(first.height, second.height), (cx, frame) => {
      const value = first.run(cx, frame);
      return goesOn(value) ? second.run(cx, frame) : value;
    });
  }
  return routine(function* (cx, frame) {
    const value = (first.plain ? first.run(cx, frame) : yield* first.run(cx, frame)) as Term; // in no tail position
    if (!goesOn(value)) return value;
    return second.plain ? second.run(cx, frame) : yield* second.run(cx, frame);
  });
}

/** `and` and `or`, whose left side must be a boolean. */
function strictLogic(form: FormCall, goesOn: Term): Node {
  const { scope, at, name } = form;
  const place = scope.place(at);
  return lazy({ ...form, scope, args: form.args }, (value) => {
    if (value === TRUE || value === FALSE) return value === goesOn;
    throw Object.assign(raised("BadBooleanError", { operator: atom(name), term: value }), { place });
  });
}

function caseForm({ args, at, scope, tail }: FormCall): Node {
  const [subject, options] = args;
  if (subject === undefined)
    throw new CompileError(at, "undefined function case/1 (there is no such import)");
  const tested = scope.compile(subject);
  const clauses = clausesOf(keywordValue(options, "do"), ':do in "case"', at);
  const place = scope.place(at);
  return choose(
    tested,
    clauses.map((clause) => caseClause(clause, scope, tail)),
    (cx, value) => {
      cx.at = place;
      return noMatch("CaseClauseError", value);
    },
  );
}

function condForm({ args, at, scope, tail }: FormCall): Node {
  const clauses = clausesOf(keywordValue(args[0], "do"), ':do in "cond"', at);
  const none: Node = raising(scope.place(at), () => raised("CondClauseError", {}));
  return clauses.reduceRight<Node>((otherwise, { args: [test], body, at: where }) => {
    if (test === undefined)
      throw new CompileError(where, 'expected one argument for :do clauses (->) in "cond"');
    // What a test binds is seen in its own body.
    const inside = scope.child();
    return branch(inside.compile(test), truthy, statement(body, inside, tail), otherwise);
  }, none);
}

type WithStep = {
  readonly node: Node;
  readonly fits: ((cx: Context, frame: Frame, value: Term) => boolean) | null;
};

function withForm({ args, at, scope, tail }: FormCall): Node {
  const options = args.at(-1);
  const body = keywordValue(options, "do");
  if (body === undefined) throw new CompileError(at, 'missing :do option in "with"');
  const inside = scope.child();
  const steps = args.slice(0, -1).map((ast) => withStep(ast, inside));
  const done = statement(body, inside, tail);
  const elseAst = keywordValue(options, "else");
  const place = scope.place(at);
  const others =
    elseAst === undefined
      ? null
      : clausesOf(elseAst, ':else in "with"', at).map((clause) => caseClause(clause, scope, tail));
  const refused = (cx: Context, frame: Frame, value: Term): Node => {
    if (others === null) return constant(value);
    for (const { fits, body: handler } of others) if (fits(cx, frame, value)) return handler;
    cx.at = place;
    throw noMatch("WithClauseError", value);
  };
  const handlers = others?.map((other) => other.body) ?? [];
  const height = heightOf([...steps.map(({ node }) => node), done, ...handlers]);
  if (height !== null) {
    return plain(height, (cx, frame) => {
      for (const { node, fits } of steps) {
        const value = (node as PlainNode).run(cx, frame); // a height says that all are
        if (fits !== null && !fits(cx, frame, value))
          return (refused(cx, frame, value) as PlainNode).run(cx, frame); // as above
      }
      return (done as PlainNode).run(cx, frame); // as above
    });
  }
  return routine(function* (cx, frame) {
    let next = done;
    for (const { node, fits } of steps) {
      const value = (node.plain ? node.run(cx, frame) : yield* node.run(cx, frame)) as Term; // in no tail position
      if (fits !== null && !fits(cx, frame, value)) {
        next = refused(cx, frame, value);
        break;
      }
    }
    return next.plain ? next.run(cx, frame) : yield* next.run(cx, frame);
  });
}

function withStep(ast: Ast, scope: Scope): WithStep {
  if (ast.is !== "call" || ast.name !== "<-") return { node: statement(ast, scope, false), fits: null };
  const [left, right] = ast.args;
  if (left === undefined || right === undefined)
    throw new CompileError(ast.at, "expected pattern <- expression");
  const node = statement(right, scope, false);
  return { node, fits: generatorPattern(left, scope) };
}

/** `pattern when guard` on the left of `<-`. */
export function generatorPattern(
  ast: Ast,
  scope: Scope,
): (cx: Context, frame: Frame, value: Term) => boolean {
  const [head, condition] = ast.is === "call" && ast.name === "when" ? ast.args : [ast];
  const matcher: Matcher = pattern(head ?? ast, scope);
  if (condition === undefined) return matcher;
  const holds = guard(condition, scope);
  return (cx, frame, value) => matcher(cx, frame, value) && holds(cx, frame);
}

function matchForm({ args, at, scope }: FormCall): Node {
  const [left, right] = args;
  if (left === undefined || right === undefined) throw new CompileError(at, "a match has two sides");
  const value = scope.compile(right);
  const place = scope.place(at);
  const matcher = pattern(left, scope);
  const match = (cx: Context, frame: Frame, term: Term): Term => {
    if (matcher(cx, frame, term)) return term;
    cx.at = place;
    throw noMatch("MatchError", term);
  };
  if (value.plain) return plain(value.height, (cx, frame) => match(cx, frame, value.run(cx, frame)));
  return routine(function* (cx, frame) {
    return match(cx, frame, (yield* value.run(cx, frame)) as Term); // in no tail position
  });
}

function matchesForm({ args, at, scope }: FormCall): Node {
  const [left, right] = args;
  if (left === undefined || right === undefined) throw new CompileError(at, "match? has two arguments");
  const value = scope.compile(right);
  const fits = generatorPattern(left, scope.child());
  if (value.plain) return plain(value.height, (cx, frame) => bool(fits(cx, frame, value.run(cx, frame))));
  return routine(function* (cx, frame) {
    return bool(fits(cx, frame, (yield* value.run(cx, frame)) as Term)); // in no tail position
  });
}

/** The forms that choose what is done next. */
export const CONTROL_FORMS: Forms = {
  "if/2": (form) => conditional(form, true),
  "unless/2": (form) => conditional(form, false),
  "&&/2": (form) => lazy(form, truthy),
  "||/2": (form) => lazy(form, (term) => !truthy(term)),
  "and/2": (form) => strictLogic(form, TRUE),
  "or/2": (form) => strictLogic(form, FALSE),
  "!/1": ({ args: [operand], scope, at }) => {
    if (operand === undefined) throw new CompileError(at, "! has one operand");
    return strict1(scope.compile(operand), (_cx, value) => bool(!truthy(value)));
  },
  "case/2": caseForm,
  "cond/1": condForm,
  with: withForm,
  "=/2": matchForm,
  "match?/2": matchesForm,
  __block__: ({ args, scope, tail }) =>
    args.length === 0
      ? constant(NIL)
      : sequence(args.map((item, index) => statement(item, scope, tail && index === args.length - 1))),
};
