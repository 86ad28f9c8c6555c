import { Later } from "../../loading/later.ts";
import { accessGet, accessPut, keywordGet } from "../access.ts";
import { integerDivide, negate, remainder } from "../arithmetic.ts";
import type { FunctionCode } from "../code.ts";
import type { Context } from "../context.ts";
import {
  argumentError,
  badArgument,
  badMap,
  functionClause,
  keyError,
  normalized,
  raised,
  undefinedFunction,
} from "../exception.ts";
import type { Routine } from "../host.ts";
import { INSPECT_DEFAULTS, type InspectOptions } from "../inspect.ts";
import { mapGet, mapHas } from "../map.ts";
import { type Native, nativeFun, nativeModule } from "../native.ts";
import { BINARY_OPERATORS, isMember, UNARY_OPERATORS } from "../operator.ts";
import { compare } from "../order.ts";
import { blankStruct, withFields } from "../struct-definition.ts";
import {
  Atom,
  atom,
  bool,
  EMPTY,
  FALSE,
  Fun,
  isBinary,
  isList,
  list,
  listItems,
  MapTerm,
  NIL,
  type Term,
  TRUE,
  Tuple,
  tuple,
} from "../term.ts";
import { inspectIn, toText } from "../text.ts";
import { Thrown } from "../thrown.ts";
import { codePoints } from "./code-points.ts";
import { MESSAGES } from "./kernel-basics.ts";
import { CHECKS, isException, MEASURES } from "./kernel-terms.ts";
import { ERLANG_TIME } from "./system.ts";

const operators: { [name: string]: Native } = {};
for (const [name, operator] of Object.entries(BINARY_OPERATORS))
  operators[`${name}/2`] = (cx, a, b) => operator(cx, a, b);
for (const [name, operator] of Object.entries(UNARY_OPERATORS))
  operators[`${name}/1`] = (cx, a) => operator(cx, a);

const guardFunctions: { [name: string]: Native } = {
  "abs/1": (_cx, x) => (numeric(x) < 0 ? negate(_cx, x) : x),
  "div/2": integerDivide,
  "rem/2": remainder,
  "round/1": (_cx, x) => whole(x, (size) => Math.round(size)),
  "trunc/1": (_cx, x) => whole(x, Math.trunc),
  "floor/1": (_cx, x) => directed(x, Math.floor),
  "ceil/1": (_cx, x) => directed(x, Math.ceil),
  "node/0": (cx) => atom(cx.host.nodeName),
  "node/1": (cx) => atom(cx.host.nodeName),
};

function numeric(term: Term): bigint | number {
  if (typeof term === "bigint" || typeof term === "number") return term;
  throw badArgument(1, "not a number");
}

/** Half away from zero: the rounding looks at the size alone. */
function whole(term: Term, round: (size: number) => number): Term {
  const value = numeric(term);
  if (typeof value === "bigint") return value;
  const size = BigInt(round(Math.abs(value)));
  return value < 0 ? -size : size;
}

function directed(term: Term, round: (value: number) => number): Term {
  const value = numeric(term);
  return typeof value === "bigint" ? value : BigInt(round(value));
}

