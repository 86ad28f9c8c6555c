/**
 * Native modules: the parts of Elixir's library that are written in TypeScript.
 *
 *     export const LIST = nativeModule("List", {
 *       // name/arity. A plain function: it may neither wait nor call an Elixir function.
 *       "first/1": (cx, list) => (list instanceof Cons ? list.head : NIL),
 *       // Several arities of one function.
 *       "first/1,2": (cx, list, fallback = NIL) => …,
 *       // A generator function may call Elixir functions and wait in the middle of it.
 *       *"foldl/3"(cx, list, acc, fun) {
 *         let result = acc;
 *         for (const item of itemsOf(list)) result = yield* cx.call(fun, [item, result]);
 *         return result;
 *       },
 *       // Waits: for time, or for a message that fits (null when the time is over).
 *       *"sleep/1"(cx, ms) { yield* waitMs(Number(ms)); return OK; },
 *       *"hear/0"(cx) { return (yield* receive((message) => message === OK, 5000)) ?? NIL; },
 *     });
 *
 * Add the module to the list in library/registry.ts. `cx` is the process (context.ts): `cx.call(fun, args)`,
 * `cx.apply(module, name, args)`, `cx.host` (send, spawn, monitor, timers, print: host.ts),
 * `cx.spend(steps)` and `cx.allocate(words)` for work that grows with its input: whoever builds a long list or
 * text, or loops without calling Elixir, counts it, or an endless loop could not be stopped.
 * Raise with the functions of exception.ts: `throw badArgument(1, "not a list")`,
 * `throw functionClause("String", "upcase", 2)`; a module that many pages load takes them from `EXCEPTIONS.now`
 * (thrown.ts), so that they are loaded when one is raised. Arguments arrive as any term at all.
 *
 * A module that is `use`d has a `using` hook: what it imports, which functions it defines unless the
 * module does so itself, and which macros stand in the module's body (`intercept [...]`, `channel "a:*", B`).
 */
import type { Later } from "../loading/later.ts";
import type { Ast, Position } from "./ast.ts";
import type { FunctionCode } from "./code.ts";
import type { Context } from "./context.ts";
import type { Routine } from "./host.ts";
import { LimitExceeded } from "./limit.ts";
import { type Atom, Fun, moduleAtom, atom as plainAtom, type Term } from "./term.ts";

export type Native = (cx: Context, ...args: Term[]) => Term | Routine<Term>;

export type NativeModule = {
  readonly module: Atom;
  /** By `name/arity`. */
  readonly functions: Pick<ReadonlyMap<string, FunctionCode>, "get" | "keys">;
  /** Functions that a guard may call. */
  readonly guards: Pick<ReadonlySet<string>, "has">;
  readonly using: Using | null;
  /** The fields of its struct, in the order of its definition. */
  readonly struct: readonly (readonly [string, Term])[] | null;
};

/** What `use Module, options` does to the module that says it. */
export type Using = (target: UsingTarget, options: Term, at: Position) => void;

/** The module being defined, as a `using` hook sees it. */
export interface UsingTarget {
  readonly module: Atom;
  /** `import Module`, from here to the end of the module. */
  import(module: Atom): void;
  /** `alias Module, as: Name` */
  alias(name: string, module: Atom): void;
  /** Defines `name/arity` unless the module does; `overridable` code sees the arguments and the module. */
  fallback(nameAndArity: string, native: Native): void;
  /** A macro of this name may stand in the module's body. A `do` block is the last argument, `[do: …]`. */
  macro(name: string, expand: (args: readonly Ast[], at: Position) => void): void;
  /** The value of an expression in the module's body; called once all modules are known. */
  evaluate(ast: Ast): Term;
  /** As `evaluate`, once the program runs: for a function that calls those of the module. */
  later(ast: Ast): () => Term;
  /** Something that the module carries for those who use it (`program.tagged(module, key)`). */
  tag(key: string, value: unknown): void;
  /** Refuses with a compile error. */
  refuse(at: Position, message: string): never;
}

type NativeOptions = {
  readonly guards?: readonly string[];
  readonly using?: Using;
  readonly struct?: { readonly [name: string]: Term };
  /** Its other functions and guards, when those given here are the ones that most programs need. */
  readonly rest?: Later<NativeModule>;
};

/** A native module; a name in lower case with a colon (`:lists`) is an Erlang module. */
export function nativeModule(
  name: string,
  functions: { readonly [nameAndArities: string]: Native },
  options: NativeOptions = {},
): NativeModule {
  const table = new Map<string, FunctionCode>();
  for (const [key, native] of Object.entries(functions)) {
    const slash = key.lastIndexOf("/");
    for (const arity of key.slice(slash + 1).split(",")) {
      table.set(`${key.slice(0, slash)}/${arity}`, nativeCode(native, Number(arity)));
    }
  }
  const { guards = [], using = null, struct, rest } = options;
  return {
    module: name.startsWith(":") ? plainAtom(name.slice(1)) : moduleAtom(name),
    functions:
      rest === undefined
        ? table
        : {
            get: (key) => table.get(key) ?? rest.now.functions.get(key),
            keys: () => [...table.keys(), ...rest.now.functions.keys()].values(),
          },
    guards: rest === undefined ? new Set(guards) : { has: (key) => rest.now.guards.has(key) },
    using,
    struct: struct === undefined ? null : Object.entries(struct),
  };
}

const GENERATOR = Object.getPrototypeOf(function* () {});

export function nativeCode(native: Native, arity: number): FunctionCode {
  // A generator function returns a routine and any other a term; the type of both is one for brevity's sake.
  const fn = native as never;
  return Object.getPrototypeOf(native) === GENERATOR
    ? { plain: false, arity, fn }
    : { plain: true, height: 1, arity, fn };
}

/** A function value made by native code. `text` is what `inspect` shows of it. */
export function nativeFun(arity: number, native: Native, text = `#Function<native/${arity}>`): Fun {
  return new Fun(nativeCode(native, arity), text);
}

/** Waits for virtual time. */
export function* waitMs(ms: number): Routine<void> {
  yield { for: "time", ms };
}

/** Waits for the first message that fits; null when `timeoutMs` have passed. Other messages stay. */
export function* receive(
  accepts: (message: Term) => boolean,
  timeoutMs: number | null = null,
): Routine<Term | null> {
  return (yield { for: "message", accepts, timeoutMs }) as Term | null; // as `Wait` says
}

/** Stops a process whose native code cannot go on within the limits. */
export function tooLarge(what: string): LimitExceeded {
  return new LimitExceeded(what);
}
