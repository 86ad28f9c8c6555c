import type { Ast } from "../ast.ts";
import { inspect } from "../inspect.ts";
import { range } from "../operator.ts";
import { atom, isBinary, NIL } from "../term.ts";
import { ACCESS_FORMS } from "./access-path.ts";
import { CAPTURE_FORMS } from "./capture.ts";
import { CompileError, unsupported } from "./compile-problem.ts";
import { COMPREHENSION_FORMS } from "./comprehension.ts";
import { CONTROL_FORMS } from "./control.ts";
import { DIRECTIVE_FORMS } from "./directive.ts";
import type { FormCall, Forms } from "./forms.ts";
import { constant, marked, type Node, plain } from "./node.ts";
import { literalTerm } from "./pattern.ts";
import { RECEIVE_FORMS } from "./receive.ts";
import { RESCUE_FORMS } from "./rescue.ts";

/** `left |> call(…)` */
function pipeForm({ args, at, scope, tail }: FormCall): Node {
  const [left, right] = args;
  if (left === undefined || right === undefined) throw new CompileError(at, "a pipe has two sides");
  return scope.compile(piped(left, right), tail);
}

function piped(left: Ast, right: Ast): Ast {
  switch (right.is) {
    case "variable":
      return { is: "call", name: right.name, args: [left], at: right.at };
    case "call":
      if (/^[a-z_]/.test(right.name) || right.name === "&") {
        if (right.name === "&") break;
        return { ...right, args: [left, ...right.args] };
      }
      break;
    case "remote":
      return { ...right, args: [left, ...(right.args ?? [])] };
    case "apply":
      return { ...right, args: [left, ...right.args] };
    case "fn":
      throw new CompileError(
        right.at,
        "cannot pipe into an anonymous function without calling it; use Kernel.then/2 instead",
      );
  }
  throw new CompileError(
    right.at,
    "cannot pipe into this, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()",
  );
}

/** `a <> b <> c` as one joining. */
function joinForm({ args, at, scope }: FormCall): Node {
  const parts = args.flatMap(joined);
  for (const part of parts) {
    const known = literalTerm(part, scope);
    if (known === null || isBinary(known)) continue;
    const message = JSON.stringify(`expected binary argument in <> operator but got: ${inspect(known)}`);
    return plain(`fail(cx,${scope.placeJs(at)},"ArgumentError",{message:${message}})`);
  }
  return marked(
    "joinAll",
    scope.place(at),
    parts.map((part) => scope.compile(part)),
  );
}

function joined(ast: Ast): readonly Ast[] {
  return ast.is === "call" && ast.name === "<>" && ast.args.length === 2 ? ast.args.flatMap(joined) : [ast];
}

/** `left in right`; a list or a range in the text is looked through without being built. */
function inForm({ args, at, scope }: FormCall): Node {
  const [left, right] = args;
  if (left === undefined || right === undefined) throw new CompileError(at, "in has two sides");
  if (
    scope.inGuard &&
    right.is !== "list" &&
    !(right.is === "call" && right.name.startsWith("..")) &&
    right.is !== "attribute" &&
    right.is !== "sigil"
  ) {
    throw new CompileError(
      at,
      'invalid right argument for operator "in", it expects a compile-time proper list or compile-time range on the right side when used in guard expressions',
    );
  }
  return marked("isIn", scope.place(at), [scope.compile(left), scope.compile(right)]);
}

/** `destructure [a, b], list`: as a match, with nil for what is missing and nothing for what is too much. */
function destructureForm({ args, at, scope, tail }: FormCall): Node {
  const [left, right] = args;
  if (left?.is !== "list" || left.tail !== null || right === undefined)
    throw new CompileError(at, "destructure expects a list");
  const count: Ast = { is: "integer", value: String(left.items.length), at };
  const nothing: Ast = { is: "atom", name: "nil", at };
  const call = (name: string, ...given: Ast[]): Ast => ({
    is: "remote",
    target: { is: "alias", name: "Elixir.Enum", at },
    name,
    args: given,
    at,
  });
  const padding: Ast = { is: "list", items: left.items.map(() => nothing), tail: null, at };
  const padded = call(
    "take",
    call(
      "concat",
      { is: "call", name: "||", args: [right, { is: "list", items: [], tail: null, at }], at },
      padding,
    ),
    count,
  );
  return scope.compile({ is: "call", name: "=", args: [left, padded], at }, tail);
}

