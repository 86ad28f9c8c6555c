import { Later } from "../loading/later.ts";
import { concatenate } from "./bits.ts";
import { type FunctionCode, TailCall } from "./code.ts";
import type { Context } from "./context.ts";
import { EMPTY_MAP, mapGet, mapOf, mapPut, structName } from "./map.ts";
import { equal, same } from "./order.ts";
import type { Program } from "./program.ts";
import {
  Atom,
  atom,
  Bits,
  bool,
  Cons,
  EMPTY,
  FALSE,
  Fun,
  list,
  MapTerm,
  NIL,
  type Term,
  TRUE,
  Tuple,
  truthy,
} from "./term.ts";
import { toText } from "./text.ts";
import { EXCEPTIONS, type Place, Thrown } from "./thrown.ts";

/**
 * What compiled Elixir calls: the compiler (compiler/) writes JavaScript that uses these names and nothing
 * else. `cx` is the process, `place` where the text is.
 */
export type Runtime = ReturnType<typeof runtime>;

const OPERATORS = new Later(() => import("./runtime-operators.ts"));
const FORMS = new Later(() => import("./runtime-forms.ts"));
const BINARIES = new Later(() => import("./runtime-binaries.ts"));
const ACCESS = new Later(() => import("./access.ts"));

const STRUCT = atom("__struct__");

/** Marks the place of a call once its arguments are known; gives back the last of them. */
function L(cx: Context, place: Place, last: Term): Term {
  cx.at = place;
  return last;
}

/** The names that compiled code may use, for one program; those of few modules are loaded when they are asked for. */
export function runtime(program: Program) {
  return {
    atom,
    list,
    mapOf,
    Tuple,
    Cons,
    MapTerm,
    Fun,
    TailCall,
    TRUE,
    FALSE,
    NIL,
    EMPTY,
    EMPTY_MAP,
    bool,
    truthy,
    same,
    equal,
    mapGet,
    L,
    ...BASICS,
    get operators() {
      return OPERATORS.now.OPERATORS;
    },
    get forms() {
      return FORMS.now.FORMS;
    },
    get binaries() {
      return BINARIES.now.BINARIES;
    },
    /** Places of one file: function index, line and column of each, one after the other. */
    places(file: string, functions: readonly (string | null)[], numbers: readonly number[]): Place[] {
      const found: Place[] = [];
      for (let index = 0; index + 2 < numbers.length; index += 3) {
        const [name = 0, line = 0, column = 0] = numbers.slice(index, index + 3);
        found.push({ file, line, column, function: functions[name] ?? null });
      }
      return found;
    },
    /** A function of the library, or of a module loaded before. */
    code(module: string, name: string, arity: number): FunctionCode {
      const found = program.exported(atom(module), name, arity);
      if (found === null) throw new Error(`the program has no ${module}.${name}/${arity}`);
      return found;
    },
    /** A function of a module that is loaded together with the one that calls it. */
    later: (module: string, name: string, arity: number): FunctionCode => ({
      plain: false,
      arity,
      fn: (cx, ...args) => cx.apply(atom(module), name, args),
    }),
    /** `&Mod.fun/arity`, looked up when it is called. */
    capture: (module: string, name: string, arity: number) =>
      FORMS.now.capture(program, atom(module), name, arity),
  };
}

