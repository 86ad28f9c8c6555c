import { accessGet, type PathStep, pathGet, pathPut } from "./access.ts";
import { BitReader } from "./bit-reader.ts";
import { badSegment } from "./bit-segment-error.ts";
import { BitWriter } from "./bit-writer.ts";
import { bitSize, bytesOf, concatenate, isBitstring } from "./bits.ts";
import { type FunctionCode, TailCall } from "./code.ts";
import type { Context } from "./context.ts";
import { allElements, collectInto, elements } from "./enumerable.ts";
import {
  argumentError,
  badArgument,
  badArity,
  badFunction,
  badMap,
  functionClauseIn,
  keyError,
  noMatch,
  normalized,
  type Place,
  raised,
  rawReason,
  Thrown,
  undefinedFunction,
} from "./exception.ts";
import type { Routine } from "./host.ts";
import { inspect, inspectAtom, inspectFunctionName } from "./inspect.ts";
import { EMPTY_MAP, field, mapGet, mapHas, mapOf, mapPut, structName } from "./map.ts";
import { BINARY_OPERATORS, isMember, joinAll, range, UNARY_OPERATORS, wrongRange } from "./operator.ts";
import { compare, equal, same } from "./order.ts";
import type { Program } from "./program.ts";
import { sigilValue } from "./sigil.ts";
import {
  Atom,
  atom,
  Bits,
  bool,
  Cons,
  EMPTY,
  ERROR,
  FALSE,
  Fun,
  isBinary,
  list,
  MapTerm,
  NIL,
  type Term,
  TRUE,
  Tuple,
  truthy,
  tuple,
} from "./term.ts";
import { toText } from "./text.ts";

/**
 * What compiled Elixir calls: the compiler (compiler/) writes JavaScript that uses these names and nothing
 * else. `cx` is the process, `place` where the text is.
 */
export type Runtime = ReturnType<typeof runtime>;

const STRUCT = atom("__struct__");
const DOWN: { readonly [kind: string]: Atom } = { error: ERROR, throw: atom("throw"), exit: atom("exit") };

/** Marks the place of a call once its arguments are known; gives back the last of them. */
function L(cx: Context, place: Place, last: Term): Term {
  cx.at = place;
  return last;
}

/** The names that compiled code may use, for one program. */
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
    ...OPERATORS,
    ...FORMS,
    bits: (bytes: readonly number[], size: number) => new Bits(Uint8Array.from(bytes), size),
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
    capture: (module: string, name: string, arity: number) => capture(program, atom(module), name, arity),
  };
}

function capture(program: Program, module: Term, name: string, arity: number): Fun {
  const title = module instanceof Atom ? inspectAtom(module) : inspect(module);
  const known = module instanceof Atom ? program.exported(module, name, arity) : null;
  const code = known ?? {
    plain: false as const,
    arity,
    fn: (cx: Context, ...args: Term[]) => cx.apply(module, name, args),
  };
  return new Fun(code, `&${title}.${inspectFunctionName(name)}/${arity}`);
}

const OPERATORS = {
  add: BINARY_OPERATORS["+"],
  subtract: BINARY_OPERATORS["-"],
  multiply: BINARY_OPERATORS["*"],
  divide: BINARY_OPERATORS["/"],
  power: BINARY_OPERATORS["**"],
  append: BINARY_OPERATORS["++"],
  without: BINARY_OPERATORS["--"],
  negate: UNARY_OPERATORS["-"],
  plus: UNARY_OPERATORS["+"],
  not: UNARY_OPERATORS["not"],
  lt: (a: Term, b: Term) => bool(typeof a === "bigint" && typeof b === "bigint" ? a < b : compare(a, b) < 0),
  gt: (a: Term, b: Term) => bool(typeof a === "bigint" && typeof b === "bigint" ? a > b : compare(a, b) > 0),
  le: (a: Term, b: Term) => bool(compare(a, b) <= 0),
  ge: (a: Term, b: Term) => bool(compare(a, b) >= 0),
  wrongRange: (_cx: Context, first: Term, last: Term, step: Term | null = null) =>
    wrongRange(first, last, step),
  range: (_cx: Context, first: Term, last: Term, step: Term | null = null) => range(first, last, step),
  isIn: (cx: Context, item: Term, collection: Term) => bool(isMember(cx, item, collection)),
  joinAll: (cx: Context, ...parts: Term[]) => joinAll(cx, parts),
};

