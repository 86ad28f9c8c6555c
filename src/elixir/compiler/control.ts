import type { Ast } from "../ast.ts";
import { keywordValue } from "../keyword-args.ts";
import { caseClause, choose, clausesOf, generatorPattern, statement } from "./clause.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { combined, constant, isSimple, type Node, plain } from "./node.ts";
import { pattern } from "./pattern.ts";
import type { Scope } from "./scope.ts";

const NOTHING = constant("NIL");

/** Comparisons and checks give true or false, which need not be asked for their truth. */
export function truth(node: Node): string {
  return /^(bool|lt|gt|le|ge|isIn|not)\(/.test(node.js) && node.plain
    ? `${node.js}===TRUE`
    : `truthy(${node.js})`;
}

/** `if` and `unless`: a condition that may be anything; false and nil are not true. */
function conditional(form: FormCall, wanted: boolean): Node {
  const { args, scope, tail } = form;
  const [test, options] = args;
  const yes = keywordValue(options, wanted ? "do" : "else");
  const no = keywordValue(options, wanted ? "else" : "do");
  if (test === undefined || (yes === undefined && no === undefined)) throw undefinedForm(form);
  const tested = scope.compile(test);
  const body = (ast: Ast | undefined) => (ast === undefined ? NOTHING : statement(ast, scope.child(), tail));
  const [then, otherwise] = [body(yes), body(no)];
  return combined([tested, then, otherwise], `(${truth(tested)}?${then.js}:${otherwise.js})`);
}

function undefinedForm({ name, args, at }: FormCall): CompileError {
  return new CompileError(at, `undefined function ${name}/${args.length} (there is no such import)`);
}

function sides({ args, at, name }: FormCall): readonly [Ast, Ast] {
  const [left, right] = args;
  if (left === undefined || right === undefined) throw new CompileError(at, `${name} has two sides`);
  return [left, right];
}

/** `&&` and `||`, which give back the value that decided. */
function lazy(form: FormCall, goesOn: boolean): Node {
  const { scope, tail } = form;
  const [left, right] = sides(form).map((ast, index) => scope.compile(ast, index === 1 && tail)) as [
    Node,
    Node,
  ]; // two sides
  const isName = isSimple(left.js);
  const value = isName ? left.js : scope.emitter.local();
  const test = isName ? `truthy(${value})` : `truthy(${value}=${left.js})`;
  return combined(
    [left, right],
    goesOn ? `(${test}?${right.js}:${value})` : `(${test}?${value}:${right.js})`,
  );
}

/** `and` and `or`, whose left side must be a boolean. */
function strictLogic(form: FormCall, goesOn: boolean): Node {
  const { scope, tail, at, name } = form;
  const [left, right] = sides(form).map((ast, index) => scope.compile(ast, index === 1 && tail)) as [
    Node,
    Node,
  ]; // two sides
  const test = `boolean(cx,${scope.placeJs(at)},${JSON.stringify(name)},${left.js})`;
  return combined([left, right], goesOn ? `(${test}?${right.js}:FALSE)` : `(${test}?TRUE:${right.js})`);
}

function unmatched(scope: Scope, at: Ast["at"], exception: string): (value: string) => string {
  return (value) => `unmatched(cx,${scope.placeJs(at)},"${exception}",${value})`;
}

function caseForm({ args, at, scope, tail }: FormCall): Node {
  const [subject, options] = args;
  if (subject === undefined)
    throw new CompileError(at, "undefined function case/1 (there is no such import)");
  const tested = scope.compile(subject);
  const clauses = clausesOf(keywordValue(options, "do"), ':do in "case"', at);
  return choose(
    tested,
    clauses.map((clause) => caseClause(clause, scope, tail)),
    unmatched(scope, at, "CaseClauseError"),
    scope,
  );
}

function condForm({ args, at, scope, tail }: FormCall): Node {
  const clauses = clausesOf(keywordValue(args[0], "do"), ':do in "cond"', at);
  const none: Node = plain(`fail(cx,${scope.placeJs(at)},"CondClauseError",{})`);
  return clauses.reduceRight<Node>((otherwise, { args: [test], body, at: where }) => {
    if (test === undefined)
      throw new CompileError(where, 'expected one argument for :do clauses (->) in "cond"');
    // What a test binds is seen in its own body.
    const inside = scope.child();
    const tested = inside.compile(test);
    const then = statement(body, inside, tail);
    return combined([tested, then, otherwise], `(${truth(tested)}?${then.js}:${otherwise.js})`);
  }, none);
}

function withForm({ args, at, scope, tail }: FormCall): Node {
  const options = args.at(-1);
  const body = keywordValue(options, "do");
  if (body === undefined) throw new CompileError(at, 'missing :do option in "with"');
  const inside = scope.child();
  const refused = scope.emitter.local();
  const steps = args.slice(0, -1).map((ast) => withStep(ast, inside, refused));
  const done = statement(body, inside, tail);
  const elseAst = keywordValue(options, "else");
  const others =
    elseAst === undefined
      ? plain(refused)
      : choose(
          plain(refused),
          clausesOf(elseAst, ':else in "with"', at).map((clause) => caseClause(clause, scope, tail)),
          unmatched(scope, at, "WithClauseError"),
          scope,
        );
  const test = steps.map(({ js }) => js).join("&&") || "true";
  return combined([...steps, done, others], `(${test}?${done.js}:${others.js})`);
}

/** A step of `with`: goes on when it is true, and else leaves the value that did not fit. */
function withStep(ast: Ast, scope: Scope, refused: string): Node {
  if (ast.is !== "call" || ast.name !== "<-") {
    const node = statement(ast, scope, false);
    return combined([node], `(${node.js},true)`);
  }
  const [left, right] = ast.args;
  if (left === undefined || right === undefined)
    throw new CompileError(ast.at, "expected pattern <- expression");
  const node = statement(right, scope, false);
  const fits = generatorPattern(left, scope);
  return combined([node], `((${refused}=${node.js}),${fits(refused)})`);
}

function matchForm(form: FormCall): Node {
  const { at, scope } = form;
  const [left, right] = sides(form);
  const value = scope.compile(right);
  const place = scope.placeJs(at);
  const matcher = pattern(left, scope);
  const isName = isSimple(value.js);
  const subject = isName ? value.js : scope.emitter.local();
  const test = matcher(subject);
  const bound = /^\((\w+)=(\w+),true\)$/.exec(test);
  // A name alone takes whatever there is.
  if (bound?.[2] === subject) return combined([value], `(${bound[1]}=${value.js})`);
  const matched =
    test === "true" ? subject : `(${test}?${subject}:unmatched(cx,${place},"MatchError",${subject}))`;
  return combined([value], isName ? matched : `(${subject}=${value.js},${matched})`);
}

function matchesForm(form: FormCall): Node {
  const { scope } = form;
  const [left, right] = sides(form);
  const value = scope.compile(right);
  const subject = scope.emitter.local();
  return combined(
    [value],
    `(${subject}=${value.js},bool(${generatorPattern(left, scope.child())(subject)}))`,
  );
}

/** The forms that choose what is done next. */
export const CONTROL_FORMS: Forms = {
  "if/2": (form) => conditional(form, true),
  "unless/2": (form) => conditional(form, false),
  "&&/2": (form) => lazy(form, true),
  "||/2": (form) => lazy(form, false),
  "and/2": (form) => strictLogic(form, true),
  "or/2": (form) => strictLogic(form, false),
  "!/1": ({ args: [operand], scope, at }) => {
    if (operand === undefined) throw new CompileError(at, "! has one operand");
    const node = scope.compile(operand);
    return combined([node], `bool(!${truth(node).includes("===") ? `(${truth(node)})` : truth(node)})`);
  },
  "case/2": caseForm,
  "cond/1": condForm,
  with: withForm,
  "=/2": matchForm,
  "match?/2": matchesForm,
  __block__: ({ args, scope, tail }) => {
    const parts = args.map((item, index) => statement(item, scope, tail && index === args.length - 1));
    return parts.length === 0 ? NOTHING : combined(parts, `(${parts.map(({ js }) => js).join(",")})`);
  },
};
