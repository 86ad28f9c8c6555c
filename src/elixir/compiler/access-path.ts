import { type PathStep, pathGet, pathPut } from "../access.ts";
import type { Ast } from "../ast.ts";
import type { Context } from "../context.ts";
import { argumentError } from "../exception.ts";
import { inspect } from "../inspect.ts";
import { atom, NIL, type Term, Tuple, tuple } from "../term.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { type Node, routine, strict, values } from "./node.ts";

/** `socket.assigns[:user].name`: what it starts from, and the steps from there. */
type Path = {
  readonly root: Ast;
  readonly steps: readonly { readonly by: "field" | "access"; readonly key: Ast }[];
};

function pathOf(ast: Ast): Path {
  if (ast.is === "access") {
    const { root, steps } = pathOf(ast.of);
    return { root, steps: [...steps, { by: "access", key: ast.key }] };
  }
  if (ast.is === "remote" && ast.args === null && ast.target.is !== "alias") {
    const { root, steps } = pathOf(ast.target);
    return { root, steps: [...steps, { by: "field", key: { is: "atom", name: ast.name, at: ast.at } }] };
  }
  return { root: ast, steps: [] };
}

/** The root, the keys, and what else is given, as one list of nodes. */
function parts({ args, at, scope, name }: FormCall) {
  const [target, ...rest] = args;
  const path = target === undefined ? null : pathOf(target);
  if (path === null || path.steps.length === 0) {
    throw new CompileError(at, `cannot use ${name} on this: it takes a path such as map.field or map[:key]`);
  }
  const nodes = [path.root, ...path.steps.map(({ key }) => key), ...rest].map((ast) => scope.compile(ast));
  const read = (found: readonly Term[]) => ({
    root: found[0] as Term, // one value for each node
    steps: path.steps.map(({ by }, index): PathStep => ({ by, key: found[index + 1] as Term })), // as above
    given: found[path.steps.length + 1] ?? NIL,
  });
  return { nodes, read };
}

function withFunction(
  form: FormCall,
  use: (old: Term, made: Term) => readonly [result: Term | null, value: Term | null],
): Node {
  const { nodes, read } = parts(form);
  const place = form.scope.place(form.at);
  return routine(function* (cx, frame) {
    const { root, steps, given } = read(yield* values(nodes, cx, frame));
    cx.at = place;
    const old = pathGet(cx, root, steps);
    const made = yield* cx.call(given, [old]);
    const [result, value] = use(old, made);
    const changed = pathPut(cx, root, steps, value);
    return result === null ? changed : tuple(result, changed);
  });
}

function getAndUpdate(old: Term, made: Term): readonly [Term, Term | null] {
  if (made === atom("pop")) return [old, null];
  const [got, value] = made instanceof Tuple && made.items.length === 2 ? made.items : [];
  if (got !== undefined && value !== undefined) return [got, value];
  throw argumentError(`the given function must return a two-element tuple or :pop, got: ${inspect(made)}`);
}

function plainPath(
  form: FormCall,
  use: (cx: Context, root: Term, steps: readonly PathStep[], given: Term) => Term,
): Node {
  const { nodes, read } = parts(form);
  const place = form.scope.place(form.at);
  return strict(nodes, (cx, found) => {
    cx.at = place;
    const { root, steps, given } = read(found);
    return use(cx, root, steps, given);
  });
}

export const ACCESS_FORMS: Forms = {
  "put_in/2": (form) => plainPath(form, (cx, root, steps, given) => pathPut(cx, root, steps, given)),
  "update_in/2": (form) => withFunction(form, (_old, made) => [null, made]),
  "get_and_update_in/2": (form) => withFunction(form, getAndUpdate),
  "pop_in/1": (form) =>
    plainPath(form, (cx, root, steps) => tuple(pathGet(cx, root, steps), pathPut(cx, root, steps, null))),
};
