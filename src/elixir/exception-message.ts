import { COMPILE_HOST } from "./compile-host.ts";
import { Context } from "./context.ts";
import { normalized, rawReason } from "./exception.ts";
import { inspectAtom } from "./inspect.ts";
import { field, structName } from "./map.ts";
import { nearest } from "./nearest.ts";
import type { Program } from "./program.ts";
import { Atom, atom, isList, listItems, MapTerm, type Term, TRUE, Tuple } from "./term.ts";
import { inspectIn } from "./text.ts";
import type { Thrown } from "./thrown.ts";

/** `Exception.message/1` */
export function exceptionMessage(cx: Context, error: Term): string {
  const module = structName(error);
  if (module === null) return inspectIn(cx, error);
  if (cx.program.exported(module, "message", 1) === null) {
    return `got UndefinedFunctionError with message "function ${inspectAtom(module)}.message/1 is undefined or private" while retrieving Exception.message/1 for ${inspectIn(cx, error)}`;
  }
  const message = cx.runNow(cx.apply(module, "message", [error]));
  return typeof message === "string" ? message : inspectIn(cx, message);
}

/** `Exception.format_banner/2`: `** (ModuleOfTheError) message`, `** (throw) value`, `** (exit) reason`. */
export function exceptionBanner(program: Program, thrown: Thrown): string {
  const cx = new Context(program, COMPILE_HOST);
  if (thrown.kind === "exit") return `** (exit) ${exitText(cx, thrown.value)}`;
  if (thrown.kind === "throw") return `** (throw) ${inspectIn(cx, rawReason(thrown))}`;
  const module = structName(thrown.value);
  return `** (${module === null ? "ErlangError" : inspectAtom(module)}) ${exceptionMessage(cx, thrown.value)}`;
}

/** `Exception.format_exit/1` */
export function exitText(cx: Context, reason: Term): string {
  if (reason instanceof Atom && PLAIN_EXITS.has(reason.name))
    return PLAIN_EXITS.get(reason.name) ?? reason.name;
  if (reason instanceof Tuple && reason.items.length === 2) {
    const [first, second] = reason.items;
    if (first === atom("shutdown") && second !== undefined) return `shutdown: ${inspectIn(cx, second)}`;
    if (first === atom("bad_return_value") && second !== undefined)
      return `bad return value: ${inspectIn(cx, second)}`;
    if (first !== undefined && isStack(second)) {
      const error = normalized(first);
      const name = structName(error);
      const known = name !== null && (first !== error || field(error as MapTerm, "__exception__") === TRUE); // structName says it is a map
      if (known && inspectAtom(name) !== "ErlangError") {
        const lines = `** (${inspectAtom(name)}) ${exceptionMessage(cx, error)}`.split("\n");
        return `an exception was raised:\n${lines.map((line) => `        ${line}`).join("\n")}`;
      }
    }
    const [module, name, args] = second instanceof Tuple ? second.items : [];
    const given = args === undefined ? null : listItems(args);
    if (first !== undefined && module instanceof Atom && name instanceof Atom && given !== null) {
      const call = `${inspectAtom(module)}.${name.name}(${given.map((arg) => inspectIn(cx, arg)).join(", ")})`;
      return `exited in: ${call}\n    ** (EXIT) ${exitText(cx, first)}`;
    }
  }
  return inspectIn(cx, reason);
}

/** A stack trace: a list of `{module, function, arity, place}`. */
function isStack(term: Term | undefined): boolean {
  const entries = term === undefined || !isList(term) ? null : listItems(term);
  return entries?.every((entry) => entry instanceof Tuple && entry.items.length === 4) ?? false;
}

const NO_PROCESS =
  "no process: the process is not alive or there's no process currently associated with the given name, possibly because its application isn't started";
const PLAIN_EXITS = new Map([
  ["normal", "normal"],
  ["shutdown", "shutdown"],
  ["killed", "killed"],
  ["timeout", "time out"],
  ["calling_self", "process attempted to call itself"],
  ["noconnection", "no connection"],
  ["noproc", NO_PROCESS],
]);

/** What Elixir adds to an error that nobody caught: names that may have been meant. */
export function didYouMean(program: Program, error: Term): string {
  const module = structName(error);
  if (module === null || !(error instanceof MapTerm)) return "";
  const name = inspectAtom(module);
  if (name === "UndefinedFunctionError") return similarFunctions(program, error);
  if (name !== "KeyError") return "";
  const [key, term] = [field(error, "key"), field(error, "term")];
  if (!(key instanceof Atom) || !(term instanceof MapTerm)) return "";
  const keys = term.keys.flatMap((other) => (other instanceof Atom ? [`:${other.name}`] : []));
  return suggestion(nearest(`:${key.name}`, keys));
}

function similarFunctions(program: Program, error: MapTerm): string {
  const [module, name, arity] = [field(error, "module"), field(error, "function"), field(error, "arity")];
  if (!(module instanceof Atom) || !(name instanceof Atom)) return "";
  if (!program.hasModule(module)) return "";
  const names = program.functionNames(module);
  const sameName = names.filter((key) => key.slice(0, key.lastIndexOf("/")) === name.name);
  return suggestion(sameName.length > 0 ? sameName : nearest(`${name.name}/${arity}`, names));
}

function suggestion(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `. Did you mean:\n\n${names.map((name) => `      * ${name}\n`).join("")}`;
}