const FORMS = {
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
  get(cx: Context, place: Place, container: Term, key: Term): Term {
    cx.at = place;
    return accessGet(cx, container, key);
  },
  /** `map.field`; a module's function may be called without parentheses too. */
  field(cx: Context, place: Place, value: Term, key: Atom): Term {
    const found = value instanceof MapTerm ? mapGet(value, key) : undefined;
    if (found !== undefined) return found;
    cx.at = place;
    if (value instanceof Atom && value !== NIL && value !== TRUE && value !== FALSE) {
      if (cx.program.exported(value, key.name, 0) === null) throw undefinedFunction(value, key.name, 0);
      return cx.runNow(cx.apply(value, key.name, []));
    }
    throw noField(value, key);
  },

  /** Raises what a match that failed raises. */
  unmatched(cx: Context, place: Place, exception: string, value: Term): never {
    cx.at = place;
    throw noMatch(exception, value);
  },
  fail(cx: Context, place: Place, exception: string, fields: { readonly [name: string]: Term }): never {
    cx.at = place;
    throw raised(exception, fields);
  },
  /** No clause of a function fits; the module is null outside of modules. */
  noClause(cx: Context, module: string | null, name: string, arity: number, place?: Place): never {
    if (place !== undefined) cx.at = place;
    throw functionClauseIn(atom(module ?? "erl_eval"), name, arity);
  },
  /** The left side of `and` and `or`. */
  boolean(cx: Context, place: Place, operator: string, value: Term): boolean {
    if (value === TRUE) return true;
    if (value === FALSE) return false;
    cx.at = place;
    throw raised("BadBooleanError", { operator: atom(operator), term: value });
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
  /** The module of a struct, for `%module{}`; undefined when it is none. */
  structOf: (value: Term) => structName(value) ?? undefined,
  /** What follows the prefix in a binary; undefined when it does not begin so. */
  afterPrefix(value: Term, prefix: string): Term | undefined {
    if (typeof value === "string") return value.startsWith(prefix) ? value.slice(prefix.length) : undefined;
    if (!(value instanceof Bits)) return undefined;
    const reader = new BitReader(value);
    return reader.skip(bytesOf(prefix)) ? (reader.bits(null, 8) ?? undefined) : undefined;
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

  /** Runs the body once for each element, as `for` does. */
  *each(cx: Context, source: Term, body: (item: Term) => Routine<void>): Routine<void> {
    for (const item of elements(cx, source) ?? (yield* allElements(cx, source))) {
      cx.spend(1);
      yield* body(item);
    }
  },
  /** The bits of a generator `<<… <- bits>>`; the reader goes on until the body reads nothing more. */
  *eachBits(cx: Context, bits: Term, body: (reader: BitReader) => Routine<void>): Routine<void> {
    if (!isBitstring(bits))
      throw raised("ErlangError", { original: tuple(atom("bad_generator"), bits), reason: NIL });
    const reader = new BitReader(bits);
    while (!reader.atEnd) {
      cx.spend(1);
      const before = reader.left;
      yield* body(reader);
      if (reader.left === before) return;
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

  reader: (value: Term) => (isBitstring(value) ? new BitReader(value) : null),
  /** The integer of a `size(…)`; one that is none fits nothing. */
  sizeOf: (value: Term) => (typeof value === "bigint" ? Number(value) : -1),
  /** Segments of `<<…>>`: value, type, size (null for its own), unit, little endian. */
  bitstring(cx: Context, place: Place, ...segments: Segment[]): Term {
    cx.at = place;
    const writer = new BitWriter();
    for (const [index, segment] of segments.entries()) writeSegment(writer, segment, index + 1);
    cx.allocate(writer.bits >> 6);
    cx.spend(writer.bits >> 9);
    return writer.finish();
  },
};

const INFINITY = atom("infinity");

function stepsOf(steps: readonly (readonly [boolean, Term])[]): PathStep[] {
  return steps.map(([isField, key]) => ({ by: isField ? "field" : "access", key }));
}

export function noField(value: Term, name: Atom): unknown {
  if (value instanceof MapTerm) return keyError(name, value);
  const hint =
    "If you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map";
  return keyError(name, value, `key ${inspect(name)} not found in: ${inspect(value)}. ${hint}`);
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

type Segment = readonly [value: Term, type: string, size: Term | null, unit: number, little: boolean];

const TOO_LARGE = 2 ** 27;

function writeSegment(
  writer: BitWriter,
  [value, type, given, unit, little]: Segment,
  position: number,
): void {
  const size = given === null ? null : typeof given === "bigint" ? Number(given) : -1;
  if (size !== null && (size < 0 || size * unit > TOO_LARGE)) throw argumentError("argument error");
  if (type === "integer" && typeof value === "bigint") writer.integer(value, (size ?? 8) * unit, little);
  else if (type === "float" && (typeof value === "bigint" || typeof value === "number")) {
    const bits = (size ?? 64) * unit;
    if (bits !== 64 && bits !== 32) throw badSegment(position, type, value);
    writer.float(Number(value), bits, little);
  } else if ((type === "binary" || type === "bitstring") && isBitstring(value)) {
    const all = bitSize(value);
    const bits = size === null ? all : size * unit;
    if (bits > all || (type === "binary" && size === null && !isBinary(value)))
      throw badSegment(position, type, value);
    writer.append(value, bits);
  } else if (type.startsWith("utf"))
    for (const code of codePoints(value, position, type)) writeCodePoint(writer, code, type, little);
  else throw badSegment(position, type, value);
}

function codePoints(value: Term, position: number, type: string): number[] {
  if (typeof value === "string") return [...value].map((char) => char.codePointAt(0) ?? 0);
  const isCode =
    typeof value === "bigint" && value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value >= 0xe000n);
  if (isCode) return [Number(value)];
  throw badSegment(position, type, value);
}

function writeCodePoint(writer: BitWriter, code: number, type: string, little: boolean): void {
  const char = String.fromCodePoint(code);
  if (type === "utf8") writer.append(char);
  else if (type === "utf32") writer.integer(BigInt(code), 32, little);
  else
    for (let index = 0; index < char.length; index += 1)
      writer.integer(BigInt(char.charCodeAt(index)), 16, little);
}
