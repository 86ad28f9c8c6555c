import { Later } from "../loading/later.ts";
import type { Context } from "./context.ts";
import { protocolUndefined } from "./exception.ts";
import { type InspectOptions, inspectAtom } from "./inspect.ts";
import { Atom, type Bits, NIL, type Term } from "./term.ts";

/** How what is no text becomes one. */
const CONVERSION = new Later(() => import("./text-conversion.ts"));

/** `to_string/1`, as interpolation does it. */
export function toText(cx: Context, term: Term): string | Bits {
  if (typeof term === "string") return term;
  if (term instanceof Atom) return term === NIL ? "" : term.name;
  if (typeof term === "bigint") return term.toString();
  return CONVERSION.now.toText(cx, term);
}

/** `Protocol.UndefinedError` as a protocol without an implementation for the term raises it. */
export function notImplemented(protocol: string, term: Term, description = ""): unknown {
  return protocolUndefined(protocol, term, description);
}

/** What a protocol calls the type of a term: `Integer`, `BitString`, or the struct's module. */
export function typeName(term: Term): string {
  return CONVERSION.now.typeName(term);
}

/** `List.to_string/1`: code points, binaries and lists of them. */
export function chardata(term: Term): string | Bits {
  return CONVERSION.now.chardata(term);
}

/** `inspect/2` in a process, which knows the program's structs and their `Inspect`. */
export function inspectIn(cx: Context, term: Term, options: Partial<InspectOptions> = {}): string {
  return term instanceof Atom ? inspectAtom(term) : CONVERSION.now.inspectIn(cx, term, options);
}

/** Bytes of a list of bytes, binaries and such lists (`iodata`). */
export function iodata(term: Term): string | Bits {
  return CONVERSION.now.iodata(term);
}
