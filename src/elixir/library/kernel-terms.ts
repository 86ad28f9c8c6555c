import { Later } from "../../loading/later.ts";
import { binary, bytesOf } from "../bits.ts";
import { bitSize, byteSize, isBitstring } from "../bitstring.ts";
import { field, mapHas, structName } from "../map.ts";
import { type Native, nativeModule } from "../native.ts";
import {
  Atom,
  bool,
  Cons,
  EMPTY,
  FALSE,
  Fun,
  isBinary,
  isList,
  MapTerm,
  NIL,
  PidTerm,
  RefTerm,
  type Term,
  TRUE,
  Tuple,
} from "../term.ts";
import { EXCEPTIONS } from "../thrown.ts";

/** What a value is. */
export const CHECKS: { [name: string]: Native } = {
  "is_atom/1": (_cx, term) => bool(term instanceof Atom),
  "is_binary/1": (_cx, term) => bool(isBinary(term)),
  "is_bitstring/1": (_cx, term) => bool(isBitstring(term)),
  "is_boolean/1": (_cx, term) => bool(term === TRUE || term === FALSE),
  "is_float/1": (_cx, term) => bool(typeof term === "number"),
  "is_integer/1": (_cx, term) => bool(typeof term === "bigint"),
  "is_number/1": (_cx, term) => bool(typeof term === "number" || typeof term === "bigint"),
  "is_list/1": (_cx, term) => bool(isList(term)),
  "is_map/1": (_cx, term) => bool(term instanceof MapTerm),
  "is_nil/1": (_cx, term) => bool(term === NIL),
  "is_pid/1": (_cx, term) => bool(term instanceof PidTerm),
  "is_port/1": () => FALSE,
  "is_reference/1": (_cx, term) => bool(term instanceof RefTerm),
  "is_tuple/1": (_cx, term) => bool(term instanceof Tuple),
  "is_function/1": (_cx, term) => bool(term instanceof Fun),
  "is_function/2": (_cx, term, arity) => bool(term instanceof Fun && BigInt(term.code.arity) === arity),
  "is_struct/1": (_cx, term) => bool(structName(term) !== null),
  "is_struct/2": (_cx, term, name) => bool(structName(term) === name && name !== NIL),
  "is_exception/1": (_cx, term) => bool(isException(term)),
  "is_exception/2": (_cx, term, name) => bool(isException(term) && structName(term) === name),
  "is_map_key/2": (_cx, map, key) => {
    if (map instanceof MapTerm) return bool(mapHas(map, key));
    throw EXCEPTIONS.now.badMap(map);
  },
};

export function isException(term: Term): boolean {
  return term instanceof MapTerm && structName(term) !== null && field(term, "__exception__") === TRUE;
}

/** How large a value is, and what it is made of. */
export const MEASURES: { [name: string]: Native } = {
  "bit_size/1": (_cx, term) => BigInt(bitSize(bits(term))),
  "byte_size/1": (_cx, term) => BigInt(byteSize(bits(term))),
  "binary_part/3": (_cx, term, start, length) => part(term, start, length),
  "elem/2": (_cx, term, index) => {
    if (!(term instanceof Tuple)) throw EXCEPTIONS.now.badArgument(2, "not a tuple");
    const item = typeof index === "bigint" && index >= 0n ? term.items[Number(index)] : undefined;
    if (item === undefined)
      throw EXCEPTIONS.now.badArgument(1, typeof index === "bigint" ? "out of range" : "not an integer");
    return item;
  },
  "hd/1": (_cx, term) => nonEmpty(term).head,
  "tl/1": (_cx, term) => nonEmpty(term).tail,
  "length/1": (cx, term) => {
    let length = 0n;
    let rest = term;
    for (; rest instanceof Cons; rest = rest.tail) length += 1n;
    if (rest !== EMPTY) throw EXCEPTIONS.now.badArgument(1, "not a list");
    cx.spend(Number(length >> 4n));
    return length;
  },
  "map_size/1": (_cx, term) => {
    if (term instanceof MapTerm) return BigInt(term.keys.length);
    throw EXCEPTIONS.now.badMap(term);
  },
  "tuple_size/1": (_cx, term) => {
    if (term instanceof Tuple) return BigInt(term.items.length);
    throw EXCEPTIONS.now.badArgument(1, "not a tuple");
  },
};

function bits(term: Term) {
  if (isBitstring(term)) return term;
  throw EXCEPTIONS.now.badArgument(1, "not a bitstring");
}

function nonEmpty(term: Term): Cons {
  if (term instanceof Cons) return term;
  throw EXCEPTIONS.now.badArgument(1, "not a nonempty list");
}

function part(term: Term, start: Term, length: Term): Term {
  if (!isBinary(term)) throw EXCEPTIONS.now.badArgument(1, "not a binary");
  const bytes = bytesOf(term);
  const [from, size] = [Number(start), Number(length)];
  const low = size < 0 ? from + size : from;
  const high = size < 0 ? from : from + size;
  if (from < 0 || from > bytes.length) throw EXCEPTIONS.now.badArgument(2, "out of range");
  if (low < 0 || high > bytes.length) throw EXCEPTIONS.now.badArgument(3, "out of range");
  return binary(bytes.slice(low, high));
}

/** What `Kernel` says of terms, mostly in guards; and the rest when it is called. */
export const KERNEL_TERMS = nativeModule(
  "Kernel",
  { ...CHECKS, ...MEASURES },
  { rest: new Later(async () => (await import("./kernel.ts")).KERNEL_REST) },
);
