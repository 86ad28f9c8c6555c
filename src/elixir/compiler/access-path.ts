import type { Ast } from "../ast.ts";
import { CompileError } from "./compile-problem.ts";
import type { FormCall, Forms } from "./forms.ts";
import { combined, type Node, routine } from "./node.ts";

/** `socket.assigns[:user].name`: what it starts from, and the steps from there. */
type Path = {
  readonly root: Ast;
  readonly steps: readonly { readonly isField: boolean; readonly key: Ast }[];
};

function pathOf(ast: Ast): Path {
  if (ast.is === "access") {
    const { root, steps } = pathOf(ast.of);
    return { root, steps: [...steps, { isField: false, key: ast.key }] };
  }
  if (ast.is === "remote" && ast.args === null && ast.target.is !== "alias") {
    const { root, steps } = pathOf(ast.target);
    return { root, steps: [...steps, { isField: true, key: { is: "atom", name: ast.name, at: ast.at } }] };
  }
  return { root: ast, steps: [] };
}

/** The root, its path, and what else is given, as arguments of a function of the runtime. */
function pathCall({ args, at, scope, name }: FormCall, runtimeName: string, waits: boolean): Node {
  const [target, ...rest] = args;
  const path = target === undefined ? null : pathOf(target);
  if (path === null || path.steps.length === 0) {
    throw new CompileError(at, `cannot use ${name} on this: it takes a path such as map.field or map[:key]`);
  }
  const root = scope.compile(path.root);
  const keys = path.steps.map(({ key }) => scope.compile(key));
  const given = rest.map((ast) => scope.compile(ast));
  const steps = keys.map(({ js }, index) => `[${path.steps[index]?.isField === true},${js}]`);
  const written = [scope.placeJs(at), root.js, `[${steps.join(",")}]`, ...given.map(({ js }) => js)].join(
    ",",
  );
  const js = `${runtimeName}(cx,${written})`;
  return waits ? routine(`(yield*${js})`) : combined([root, ...keys, ...given], js);
}

export const ACCESS_FORMS: Forms = {
  "put_in/2": (form) => pathCall(form, "pathPut", false),
  "update_in/2": (form) => pathCall(form, "pathUpdate", true),
  "get_and_update_in/2": (form) => pathCall(form, "pathGetAndUpdate", true),
  "pop_in/1": (form) => pathCall(form, "pathPop", false),
};
