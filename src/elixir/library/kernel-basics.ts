import { Later } from "../../loading/later.ts";
import { isBitstring } from "../bits.ts";
import { badArgument, badMap } from "../exception.ts";
import { field, mapHas, structName } from "../map.ts";
import { type Native, nativeModule } from "../native.ts";
import {
  Atom,
  bool,
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
    throw badMap(map);
  },
};

export function isException(term: Term): boolean {
  return term instanceof MapTerm && structName(term) !== null && field(term, "__exception__") === TRUE;
}

/** Two processes that talk. */
export const MESSAGES: { readonly [name: string]: Native } = {
  "self/0": (cx) => cx.host.self,
  "send/2": (cx, to, message) => {
    const pid = to instanceof Atom ? cx.host.whereis(to) : to;
    if (!(pid instanceof PidTerm)) throw badArgument(1, "invalid destination");
    cx.host.send(pid, message);
    return message;
  },
};

/** `Kernel`: what modules of channels need of it as a rule, and the rest when it is called. */
export const KERNEL_MODULE = nativeModule(
  "Kernel",
  { ...CHECKS, ...MESSAGES },
  { rest: new Later(async () => (await import("./kernel.ts")).KERNEL_REST) },
);
