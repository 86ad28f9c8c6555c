import { Raised } from "../kernel/raised.ts";
import { isJsonArray, type JsonValue } from "../protocol/json.ts";
import { JsonFloat, jsonFloat } from "../protocol/json-float.ts";
import { boolean, float, integer, list, type MapTerm, NIL, type Term, text, textOf } from "./term.ts";
import { mapTerm } from "./term-map.ts";

/** A list, tuple or map in the middle of being written anew: what is left of it, and what is done. */
type Open<From, To> = { readonly rest: From[]; readonly done: To[]; readonly close: (done: To[]) => To };

/** What Jason makes of decoded JSON: maps with strings as keys. */
export function termOfJson(json: JsonValue): Term {
  return rebuild<JsonValue, Term>(json, (value) => {
    if (value === null) return { done: NIL };
    switch (typeof value) {
      case "string":
        return { done: text(value) };
      case "boolean":
        return { done: boolean(value) };
      case "bigint":
        return { done: integer(value) };
      case "number":
        return { done: numberOf(value) };
    }
    if (value instanceof JsonFloat) return { done: float(value.value) };
    if (isJsonArray(value)) return { parts: value, close: (items) => list(items) };
    const keys = Object.keys(value);
    return {
      parts: keys.map((key) => value[key] ?? null),
      close: (values) => mapTerm(values.map((item, index) => [text(keys[index] ?? ""), item] as const)),
    };
  });
}
/**
 * The JSON that Jason writes of a term (jason 1.4.5, lib/encode.ex). Raises `Protocol.UndefinedError` for a
 * tuple, a bitstring and a struct, as Jason does unless the app tells it how; `Jason.EncodeError` for a binary
 * that is no UTF-8.
 */
export function jsonOf(term: Term): JsonValue {
  return rebuild<Term, JsonValue>(term, (value) => {
    switch (value.is) {
      case "atom":
        return { done: jsonOfAtom(value.name) };
      case "integer":
        return { done: jsonOfInteger(value.value) };
      case "float":
        return { done: jsonFloat(value.value) };
      case "binary":
        return { done: jsonOfText(value) };
      case "list":
        if (value.tail !== null) throw noProtocol("Enumerable", "an improper list");
        return { parts: value.items, close: (items) => items };
      case "map":
        return openMap(value);
      case "tuple":
      case "bitstring":
        throw noProtocol("Jason.Encoder", `a ${value.is}`);
    }
  });
}

/**
 * `to_string/1`: of a charlist its letters, of nil nothing. Raises for what has no text, and for floats and
 * nested charlists, of which no presence key is made.
 */
export function stringOf(term: Term): Term {
  switch (term.is) {
    case "binary":
      return term;
    case "atom":
      return text(term.name === "nil" ? "" : term.name);
    case "integer":
      return text(term.value.toString());
    case "list":
      return text(term.items.map(letterOf).join(""));
    case "float":
    case "tuple":
    case "map":
    case "bitstring":
      throw noProtocol("String.Chars", `a ${term.is}`);
  }
}

type Step<From, To> =
  | { readonly done: To }
  | { readonly parts: readonly From[]; readonly close: (done: To[]) => To };

// With a list of what is open in place of the engine's stack: a client may nest its JSON as deep as it likes.
function rebuild<From, To>(from: From, step: (value: From) => Step<From, To>): To {
  const open: Open<From, To>[] = [];
  let current = step(from);
  for (;;) {
    if ("parts" in current) {
      open.push({ rest: [...current.parts].reverse(), done: [], close: current.close });
    } else {
      const innermost = open.at(-1);
      if (innermost === undefined) return current.done;
      innermost.done.push(current.done);
    }
    const innermost = open.at(-1);
    if (innermost === undefined) throw new Error("nothing is open, and nothing is done");
    if (innermost.rest.length === 0) {
      open.pop();
      current = { done: innermost.close(innermost.done) };
      continue;
    }
    const [next] = innermost.rest.splice(-1);
    current = step(next as From); // it is there: the length was looked at
  }
}

function openMap({ entries }: MapTerm): Step<Term, JsonValue> {
  const keys = entries.map(([key]) => {
    const name = textOf(stringOf(key));
    if (name === null) throw notUtf8();
    return name;
  });
  if (entries.some(([key]) => key.is === "atom" && key.name === "__struct__")) {
    throw noProtocol("Jason.Encoder", "a struct");
  }
  return {
    parts: entries.map(([, value]) => value),
    close: (values) => Object.fromEntries(values.map((value, index) => [keys[index] ?? "", value])),
  };
}

// An integer is read as a number when its digits say the same (json-parser.ts): they count, not the number.
function numberOf(value: number): Term {
  const digits = String(value);
  return /^-?\d+$/.test(digits) ? integer(BigInt(digits)) : float(value);
}

function jsonOfAtom(name: string): JsonValue {
  switch (name) {
    case "nil":
      return null;
    case "true":
      return true;
    case "false":
      return false;
  }
  return name;
}

function jsonOfInteger(value: bigint): JsonValue {
  const number = Number(value);
  return String(number) === value.toString() ? number : value;
}

function jsonOfText(term: Term): JsonValue {
  const value = textOf(term);
  if (value === null) throw notUtf8();
  return value;
}

function letterOf(term: Term): string {
  const point =
    term.is === "integer" && term.value >= 0n && term.value <= 0x10ffffn ? Number(term.value) : -1;
  if (point === -1 || (point >= 0xd800 && point <= 0xdfff)) {
    throw new Raised("ArgumentError", "cannot convert the given list to a string");
  }
  return String.fromCodePoint(point);
}

function noProtocol(protocol: string, what: string): Raised {
  return new Raised("Protocol.UndefinedError", `protocol ${protocol} not implemented for ${what}`);
}

function notUtf8(): Raised {
  return new Raised("Jason.EncodeError", "invalid byte in a string that is no UTF-8");
}
