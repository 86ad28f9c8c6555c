import { type PathStep, pathGet, pathPut } from "./access.ts";
import type { FunctionCode } from "./code.ts";
import type { Context } from "./context.ts";
import { allElements, collectInto, elements } from "./enumerable.ts";
import {
  argumentError,
  badArgument,
  badArity,
  badFunction,
  badMap,
  keyError,
  normalized,
  raised,
  rawReason,
  undefinedFunction,
} from "./exception.ts";
import type { Routine } from "./host.ts";
import { inspect, inspectAtom, inspectFunctionName } from "./inspect.ts";
import { field, mapGet, mapHas, mapPut, structName } from "./map.ts";
import { same } from "./order.ts";
import type { Program } from "./program.ts";
import { sigilValue } from "./sigil.ts";
import {
  Atom,
  atom,
  type Bits,
  EMPTY,
  ERROR,
  FALSE,
  Fun,
  list,
  MapTerm,
  NIL,
  type Term,
  TRUE,
  Tuple,
  tuple,
} from "./term.ts";
import { type Place, Thrown } from "./thrown.ts";

const DOWN: { readonly [kind: string]: Atom } = { error: ERROR, throw: atom("throw"), exit: atom("exit") };

/** The forms of the language that most modules of channels do without: the rest of what runtime.ts gives to compiled code. */
export const FORMS = {
  /** `%{of | key => value}`, `%Struct{of | key: value}` */
  update(cx: Context, place: Place, struct: Atom | null, of: Term, ...pairs: Term[]): Term {
    cx.at = place;
    if (struct !== null && structName(of) !== struct) throw raised("BadStructError", { struct, term: of });
    if (!(of instanceof MapTerm)) throw badMap(of);
    cx.allocate(of.keys.length + 4);
    let updated = of;
    for (let index = 0; index + 1 < pairs.length; index += 2) {
      const key = pairs[index] as Term; // within bounds
      if (!mapHas(updated, key)) throw keyError(key);
      updated = mapPut(updated, key, pairs[index + 1] as Term); // within bounds
    }
    return updated;
  },
  /** The module of a struct, for `%module{}`; undefined when it is none. */
  structOf: (value: Term) => structName(value) ?? undefined,
  /** The code of `module.name`, found as late as that. */
  find(cx: Context, place: Place, module: Term, name: string, arity: number): FunctionCode {
    cx.at = place;
    if (!(module instanceof Atom)) throw badArgument(1, "not an atom");
    return cx.lookup(module, name, arity);
  },
  /** `value.name()`, where the value may be a map after all; undefined when it is a module. */
  fieldOrModule(cx: Context, place: Place, value: Term, key: Atom): Term | undefined {
    if (!(value instanceof MapTerm)) return undefined;
    const found = mapGet(value, key);
    if (found !== undefined) return found;
    cx.at = place;
    throw noField(value, key);
  },
  /** The code of a function value that is called with so many arguments. */
  callable(cx: Context, place: Place, fun: Term, args: readonly Term[]): FunctionCode {
    cx.at = place;
    if (!(fun instanceof Fun)) throw badFunction(fun);
    if (fun.code.arity !== args.length) throw badArity(fun, args);
    return fun.code as FunctionCode; // Fun.code is made of nothing else
  },
  charlist: (text: string | Bits) =>
    list([...(typeof text === "string" ? text : "")].map((char) => BigInt(char.codePointAt(0) ?? 0))),
  /** `~w` of a text that is known only now. */
  words: (text: string | Bits, modifiers: string) =>
    sigilValue("w", modifiers, typeof text === "string" ? text : "") ?? EMPTY,
  atomOf: (text: string | Bits) => atom(typeof text === "string" ? text : ""),
  childAlias(parent: Term, name: string): Term {
    if (!(parent instanceof Atom)) throw badArgument(1, "not an atom");
    return atom(`${parent.name}.${name}`);
  },
  captureOf: (cx: Context, module: Term, name: string, arity: number) =>
    capture(cx.program, module, name, arity),

  /** Runs the body once for each element, as `for` does. */
  *each(cx: Context, source: Term, body: (item: Term) => Routine<void>): Routine<void> {
    for (const item of elements(cx, source) ?? (yield* allElements(cx, source))) {
      cx.spend(1);
      yield* body(item);
    }
  },
  collect: collectInto,
  push(cx: Context, items: Term[], item: Term): void {
    cx.allocate(2);
    items.push(item);
  },
  /** Adds an item that was not there before. */
  pushNew(cx: Context, items: Term[], seen: Set<Term>, item: Term): void {
    cx.spend(items.length >> 3);
    if (seen.has(item) || items.some((other) => same(other, item))) return;
    seen.add(item);
    items.push(item);
  },

  /**
   * `try`. A handler takes what was thrown and gives back its value, or undefined when it is not for it;
   * `others` are the clauses of `else`.
   */
  *attempt(
    cx: Context,
    body: () => Routine<Term>,
    handlers: readonly ((thrown: Thrown) => Routine<Term | undefined>)[],
    others: ((value: Term) => Routine<Term>) | null,
    after: (() => Routine<Term>) | null,
  ): Routine<Term> {
    const { depth, depthBelow } = cx;
    const back = (thrown: Thrown) => {
      cx.locate(thrown);
      cx.depth = depth;
      cx.depthBelow = depthBelow;
    };
    function* attempted(): Routine<Term> {
      let value: Term;
      try {
        value = yield* body();
      } catch (thrown) {
        // What is over its limits is ended on the spot.
        if (!(thrown instanceof Thrown)) throw thrown;
        back(thrown);
        for (const handler of handlers) {
          const handled = yield* handler(thrown);
          if (handled !== undefined) return handled;
        }
        throw thrown;
      }
      return others === null ? value : yield* others(value);
    }
    if (after === null) return yield* attempted();
    let value: Term;
    try {
      value = yield* attempted();
    } catch (thrown) {
      if (!(thrown instanceof Thrown)) throw thrown;
      back(thrown);
      yield* after();
      throw thrown;
    }
    yield* after();
    return value;
  },
  /** The exception for a `rescue` clause of these modules (null: any); undefined when it is not for it. */
  rescued(thrown: Thrown, modules: readonly Term[] | null): Term | undefined {
    if (thrown.kind !== "error") return undefined;
    const error = normalized(thrown.value);
    return modules === null || modules.includes(structName(error) ?? NIL) ? error : undefined;
  },
  kindOf: (thrown: Thrown) => DOWN[thrown.kind] ?? NIL,
  reasonOf: rawReason,
  *raise(cx: Context, place: Place, what: Term, fields: Term = EMPTY): Routine<never> {
    cx.at = place;
    throw new Thrown("error", yield* exceptionOf(cx, what, fields));
  },
  throwIt(cx: Context, place: Place, value: Term): never {
    cx.at = place;
    throw new Thrown("throw", value);
  },

  /** `receive`: the message, or null when the time is over. */
  *receive(
    cx: Context,
    place: Place,
    accepts: (message: Term) => boolean,
    timeout: Term,
  ): Routine<Term | null> {
    cx.at = place;
    const forEver = timeout === INFINITY;
    if (!forEver && (typeof timeout !== "bigint" || timeout < 0n)) throw badArgument(1, "invalid timeout");
    const message = yield { for: "message", accepts, timeoutMs: forEver ? null : Number(timeout) };
    cx.at = place;
    return message as Term | null; // as `Wait` says
  },

  /** Fields and keys one after the other, as `[true, key]` for `.key` and `[false, key]` for `[key]`. */
  pathGet: (cx: Context, root: Term, steps: readonly (readonly [boolean, Term])[]) =>
    pathGet(cx, root, stepsOf(steps)),
  /** Null for the value takes it out. */
  pathPut: (
    cx: Context,
    place: Place,
    root: Term,
    steps: readonly (readonly [boolean, Term])[],
    value: Term | null,
  ) => {
    cx.at = place;
    return pathPut(cx, root, stepsOf(steps), value);
  },
  pathPop(cx: Context, place: Place, root: Term, steps: readonly (readonly [boolean, Term])[]): Term {
    cx.at = place;
    const path = stepsOf(steps);
    return tuple(pathGet(cx, root, path), pathPut(cx, root, path, null));
  },
  *pathUpdate(
    cx: Context,
    place: Place,
    root: Term,
    steps: readonly (readonly [boolean, Term])[],
    fun: Term,
  ): Routine<Term> {
    cx.at = place;
    const path = stepsOf(steps);
    return pathPut(cx, root, path, yield* cx.call(fun, [pathGet(cx, root, path)]));
  },
  *pathGetAndUpdate(
    cx: Context,
    place: Place,
    root: Term,
    steps: readonly (readonly [boolean, Term])[],
    fun: Term,
  ): Routine<Term> {
    cx.at = place;
    const path = stepsOf(steps);
    const old = pathGet(cx, root, path);
    const made = yield* cx.call(fun, [old]);
    if (made === atom("pop")) return tuple(old, pathPut(cx, root, path, null));
    const [got, value] = made instanceof Tuple && made.items.length === 2 ? made.items : [];
    if (got === undefined || value === undefined) {
      throw argumentError(
        `the given function must return a two-element tuple or :pop, got: ${inspect(made)}`,
      );
    }
    return tuple(got, pathPut(cx, root, path, value));
  },
};

