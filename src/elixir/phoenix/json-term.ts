import { Later } from "../../loading/later.ts";
import { isJsonArray, type JsonObject, type JsonValue } from "../../protocol/json.ts";
import { JsonFloat, jsonFloat } from "../../protocol/json-float.ts";
import type { Payload } from "../../protocol/message.ts";
import { binary, bytesOf } from "../bits.ts";
import type { Context } from "../context.ts";
import { mapOf, structName } from "../map.ts";
import {
  Atom,
  atom,
  FALSE,
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
import { toText } from "../text.ts";

const BINARY = atom("binary");

/** How structs are encoded, and what has no form in JSON. */
const STRUCTS = new Later(() => import("./struct-json.ts"));

/** The term that Jason 1.4.5 decodes a JSON value to: maps with strings as keys. */
export function termOfJson(value: JsonValue, key: (name: string) => Term = (name) => name): Term {
  return deep<JsonValue, Term>(value, (inner) => {
    if (inner instanceof JsonFloat) return { made: inner.value };
    if (inner === null || typeof inner !== "object") return { made: scalarTerm(inner) };
    if (isJsonArray(inner)) return { parts: inner, join: (items) => list(items) };
    const names = Object.keys(inner);
    return {
      parts: Object.values(inner),
      join: (values) => mapOf(names.map((name, index) => [key(name), values[index] as Term])), // as many as names
    };
  });
}

function scalarTerm(value: Exclude<JsonValue, object> | null): Term {
  switch (typeof value) {
    case "string":
    case "bigint":
      return value;
    case "number":
      return integerOr(value);
    case "boolean":
      return value ? TRUE : FALSE;
    default:
      return NIL;
  }
}

/** A value that is there, or one to be joined from what its parts become. */
type Piece<From, To> =
  | { readonly made: To }
  | { readonly parts: readonly From[]; readonly join: (parts: To[]) => To };

/** Turns a nested value into another. The open ones stand in a list: a client nests deeper than the engine's stack. */
function deep<From, To>(value: From, take: (value: From) => Piece<From, To>): To {
  const open: { readonly piece: Extract<Piece<From, To>, { parts: unknown }>; readonly done: To[] }[] = [];
  let next = value;
  for (;;) {
    const piece = take(next);
    if ("parts" in piece && piece.parts.length > 0) {
      open.push({ piece, done: [] });
      next = piece.parts[0] as From; // there is one
      continue;
    }
    let made = "parts" in piece ? piece.join([]) : piece.made;
    for (;;) {
      const outer = open.at(-1);
      if (outer === undefined) return made;
      const { done } = outer;
      const { parts, join } = outer.piece;
      done.push(made);
      if (done.length < parts.length) {
        next = parts[done.length] as From; // within bounds
        break;
      }
      open.pop();
      made = join(done);
    }
  }
}

/** An integer above 2^53 that a number stands for has the digits that it is written with. */
function integerOr(value: number): Term {
  if (Number.isSafeInteger(value)) return BigInt(value);
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(String(value)) : value;
}

/** A payload as a channel's callback gets it: bytes as `{:binary, data}`. */
export function termOfPayload(payload: Payload): Term {
  return payload instanceof Uint8Array ? tuple(BINARY, binary(payload)) : termOfJson(payload);
}

/** What goes over the wire of a payload. Raises Protocol.UndefinedError for what has no form in JSON. */
export function payloadOf(cx: Context, term: Term): Payload {
  if (term instanceof Tuple && term.items.length === 2 && term.items[0] === BINARY) {
    const [, data] = term.items;
    if (data !== undefined && isBinary(data)) return bytesOf(data);
  }
  return jsonOf(cx, term);
}

/** The term as Jason encodes it. */
export function jsonOf(cx: Context, term: Term): JsonValue {
  return deep<Term, JsonValue>(term, (inner) => jsonPiece(cx, inner));
}

function jsonPiece(cx: Context, term: Term): Piece<Term, JsonValue> {
  switch (typeof term) {
    case "string":
      return { made: term };
    case "number":
      return { made: jsonFloat(term) };
    case "bigint":
      return { made: BigInt.asIntN(53, term) === term ? Number(term) : term };
  }
  if (term instanceof Atom) {
    return { made: term === NIL ? null : term === TRUE ? true : term === FALSE ? false : term.name };
  }
  const items = isList(term) ? listItems(term) : null;
  if (items !== null) return { parts: items, join: (made) => made };
  if (term instanceof MapTerm) {
    const struct = structName(term);
    if (struct !== null) return { made: STRUCTS.now.structJson(cx, term, struct) };
    return { parts: term.values, join: (made) => objectOf(cx, term.keys, made) };
  }
  throw STRUCTS.now.noJson(term);
}

function objectOf(cx: Context, keys: readonly Term[], values: readonly JsonValue[]): JsonObject {
  const object: { [key: string]: JsonValue } = {};
  keys.forEach((key, index) => {
    const name = typeof key === "string" ? key : key instanceof Atom ? key.name : String(toText(cx, key));
    const value = values[index] as JsonValue; // as many values as keys
    // Defined, not assigned: "__proto__" is a key like any other.
    if (name === "__proto__") Object.defineProperty(object, name, { value, enumerable: true });
    else object[name] = value;
  });
  return object;
}
