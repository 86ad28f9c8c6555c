import { type PathStep, pathGet, pathPut } from "./access.ts";
import { BitReader } from "./bit-reader.ts";
import { badSegment } from "./bit-segment-error.ts";
import { BitWriter } from "./bit-writer.ts";
import { bitSize, bytesOf, isBitstring } from "./bits.ts";
import type { Context } from "./context.ts";
import { allElements, collectInto, elements } from "./enumerable.ts";
import {
  argumentError,
  badArgument,
  normalized,
  type Place,
  raised,
  rawReason,
  Thrown,
  undefinedFunction,
} from "./exception.ts";
import type { Routine } from "./host.ts";
import { inspect, inspectAtom, inspectFunctionName } from "./inspect.ts";
import { field, structName } from "./map.ts";
import { same } from "./order.ts";
import type { Program } from "./program.ts";
import { sigilValue } from "./sigil.ts";
import {
  Atom,
  atom,
  Bits,
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
  tuple,
} from "./term.ts";

const DOWN: { readonly [kind: string]: Atom } = { error: ERROR, throw: atom("throw"), exit: atom("exit") };

/** The forms of the language that most modules of channels do without: the rest of what runtime.ts gives to compiled code. */
export const FORMS = {
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
  bits: (bytes: readonly number[], size: number) => new Bits(Uint8Array.from(bytes), size),
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

/** What follows the text in these bits; undefined when they do not begin so. */
export function bitsAfter(value: Bits, prefix: string): Term | undefined {
  const reader = new BitReader(value);
  return reader.skip(bytesOf(prefix)) ? (reader.bits(null, 8) ?? undefined) : undefined;
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