const functions: { [name: string]: Native } = {
  "max/2": (_cx, a, b) => (compare(a, b) >= 0 ? a : b),
  "min/2": (_cx, a, b) => (compare(a, b) <= 0 ? a : b),
  "to_string/1": toText,
  "to_charlist/1": (cx, term) => {
    if (isList(term)) return term;
    const text = toText(cx, term);
    return list(codePoints(typeof text === "string" ? text : ""));
  },
  "inspect/1,2": (cx, term, options = EMPTY) => {
    const text = inspected(cx, term, options, false);
    cx.allocate(text.length >> 3);
    return text;
  },
  "make_ref/0": (cx) => cx.host.newRef(),
  "exit/1": (_cx, reason) => {
    throw new Thrown("exit", reason);
  },
  "in/2": (cx, item, collection) => bool(isMember(cx, item, collection)),
  "put_elem/3": (cx, term, index, value) => {
    if (!(term instanceof Tuple)) throw badArgument(2, "not a tuple");
    if (typeof index !== "bigint" || index < 0n || index >= term.items.length)
      throw badArgument(1, "out of range");
    cx.allocate(term.items.length + 1);
    return new Tuple(term.items.with(Number(index), value));
  },
  "struct/1,2": (cx, target, fields = EMPTY) => withFields(blank(cx, target), fields),
  "struct!/1,2": (cx, target, fields = EMPTY) => {
    const made = blank(cx, target, 1);
    const given =
      fields instanceof MapTerm
        ? fields.keys
        : (listItems(fields) ?? []).map((pair) => (pair instanceof Tuple ? (pair.items[0] ?? NIL) : NIL));
    for (const key of given) if (!mapHas(made, key)) throw keyError(key, NIL);
    const enforced = target instanceof Atom ? (cx.program.loaded(target)?.enforcedKeys ?? []) : [];
    const missing = enforced.filter((name) => !given.includes(atom(name)));
    if (missing.length > 0) {
      const names = inspectIn(cx, list(missing.map(atom)));
      throw argumentError(
        `the following keys must also be given when building struct ${inspectIn(cx, target)}: ${names}`,
      );
    }
    return withFields(made, fields);
  },
  "function_exported?/3": (cx, module, name, arity) =>
    bool(
      module instanceof Atom &&
        name instanceof Atom &&
        cx.program.exported(module, name.name, Number(arity)) !== null,
    ),
  "macro_exported?/3": () => FALSE,
  "spawn/1": (cx, fun) => cx.host.spawn(fun, [], { link: false }),
  "spawn/3": (cx, module, name, args) => spawnApply(cx, module, name, args, false),
  "spawn_link/1": (cx, fun) => cx.host.spawn(fun, [], { link: true }),
  "spawn_link/3": (cx, module, name, args) => spawnApply(cx, module, name, args, true),
  "spawn_monitor/1": (cx, fun) => {
    const pid = cx.host.spawn(fun, [], { link: false });
    return tuple(pid, cx.host.monitor(pid));
  },
  *"apply/2"(cx, fun, args) {
    return yield* cx.call(fun, argumentsOf(args));
  },
  *"apply/3"(cx, module, name, args) {
    return yield* applied(cx, module, name, args);
  },
  *"then/2"(cx, value, fun) {
    return yield* cx.call(fun, [value]);
  },
  *"tap/2"(cx, value, fun) {
    yield* cx.call(fun, [value]);
    return value;
  },
  *"get_in/2"(cx, data, keys) {
    let value = data;
    const path = listItems(keys) ?? [];
    for (const [index, key] of path.entries()) {
      if (key instanceof Fun) {
        const rest = list(path.slice(index + 1));
        const next = nativeFun(1, function* (inner, found) {
          return rest === EMPTY ? found : yield* inner.apply(KERNEL, "get_in", [found, rest]);
        });
        return yield* cx.call(key, [atom("get"), value, next]);
      }
      value = accessGet(cx, value, key);
    }
    return value;
  },
  *"put_in/3"(cx, data, keys, value) {
    const changed = yield* updateAt(cx, data, listItems(keys) ?? [], constantly(tuple(NIL, value)));
    return changed.data;
  },
  *"update_in/3"(cx, data, keys, fun) {
    const changed = yield* updateAt(cx, data, listItems(keys) ?? [], function* (old) {
      return tuple(NIL, yield* cx.call(fun, [old]));
    });
    return changed.data;
  },
  *"get_and_update_in/3"(cx, data, keys, fun) {
    const changed = yield* updateAt(cx, data, listItems(keys) ?? [], (old) => cx.call(fun, [old]));
    return tuple(changed.got, changed.data);
  },
  *"pop_in/2"(cx, data, keys) {
    const changed = yield* updateAt(cx, data, listItems(keys) ?? [], constantly(atom("pop")));
    return tuple(changed.got, changed.data);
  },
  *"=~/2"(cx, text, pattern) {
    if (!isBinary(text)) throw functionClause("Kernel", "=~", 2);
    if (pattern === "") return TRUE;
    if (isBinary(pattern))
      return bool(typeof text === "string" && typeof pattern === "string" && text.includes(pattern));
    return yield* cx.apply(atom("Elixir.Regex"), "match?", [pattern, text]);
  },
  "raise/1": (_cx, message) => {
    throw raised("RuntimeError", { message });
  },
};

