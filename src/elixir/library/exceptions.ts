import type { Context } from "../context.ts";
import { inspectFunctionName } from "../inspect.ts";
import { field, structName } from "../map.ts";
import { type NativeModule, nativeModule } from "../native.ts";
import { blankStruct, exceptionFunctions } from "../struct-definition.ts";
import { Atom, atom, listItems, MapTerm, moduleAtom, NIL, type Term, TRUE } from "../term.ts";
import { inspectIn } from "../text.ts";
import { typeName } from "../text-conversion.ts";

type Message = (cx: Context, read: (name: string) => Term) => string;

const ofTerm =
  (before: string): Message =>
  (cx, read) =>
    before + inspectIn(cx, read("term"));

/** The exceptions of Elixir, each with its fields and how it says what is wrong (1.14). */
export const EXCEPTIONS: readonly NativeModule[] = [
  exceptionModule("RuntimeError", { message: "runtime error" }),
  exceptionModule("ArgumentError", { message: "argument error" }),
  exceptionModule("ArithmeticError", { message: "bad argument in arithmetic expression" }),
  exceptionModule("SystemLimitError", { message: "a system limit has been reached" }),
  exceptionModule("Enum.EmptyError", { message: "empty error" }),
  exceptionModule("Enum.OutOfBoundsError", { message: "out of bounds error" }),
  exceptionModule("Regex.CompileError", { message: "regex could not be compiled" }),
  exceptionModule("CompileError", { file: NIL, line: NIL, description: "compile error" }, (_cx, read) =>
    String(read("description")),
  ),
  exceptionModule("BadFunctionError", { term: NIL }, ofTerm("expected a function, got: ")),
  exceptionModule("BadMapError", { term: NIL }, ofTerm("expected a map, got: ")),
  exceptionModule("MatchError", { term: NIL }, ofTerm("no match of right hand side value: ")),
  exceptionModule("CaseClauseError", { term: NIL }, ofTerm("no case clause matching: ")),
  exceptionModule("WithClauseError", { term: NIL }, ofTerm("no with clause matching: ")),
  exceptionModule("TryClauseError", { term: NIL }, ofTerm("no try clause matching: ")),
  exceptionModule("CondClauseError", {}, () => "no cond clause evaluated to a truthy value"),
  exceptionModule(
    "ErlangError",
    { original: NIL, reason: NIL },
    (cx, read) => `Erlang error: ${inspectIn(cx, read("original"))}`,
  ),
  exceptionModule(
    "BadStructError",
    { struct: NIL, term: NIL },
    (cx, read) =>
      `expected a struct named ${inspectIn(cx, read("struct"))}, got: ${inspectIn(cx, read("term"))}`,
  ),
  exceptionModule("BadBooleanError", { term: NIL, operator: NIL }, (cx, read) => {
    const operator = read("operator");
    return `expected a boolean on left-side of "${operator instanceof Atom ? operator.name : ""}", got: ${inspectIn(cx, read("term"))}`;
  }),
  exceptionModule("BadArityError", { function: NIL, args: NIL }, (cx, read) => {
    const args = listItems(read("args")) ?? [];
    const fun = read("function");
    const arity = typeof fun === "object" && "code" in fun ? fun.code.arity : 0;
    const shown = args.map((arg) => inspectIn(cx, arg)).join(", ");
    const count =
      args.length === 0
        ? "no arguments"
        : args.length === 1
          ? `1 argument (${shown})`
          : `${args.length} arguments (${shown})`;
    return `${inspectIn(cx, fun)} with arity ${arity} called with ${count}`;
  }),
  exceptionModule(
    "UndefinedFunctionError",
    { module: NIL, function: NIL, arity: NIL, reason: NIL, message: NIL },
    (cx, read) => undefinedMessage(cx, read),
  ),
  exceptionModule(
    "FunctionClauseError",
    { module: NIL, function: NIL, arity: NIL, kind: NIL, args: NIL, clauses: NIL },
    (cx, read) =>
      read("function") === NIL
        ? "no function clause matches"
        : `no function clause matching in ${functionTitle(cx, read("module"), read("function"), read("arity"))}`,
  ),
  exceptionModule("KeyError", { key: NIL, term: NIL, message: NIL }, (cx, read) => {
    const where = read("term") === NIL ? "" : ` in: ${inspectIn(cx, read("term"))}`;
    return `key ${inspectIn(cx, read("key"))} not found${where}`;
  }),
  exceptionModule("Protocol.UndefinedError", { protocol: NIL, value: NIL, description: "" }, (cx, read) => {
    const value = read("value");
    const type = `${typeName(value)}${structName(value) === null ? "" : " (a struct)"}`;
    const description = read("description");
    const more = typeof description === "string" && description !== "" ? `, ${description}` : "";
    return `protocol ${inspectIn(cx, read("protocol"))} not implemented for ${inspectIn(cx, value)} of type ${type}${more}`;
  }),
];

function undefinedMessage(cx: Context, read: (name: string) => Term): string {
  const [module, name, arity] = [read("module"), read("function"), read("arity")];
  const title = functionTitle(cx, module, name, arity);
  if (module === NIL) return `function ${title} is undefined`;
  if (read("reason") === atom("access")) {
    return `function ${title} is undefined (${inspectIn(cx, module)} does not implement the Access behaviour. If you are using get_in/put_in/update_in, you can specify the field to be accessed using Access.key!/1)`;
  }
  const known = module instanceof Atom && cx.program.hasModule(module);
  return `function ${title} is undefined ${known ? "or private" : `(module ${inspectIn(cx, module)} is not available)`}`;
}

/** `Exception.format_mfa/3`; an anonymous function is named after the one around it. */
function functionTitle(cx: Context, module: Term, name: Term, arity: Term): string {
  const text = name instanceof Atom ? name.name : String(name);
  const anonymous = /^-(.+)-fun-\d+-$/.exec(text)?.[1];
  if (anonymous !== undefined) return `anonymous fn/${arity} in ${inspectIn(cx, module)}.${anonymous}`;
  return `${inspectIn(cx, module)}.${inspectFunctionName(text)}/${arity}`;
}

function exceptionModule(
  name: string,
  fields: { readonly [name: string]: Term },
  message?: Message,
): NativeModule {
  const struct = { ...fields, __exception__: TRUE };
  const blank = blankStruct(moduleAtom(name), Object.entries(struct));
  const [make, plainMessage] = exceptionFunctions(() => blank).map(([, code]) => code);
  return nativeModule(
    name,
    {
      "exception/1": (cx, given) => (make?.plain === true ? make.fn(cx, given) : NIL),
      "message/1": (cx, error) => {
        const read = (key: string): Term => (error instanceof MapTerm ? (field(error, key) ?? NIL) : NIL);
        const given = read("message");
        if (message === undefined || given !== NIL)
          return plainMessage?.plain === true ? plainMessage.fn(cx, error) : given;
        return message(cx, read);
      },
    },
    { struct },
  );
}
