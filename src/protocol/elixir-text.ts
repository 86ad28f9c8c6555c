import { floatText, inspectFloat } from "./float-text.ts";
import { isJsonArray, type JsonValue, mapOrder } from "./json.ts";
import { isIntegral, JsonFloat } from "./json-float.ts";
import { EncodeError } from "./serializer.ts";
import { encodeUtf8 } from "./utf8.ts";

/**
 * What `to_string/1` makes of decoded JSON: of a list its letters, code points and inner lists (`List.to_string/1`),
 * of nil nothing. Throws `EncodeError` for a map, and for a list with anything else in it.
 */
export function toElixirString(value: JsonValue): string {
  if (value === null) return "";
  if (isNumber(value)) return numberText(value, floatText);
  if (typeof value !== "object") return String(value);
  if (!isJsonArray(value)) {
    const inner = Object.keys(value).length === 0 ? "%{}" : "%{...}";
    throw new EncodeError(
      "Protocol.UndefinedError",
      "protocol String.Chars not implemented for a map",
      `protocol: String.Chars, value: ${inner}, ...`,
    );
  }
  let text = "";
  const pending: JsonValue[] = [...value].reverse();
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (isJsonArray(item)) pending.push(...[...item].reverse());
    else text += letters(item);
  }
  return text;
}

function isNumber(value: JsonValue): value is number | JsonFloat {
  return typeof value === "number" || value instanceof JsonFloat;
}

function numberText(value: number | JsonFloat, write: (float: number) => string): string {
  if (value instanceof JsonFloat) return write(value.value);
  return isIntegral(value) ? String(value) : write(value);
}

/** `inspect/2` of decoded JSON deep inside a term, where `limit: 3` has run out. */
export function inspectInner(value: JsonValue): string {
  if (value === null) return "nil";
  if (typeof value === "string") return JSON.stringify(value);
  if (isNumber(value)) return numberText(value, inspectFloat);
  if (typeof value !== "object") return String(value);
  if (isJsonArray(value)) return value.length === 0 ? "[]" : "[...]";
  return Object.keys(value).length === 0 ? "%{}" : "%{...}";
}

/** `inspect/1` limits a collection to so many items, each level of nesting to one item fewer. */
const INSPECT_LIMIT = 50;
/** What Elixir counts as a letter of a charlist (`List.ascii_printable?/1`). */
const PRINTABLE = new Set([7, 8, 9, 10, 11, 12, 13, 27, ...Array.from({ length: 95 }, (_, at) => at + 32)]);
/** What `String.printable?/1` takes of the control characters is escaped below. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it is about
const UNPRINTABLE = /[\u0000-\u0006\u000e-\u001a\u001c-\u001f\u0080-\u009f\ufffe\uffff]|\p{Surrogate}/u;
const ESCAPES: { readonly [letter: string]: string } = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\u007f": "\\d",
  "\u001b": "\\e",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** `inspect/1` of decoded JSON (Elixir 1.14, lib/elixir/lib/inspect.ex). */
export function inspectJson(value: JsonValue, limit: number = INSPECT_LIMIT): string {
  if (value === null) return "nil";
  if (typeof value === "string") return inspectString(value, limit);
  if (isNumber(value)) return numberText(value, inspectFloat);
  if (typeof value !== "object") return String(value);
  if (isJsonArray(value)) {
    const letters = value.filter((item) => typeof item === "number" && PRINTABLE.has(item));
    if (value.length > 0 && letters.length === value.length) {
      return inspectText(String.fromCodePoint(...letters.map(Number)), "'");
    }
    return `[${inspectItems(value, limit, inspectJson)}]`;
  }
  const keys = mapOrder(value);
  return `%{${inspectItems(keys, limit, (key, left) => `${inspectString(key, left)} => ${inspectJson(value[key] ?? null, left)}`)}}`;
}

// What is not printable throughout is shown as its bytes.
function inspectString(text: string, limit: number): string {
  if (UNPRINTABLE.test(text)) return `<<${inspectItems([...encodeUtf8(text)], limit, String)}>>`;
  return inspectText(text, '"');
}

function inspectItems<Item>(
  items: readonly Item[],
  limit: number,
  inspect: (item: Item, left: number) => string,
): string {
  const shown = items.slice(0, limit).map((item, index) => inspect(item, limit - index - 1));
  return (items.length > limit ? [...shown, "..."] : shown).join(", ");
}

function inspectText(text: string, quote: string): string {
  let inside = "";
  for (const letter of text) {
    const escaped = letter === quote ? `\\${quote}` : ESCAPES[letter];
    inside += escaped ?? letter;
  }
  return `${quote}${inside.replaceAll("#{", "\\#{")}${quote}`;
}

function letters(item: JsonValue): string {
  if (typeof item === "string") return item;
  const isCodePoint = typeof item === "number" && Number.isInteger(item) && item >= 0 && item <= 0x10ffff;
  if (!isCodePoint || (item >= 0xd800 && item <= 0xdfff)) {
    throw new EncodeError("ArgumentError", "cannot convert the given list to a string");
  }
  return String.fromCodePoint(item);
}