const KERNEL = atom("Elixir.Kernel");

function constantly(term: Term): (old: Term) => Routine<Term> {
  return function* () {
    return term;
  };
}

/** Follows the keys, changes what lies at their end, and gives back what `change` let out. */
function* updateAt(
  cx: Context,
  data: Term,
  keys: readonly Term[],
  change: (old: Term) => Routine<Term>,
): Routine<{ got: Term; data: Term }> {
  const [key, ...rest] = keys;
  if (key === undefined) throw functionClause("Kernel", "update_in", 3);
  const inner = function* (old: Term): Routine<Term> {
    if (rest.length === 0) return yield* change(old);
    const below = yield* updateAt(cx, old, rest, change);
    return tuple(below.got, below.data);
  };
  if (key instanceof Fun) {
    const next = nativeFun(1, function* (_cx, below) {
      return yield* inner(below);
    });
    return pairOf(yield* cx.call(key, [atom("get_and_update"), data, next]));
  }
  const old = data === NIL && rest.length === 0 ? NIL : accessGet(cx, data, key);
  const made = yield* inner(old);
  if (made === atom("pop")) return { got: old, data: accessPut(cx, data, key, null) };
  const { got, data: value } = pairOf(made);
  return { got, data: accessPut(cx, data, key, value) };
}

function pairOf(term: Term): { got: Term; data: Term } {
  const [got, data] = term instanceof Tuple ? term.items : [];
  if (got === undefined || data === undefined) {
    throw argumentError("the given function must return a two-element tuple or :pop");
  }
  return { got, data };
}

function blank(cx: Context, target: Term, arity = 0): MapTerm {
  if (target instanceof MapTerm) return target;
  const fields = target instanceof Atom ? cx.program.structFields(target) : null;
  if (fields === null || !(target instanceof Atom)) throw undefinedFunction(target, "__struct__", arity);
  return blankStruct(target, fields);
}

function argumentsOf(args: Term): Term[] {
  const items = listItems(args);
  if (items === null) throw badArgument(2, "not a list");
  return items;
}

function* applied(cx: Context, module: Term, name: Term, args: Term): Routine<Term> {
  if (!(module instanceof Atom)) throw badArgument(1, "not an atom");
  if (!(name instanceof Atom)) throw badArgument(2, "not an atom");
  const items = listItems(args);
  if (items === null) throw badArgument(3, "not a list");
  return yield* cx.apply(module, name.name, items);
}

function spawnApply(cx: Context, module: Term, name: Term, args: Term, link: boolean): Term {
  const code: FunctionCode = { plain: false, arity: 0, fn: (inner) => applied(inner, module, name, args) };
  return cx.host.spawn(new Fun(code, "#Function<spawn/0>"), [], { link });
}

/** `inspect/2`; `wraps`: what is wider than a line stands on several, as with `pretty: true`. */
export function inspected(cx: Context, term: Term, options: Term, wraps: boolean): string {
  const chosen = inspectOptions(options);
  const text = inspectIn(cx, term, chosen);
  const width = keywordGet(options, atom("width")) ?? 80n;
  const isFree = !wraps && keywordGet(options, atom("pretty")) !== TRUE;
  if (isFree || typeof width !== "bigint" || text.length <= width) return text;
  return PRETTY.now.inspectPretty(cx, term, chosen, Number(width));
}

const PRETTY = new Later(() => import("../pretty.ts"));