/** `&module.name/arity`, looked up when it is called. */
export function capture(program: Program, module: Term, name: string, arity: number): Fun {
  const title = module instanceof Atom ? inspectAtom(module) : inspect(module);
  const known = module instanceof Atom ? program.exported(module, name, arity) : null;
  const code = known ?? {
    plain: false as const,
    arity,
    fn: (cx: Context, ...args: Term[]) => cx.apply(module, name, args),
  };
  return new Fun(code, `&${title}.${inspectFunctionName(name)}/${arity}`);
}

const INFINITY = atom("infinity");

function stepsOf(steps: readonly (readonly [boolean, Term])[]): PathStep[] {
  return steps.map(([isField, key]) => ({ by: isField ? "field" : "access", key }));
}

function* exceptionOf(cx: Context, what: Term, fields: Term): Routine<Term> {
  if (typeof what === "string") return raised("RuntimeError", { message: what }).value;
  if (what instanceof MapTerm && field(what, "__exception__") === TRUE) return what;
  if (what instanceof Atom && what !== NIL && what !== TRUE && what !== FALSE) {
    if (cx.program.exported(what, "exception", 1) === null) throw undefinedFunction(what, "exception", 1);
    return yield* cx.apply(what, "exception", [fields]);
  }
  throw argumentError(
    `raise/1 and reraise/2 expect a module name, string or exception as the first argument, got: ${inspect(what)}`,
  );
}

/** The KeyError for a field that is not there. */
export function noField(value: Term, name: Atom): unknown {
  if (value instanceof MapTerm) return keyError(name, value);
  const hint =
    "If you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map";
  return keyError(name, value, `key ${inspect(name)} not found in: ${inspect(value)}. ${hint}`);
}
