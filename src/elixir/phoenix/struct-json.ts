import { InvalidJson } from "../../protocol/invalid-json.ts";
import type { JsonValue } from "../../protocol/json.ts";
import { readJson } from "../../protocol/json-text.ts";
import { bytesOf } from "../bits.ts";
import type { Context } from "../context.ts";
import { protocolUndefined, raised } from "../exception.ts";
import { mapDelete, mapOf, mapPairs } from "../map.ts";
import {
  type Atom,
  atom,
  Bits,
  isBinary,
  isList,
  listItems,
  type MapTerm,
  NIL,
  type Term,
  Tuple,
} from "../term.ts";
import { CONVERSION } from "../text.ts";
import { jsonOf } from "./json-term.ts";

/** The exception for a term that is neither a struct nor anything that JSON has. */
export function noJson(term: Term): unknown {
  if (term instanceof Bits && isBinary(term)) {
    const first = bytesOf(term).find((byte) => byte > 0x7f) ?? 0;
    const hex = first.toString(16).toUpperCase();
    return raised("Jason.EncodeError", { message: `invalid byte 0x${hex} in ${toInspect(term)}` });
  }
  return unencodable(term, "Jason.Encoder protocol must always be explicitly implemented");
}

/** A struct as its module says, or as it derives. */
export function structJson(cx: Context, term: MapTerm, struct: Atom): JsonValue {
  const implementation = cx.program.implementation("Jason.Encoder", struct);
  if (implementation !== null) {
    const text = CONVERSION.now.iodata(cx.runNow(cx.apply(implementation, "encode", [term, NIL])));
    return parseOwn(String(text));
  }
  const fields = derivedFields(cx, struct, mapDelete(term, atom("__struct__")));
  if (fields !== null) return jsonOf(cx, fields);
  if (cx.program.exported(struct, "to_iso8601", 1) !== null) {
    return jsonOf(cx, cx.runNow(cx.apply(struct, "to_iso8601", [term])));
  }
  throw unencodable(term, EXPLICIT);
}

const EXPLICIT =
  "Jason.Encoder protocol must always be explicitly implemented.\n\nIf you own the struct, derive it: @derive Jason.Encoder before its defstruct, or @derive {Jason.Encoder, only: [...]} for some fields.\n";

/** The fields that `@derive Jason.Encoder` names; null when there is no such attribute. */
function derivedFields(cx: Context, struct: Atom, fields: MapTerm): MapTerm | null {
  const module = cx.program.loaded(struct);
  for (const value of module?.derives ?? []) {
    for (const item of isList(value) ? (listItems(value) ?? []) : [value]) {
      const [protocol, options] = item instanceof Tuple ? item.items : [item];
      if (protocol !== atom("Elixir.Jason.Encoder")) continue;
      const [only, except] = ["only", "except"].map((key) => namesIn(options, key));
      return mapOf(
        mapPairs(fields).filter(([key]) => only?.includes(key) ?? !(except?.includes(key) ?? false)),
      );
    }
  }
  return null;
}

function namesIn(options: Term | undefined, key: string): Term[] | null {
  for (const item of options === undefined || !isList(options) ? [] : (listItems(options) ?? [])) {
    if (item instanceof Tuple && item.items[0] === atom(key)) return listItems(item.items[1] as Term); // a keyword is a pair
  }
  return null;
}

function parseOwn(text: string): JsonValue {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof InvalidJson) throw raised("ArgumentError", { message: `not JSON: ${text}` });
    throw error;
  }
}

function unencodable(term: Term, description: string): unknown {
  return protocolUndefined("Jason.Encoder", term, description);
}

function toInspect(term: Bits): string {
  return `<<${[...term.bytes].join(", ")}>>`;
}