/** What most modules need. */
const BASICS = {
  /** Begins a line; true when somebody steps through the code. */
  S(cx: Context, place: Place): boolean {
    cx.at = place;
    return cx.listener !== null;
  },
  /** Tells of the line that begins; some of the variables may have no value yet. */
  T(cx: Context, variables: () => { readonly [name: string]: Term | undefined }): void {
    const { at, listener } = cx;
    if (at === null || listener === null) return;
    listener(at, () =>
      Object.entries(variables()).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    );
  },

  tail: (code: FunctionCode, args: readonly Term[]) => new TailCall(code, args),

  cons(cx: Context, head: Term, tail: Term): Term {
    cx.allocate(2);
    return new Cons(head, tail);
  },
  listOf(cx: Context, ...items: Term[]): Term {
    cx.allocate(items.length * 2);
    return list(items);
  },
  tupleOf(cx: Context, ...items: Term[]): Term {
    cx.allocate(items.length + 1);
    return new Tuple(items);
  },
  /** A map whose keys are known, and sorted, when it is written. */
  record(cx: Context, keys: readonly Term[], values: readonly Term[]): Term {
    cx.allocate(values.length * 2 + 4);
    return new MapTerm(keys, values);
  },
  /** Keys and values one after the other, put into `base`. */
  mapWith(cx: Context, base: MapTerm, ...pairs: Term[]): Term {
    cx.allocate(pairs.length + base.keys.length * 2 + 4);
    const entries: [Term, Term][] = [];
    for (let index = 0; index + 1 < pairs.length; index += 2)
      entries.push([pairs[index] as Term, pairs[index + 1] as Term]); // within bounds
    return base === EMPTY_MAP
      ? mapOf(entries)
      : entries.reduce((map, [key, value]) => mapPut(map, key, value), base);
  },
  get(cx: Context, place: Place, container: Term, key: Term): Term {
    if (container instanceof MapTerm && structName(container) === null) return mapGet(container, key) ?? NIL;
    cx.at = place;
    return ACCESS.now.accessGet(cx, container, key);
  },
  /** `map.field`; a module's function may be called without parentheses too. */
  field(cx: Context, place: Place, value: Term, key: Atom): Term {
    const found = value instanceof MapTerm ? mapGet(value, key) : undefined;
    if (found !== undefined) return found;
    cx.at = place;
    if (value instanceof Atom && value !== NIL && value !== TRUE && value !== FALSE) {
      if (cx.program.exported(value, key.name, 0) === null)
        throw EXCEPTIONS.now.undefinedFunction(value, key.name, 0);
      return cx.runNow(cx.apply(value, key.name, []));
    }
    throw FORMS.now.noField(value, key);
  },

  /** Raises what a match that failed raises. */
  unmatched(cx: Context, place: Place, exception: string, value: Term): never {
    cx.at = place;
    throw EXCEPTIONS.now.noMatch(exception, value);
  },
  fail(cx: Context, place: Place, exception: string, fields: { readonly [name: string]: Term }): never {
    cx.at = place;
    throw EXCEPTIONS.now.raised(exception, fields);
  },
  /** No clause of a function fits; the module is null outside of modules. */
  noClause(cx: Context, module: string | null, name: string, arity: number, place?: Place): never {
    if (place !== undefined) cx.at = place;
    throw EXCEPTIONS.now.functionClauseIn(atom(module ?? "erl_eval"), name, arity);
  },
  /** The left side of `and` and `or`. */
  boolean(cx: Context, place: Place, operator: string, value: Term): boolean {
    if (value === TRUE) return true;
    if (value === FALSE) return false;
    cx.at = place;
    throw EXCEPTIONS.now.raised("BadBooleanError", { operator: atom(operator), term: value });
  },
  /** Whether a guard holds; what raises does not. */
  holds(test: () => Term): boolean {
    try {
      return test() === TRUE;
    } catch (thrown) {
      if (thrown instanceof Thrown) return false;
      throw thrown;
    }
  },
  isTuple: (value: Term, size: number): value is Tuple =>
    value instanceof Tuple && value.items.length === size,
  isStructOf: (value: Term, module: Term) => value instanceof MapTerm && mapGet(value, STRUCT) === module,
  /** What follows the prefix in a binary; undefined when it does not begin so. */
  afterPrefix(value: Term, prefix: string): Term | undefined {
    if (typeof value === "string") return value.startsWith(prefix) ? value.slice(prefix.length) : undefined;
    return value instanceof Bits ? BINARIES.now.bitsAfter(value, prefix) : undefined;
  },

  text(cx: Context, place: Place, ...parts: Term[]): string | Bits {
    let text: string | Bits = "";
    for (const part of parts) {
      if (typeof part !== "string") cx.at = place;
      text = concatenate(text, toText(cx, part));
    }
    if (typeof text === "string") cx.allocate((text.length >> 3) + 2);
    return text;
  },
};