/** The keyword list of `inspect/2` and `IO.inspect/2`. */
export function inspectOptions(options: Term): Partial<InspectOptions> {
  const items = listItems(options);
  if (items === null) throw functionClause("Kernel", "inspect", 2);
  const found: { -readonly [Key in keyof InspectOptions]?: InspectOptions[Key] } = {};
  for (const item of items) {
    const [key, value] = item instanceof Tuple ? item.items : [];
    if (!(key instanceof Atom) || value === undefined) continue;
    const count =
      value === atom("infinity")
        ? Number.POSITIVE_INFINITY
        : Number(value instanceof Atom ? Number.NaN : value);
    const word = value instanceof Atom ? value.name : "";
    if (key.name === "limit") found.limit = Number.isNaN(count) ? INSPECT_DEFAULTS.limit : count;
    else if (key.name === "printable_limit")
      found.printableLimit = Number.isNaN(count) ? INSPECT_DEFAULTS.printableLimit : count;
    else if (key.name === "structs") found.structs = value !== FALSE;
    else if (key.name === "charlists" && (word === "as_lists" || word === "as_charlists"))
      found.charlists = word;
    else if (key.name === "binaries" && (word === "as_strings" || word === "as_binaries"))
      found.binaries = word;
    else if (key.name === "base") found.base = BASES[word] ?? 10;
  }
  return found;
}

const BASES: { readonly [word: string]: 2 | 8 | 10 | 16 } = { binary: 2, octal: 8, decimal: 10, hex: 16 };

/** What guards may call, besides operators. */
const GUARDS = [
  ...Object.keys(CHECKS),
  ...Object.keys(MEASURES),
  ...Object.keys(guardFunctions),
  "self/0",
  ...Object.keys(operators),
  "in/2",
];

/** What `Kernel` has besides kernel-basics.ts and kernel-terms.ts, and what guards may call of all of it. */
export const KERNEL_REST = nativeModule(
  "Kernel",
  { ...operators, ...guardFunctions, ...functions },
  { guards: GUARDS.flatMap((key) => (/[<+-]{2}\/2$/.test(key) ? [] : [key])) },
);

/** The functions of `:erlang` that code calls by that name. */
export const ERLANG_MODULE = nativeModule(
  ":erlang",
  {
    ...CHECKS,
    ...MEASURES,
    ...guardFunctions,
    ...operators,
    "error/1,2": (_cx, reason) => {
      throw erlangError(reason);
    },
    "raise/3": (_cx, kind, reason) => {
      if (kind === atom("error")) throw erlangError(reason);
      throw new Thrown(kind === atom("throw") ? "throw" : "exit", reason);
    },
    "throw/1": (_cx, value) => {
      throw new Thrown("throw", value);
    },
    "exit/1": (_cx, reason) => {
      throw new Thrown("exit", reason);
    },
    ...MESSAGES,
    "make_ref/0": (cx) => cx.host.newRef(),
    ...ERLANG_TIME,
    "atom_to_binary/1": (_cx, term) => {
      if (term instanceof Atom) return term.name;
      throw badArgument(1, "not an atom");
    },
    "float/1": (_cx, term) => {
      if (typeof term === "bigint" || typeof term === "number") return Number(term);
      throw badArgument(1, "not a number");
    },
    "integer_to_binary/1": (_cx, term) => {
      if (typeof term === "bigint") return term.toString();
      throw badArgument(1, "not an integer");
    },
    "list_to_tuple/1": (_cx, term) => {
      const items = listItems(term);
      if (items === null) throw badArgument(1, "not a list");
      return new Tuple(items);
    },
    "tuple_to_list/1": (_cx, term) => {
      if (term instanceof Tuple) return list(term.items);
      throw badArgument(1, "not a tuple");
    },
    "element/2": (cx, index, term) =>
      MEASURES["elem/2"]?.(cx, term, typeof index === "bigint" ? index - 1n : index) ?? NIL,
    "map_get/2": (_cx, key, map) => {
      if (!(map instanceof MapTerm)) throw badMap(map);
      const value = mapGet(map, key);
      if (value === undefined) throw keyError(key, map);
      return value;
    },
  },
  { guards: [...GUARDS, "map_get/2"] },
);

function erlangError(reason: Term): Thrown {
  return isException(reason) ? new Thrown("error", reason) : new Thrown("error", normalized(reason), reason);
}