function refused(what: string, instead: string): (form: FormCall) => Node {
  return ({ at }) => {
    throw unsupported(at, what, instead);
  };
}

function isWrongStep(step: Ast | undefined): boolean {
  return step?.is === "integer"
    ? step.value === "0"
    : step?.is === "float" || step?.is === "atom" || step?.is === "string";
}

/** Operators and special forms that stand for no function. */
const SMALL_FORMS: Forms = {
  "|>/2": pipeForm,
  "<>/2": joinForm,
  "in/2": inForm,
  "../0": ({ scope, at }) => constant(scope.term(range(0n, -1n, 1n), at)),
  "..///3": ({ args, at, scope }) =>
    marked(
      isWrongStep(args[2]) ? "wrongRange" : "range",
      scope.place(at),
      args.map((arg) => scope.compile(arg)),
    ),
  "__MODULE__/0": ({ scope, at }) => constant(scope.term(scope.module?.module ?? NIL, at)),
  "__DIR__/0": () => constant('"/"'),
  "binding/0": ({ scope, at }) => {
    const variables = [...scope.visible()].sort(([a], [b]) => (a < b ? -1 : 1));
    return plain(
      `listOf(${["cx", ...variables.map(([name, js]) => `tupleOf(cx,${scope.term(atom(name), at)},${js})`)].join(",")})`,
    );
  },
  "^/1": ({ at, args: [operand] }) => {
    const name = operand?.is === "variable" ? operand.name : "…";
    throw new CompileError(at, `cannot use ^${name} outside of match clauses`);
  },
  "destructure/2": destructureForm,
  quote: refused("quote", "there are no macros; write a function"),
  unquote: refused("unquote", "there are no macros; write a function"),
  defmacro: refused("defmacro", "write a function"),
  defmacrop: refused("defmacrop", "write a function"),
  super: refused("super", "give the function that you want to reuse a name of its own"),
  "__ENV__/0": refused("__ENV__", "use __MODULE__"),
  "__CALLER__/0": refused("__CALLER__", "there are no macros; write a function"),
  "alias!/1": refused("alias!", "write the module's full name"),
  "var!/1": refused("var!", "use the variable itself"),
  when: ({ at }) => {
    throw new CompileError(at, "invalid use of when: a guard stands after the arguments of a clause");
  },
  "<-": ({ at }) => {
    throw new CompileError(at, "undefined function <-/2: it stands in `for` and `with` only");
  },
  "::": ({ at }) => {
    throw new CompileError(at, "misplaced operator ::/2: it stands in <<…>> and in types only");
  },
  "|": ({ at }) => {
    throw new CompileError(
      at,
      "misplaced operator |/2: it stands in [head | tail] and %{map | key: value} only",
    );
  },
  "=>": ({ at }) => {
    throw new CompileError(at, "syntax error before: '=>': it stands in %{key => value} only");
  },
  "->": ({ at }) => {
    throw new CompileError(at, "unexpected operator ->");
  },
  "\\\\": ({ at }) => {
    throw new CompileError(
      at,
      "undefined function \\\\/2: a default stands after an argument of def or defp",
    );
  },
  "dbg/1": ({ args, scope, tail }) => {
    const inspectCall: Ast = {
      is: "remote",
      target: { is: "alias", name: "Elixir.IO", at: args[0]?.at ?? [1, 1] },
      name: "inspect",
      args,
      at: args[0]?.at ?? [1, 1],
    };
    return scope.compile(inspectCall, tail);
  },
};

/** Definitions belong to modules. */
const DEFINITIONS: Forms = Object.fromEntries(
  [
    "def",
    "defp",
    "defmodule",
    "defstruct",
    "defexception",
    "defguard",
    "defguardp",
    "defdelegate",
    "defprotocol",
    "defimpl",
  ].map((name) => [
    name,
    ({ at, args, scope }: FormCall): Node => {
      const where = scope.module === null ? "outside module" : "inside function/macro";
      throw new CompileError(at, `cannot invoke ${name}/${args.length} ${where}`);
    },
  ]),
);

/** Everything that reads as a call and is none. */
export const LANGUAGE_FORMS: Forms = {
  ...CONTROL_FORMS,
  ...RESCUE_FORMS,
  ...RECEIVE_FORMS,
  ...COMPREHENSION_FORMS,
  ...CAPTURE_FORMS,
  ...ACCESS_FORMS,
  ...DIRECTIVE_FORMS,
  ...SMALL_FORMS,
  ...DEFINITIONS,
};
