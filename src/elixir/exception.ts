import { atomMap, field, mapPut, structName } from "./map.ts";
import { Atom, atom, type Fun, list, moduleAtom, NIL, type Term, TRUE, Tuple, tuple } from "./term.ts";
import { Thrown } from "./thrown.ts";

/** `%Module{…}` as an exception. */
export function exception(module: string, fields: { readonly [name: string]: Term }): Term {
  return atomMap({ __struct__: moduleAtom(module), __exception__: TRUE, ...fields });
}

/** `raise Module, fields`; use as `throw raised("RuntimeError", { message })`. */
export function raised(module: string, fields: { readonly [name: string]: Term }, erlang?: Term): Thrown {
  return new Thrown("error", exception(module, fields), erlang);
}

/** `raise ArgumentError, message` */
export function argumentError(message: string): Thrown {
  return raised("ArgumentError", { message }, atom("badarg"));
}

const ORDINALS = ["", "1st", "2nd", "3rd", "4th", "5th"];

/** The ArgumentError of a function of the BEAM: `badArgument(1, "not a list")`. */
export function badArgument(position: number, what: string): Thrown {
  return argumentError(
    `errors were found at the given arguments:\n\n  * ${ORDINALS[position]} argument: ${what}\n`,
  );
}

/** `no function clause matching in Mod.fun/arity`; the module as Elixir names it, for example `String`. */
export function functionClause(module: string, name: string, arity: number): Thrown {
  return functionClauseIn(moduleAtom(module), name, arity);
}

export function functionClauseIn(module: Atom, name: string, arity: number): Thrown {
  const fields = { module, function: atom(name), arity: BigInt(arity), args: NIL, kind: NIL, clauses: NIL };
  return raised("FunctionClauseError", fields, atom("function_clause"));
}

/** A call of a function that is not there; whether its module is there, the message finds out. */
export function undefinedFunction(module: Term, name: string, arity: number, reason: Term = NIL): Thrown {
  const fields = { module, function: atom(name), arity: BigInt(arity), reason, message: NIL };
  return raised("UndefinedFunctionError", fields, atom("undef"));
}

/** `key :b not found in: %{a: 1}`; where nothing is said of the term, `key :b not found`. */
export function keyError(key: Term, term: Term = NIL, message: Term = NIL): Thrown {
  const erlang =
    term === NIL && message === NIL ? tuple(atom("badkey"), key) : tuple(atom("badkey"), key, term);
  return raised("KeyError", { key, term, message }, erlang);
}

export function badMap(term: Term): Thrown {
  return raised("BadMapError", { term }, tuple(atom("badmap"), term));
}

export function arithmeticError(): Thrown {
  return raised("ArithmeticError", { message: "bad argument in arithmetic expression" }, atom("badarith"));
}

export function protocolUndefined(protocol: string, value: Term, description = ""): Thrown {
  return raised("Protocol.UndefinedError", { protocol: moduleAtom(protocol), value, description });
}

export function badArity(fun: Fun, args: readonly Term[]): Thrown {
  const fields = { function: fun, args: list(args) };
  return raised("BadArityError", fields, tuple(atom("badarity"), tuple(fun, list(args))));
}

export function badFunction(term: Term): Thrown {
  return raised("BadFunctionError", { term }, tuple(atom("badfun"), term));
}

/** MatchError, CaseClauseError, WithClauseError, TryClauseError: what they have in common is the term. */
export function noMatch(module: string, term: Term): Thrown {
  const erlang = { MatchError: "badmatch", CaseClauseError: "case_clause", TryClauseError: "try_clause" }[
    module
  ];
  return raised(module, { term }, tuple(atom(erlang ?? "with_clause"), term));
}

/** What `catch :error, reason` and an exit reason hold: the Erlang term of what the BEAM itself raised. */
export function rawReason({ kind, value, erlang }: Thrown): Term {
  return kind === "error" ? (erlang ?? value) : value;
}

const NO_FUNCTION = { module: NIL, function: NIL, arity: NIL };
const OF_TERMS: { readonly [tag: string]: string } = {
  badmatch: "MatchError",
  case_clause: "CaseClauseError",
  with_clause: "WithClauseError",
  try_clause: "TryClauseError",
  badmap: "BadMapError",
  badfun: "BadFunctionError",
  badkey: "KeyError",
};

/** The exception of a raw reason, as `rescue` sees it (`Exception.normalize/2`). */
export function normalized(reason: Term): Term {
  if (structName(reason) !== null && field(reason as never, "__exception__") === TRUE) return reason; // structName says it is a map
  if (reason instanceof Atom) {
    if (reason === atom("badarg")) return argumentError("argument error").value;
    if (reason === atom("badarith")) return arithmeticError().value;
    if (reason === atom("function_clause")) return exception("FunctionClauseError", NO_FUNCTION);
    if (reason === atom("undef"))
      return exception("UndefinedFunctionError", { ...NO_FUNCTION, message: NIL });
    if (reason === atom("cond_clause")) return exception("CondClauseError", {});
    if (reason === atom("system_limit"))
      return exception("SystemLimitError", { message: "a system limit has been reached" });
  }
  const [tag, term, more] = reason instanceof Tuple ? reason.items : [];
  const named = tag instanceof Atom ? OF_TERMS[tag.name] : undefined;
  if (named !== undefined && term !== undefined && more === undefined) {
    return exception(named, named === "KeyError" ? { key: term, term: NIL, message: NIL } : { term });
  }
  if (tag === atom("badkey") && term !== undefined) return keyError(term, more).value;
  return exception("ErlangError", { original: reason, reason: NIL });
}

/** Adds or changes a field of an exception. */
export function withField(error: Term, name: string, value: Term): Term {
  return structName(error) === null ? error : mapPut(error as never, atom(name), value); // structName says it is a map
}
