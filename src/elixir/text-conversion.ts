import { floatText } from "../protocol/float-text.ts";
import { binary, bytesOf, concatenate } from "./bits.ts";
import type { Context } from "./context.ts";
import { argumentError, protocolUndefined } from "./exception.ts";
import { INSPECT_DEFAULTS, type InspectOptions, inspect, inspectAtom } from "./inspect.ts";
import { structName } from "./map.ts";
import {
  Atom,
  atom,
  Bits,
  Cons,
  EMPTY,
  isBinary,
  isList,
  listItems,
  MapTerm,
  moduleAtom,
  PidTerm,
  RefTerm,
  type Term,
  Tuple,
} from "./term.ts";

/** `to_string/1` of what is no plain text, atom or integer. */
export function toText(cx: Context, term: Term): string | Bits {
  if (typeof term === "number") return floatText(term);
  if (term instanceof Bits && isBinary(term)) return term;
  if (isList(term)) return chardata(term);
  const struct = structName(term);
  const implementation = struct === null ? null : cx.program.implementation("String.Chars", struct);
  if (implementation !== null) {
    const made = cx.runNow(cx.apply(implementation, "to_string", [term]));
    if (isBinary(made)) return made;
    throw argumentError(`expected to_string/1 to return a binary, got: ${inspectIn(cx, made)}`);
  }
  throw protocolUndefined("String.Chars", term);
}

/** What a protocol calls the type of a term: `Integer`, `BitString`, or the struct's module. */
export function typeName(term: Term): string {
  const struct = structName(term);
  if (struct !== null) return inspectAtom(struct);
  switch (typeof term) {
    case "bigint":
      return "Integer";
    case "number":
      return "Float";
    case "string":
      return "BitString";
  }
  if (term instanceof Atom) return "Atom";
  if (term instanceof Tuple) return "Tuple";
  if (term instanceof MapTerm) return "Map";
  if (term instanceof PidTerm) return "PID";
  if (term instanceof RefTerm) return "Reference";
  if (term instanceof Bits) return "BitString";
  return isList(term) ? "List" : "Function";
}

/** `List.to_string/1`: code points, binaries and lists of them. */
export function chardata(term: Term): string | Bits {
  const pieces: (string | Bits)[] = [];
  gather(term, pieces);
  return pieces.every((piece) => typeof piece === "string")
    ? pieces.join("")
    : pieces.reduce(concatenate, "");
}

function gather(term: Term, pieces: (string | Bits)[]): void {
  let rest = term;
  for (; rest instanceof Cons; rest = rest.tail) {
    const { head } = rest;
    if (typeof head === "bigint") pieces.push(codePointText(head, term));
    else if (isBinary(head)) pieces.push(head);
    else if (isList(head)) gather(head, pieces);
    else throw noChardata(term);
  }
  if (isBinary(rest)) pieces.push(rest);
  else if (rest !== EMPTY) throw noChardata(term);
}

function codePointText(code: bigint, whole: Term): string {
  if (code < 0n || code > 0x10ffffn || (code >= 0xd800n && code < 0xe000n)) throw noChardata(whole);
  return String.fromCodePoint(Number(code));
}

function noChardata(term: Term): unknown {
  return argumentError(
    `cannot convert the given list to a string.\n\nTo be converted to a string, a list must either be empty or only\ncontain the following elements:\n\n  * strings\n  * integers representing Unicode code points\n  * a list containing one of these three elements\n\nPlease check the given list or call inspect/1 to get the list representation, got:\n\n${inspect(term)}\n`,
  );
}

/** `inspect/2` in a process, which knows the program's structs and their `Inspect`. */
export function inspectIn(cx: Context, term: Term, options: Partial<InspectOptions> = {}): string {
  return inspect(term, { ...INSPECT_DEFAULTS, program: structTexts(cx), ...options });
}

/** What a process knows of structs. */
export function structTexts(cx: Context): InspectOptions["program"] {
  const { program } = cx;
  return {
    fieldsOf: (module) => program.structFields(module)?.map(([name]) => name) ?? null,
    hiddenOf(module) {
      const chosen = (program.loaded(module)?.derives ?? []).map((value) => derivedInspect(value));
      const options = chosen.find((one) => one !== null) ?? null;
      const [only, except] = ["only", "except"].map((name) => fieldNames(options, name));
      return (field) => only?.has(field) === false || except?.has(field) === true;
    },
    custom(struct, options) {
      const name = structName(struct);
      const implementation = name === null ? null : program.implementation("Inspect", name);
      if (implementation === null) return null;
      const made = cx.runNow(cx.apply(implementation, "inspect", [struct, inspectOpts(options)]));
      return typeof made === "string" ? made : inspect(made, options);
    },
  };
}

/** The options of `{Inspect, options}`, also within the list that `@derive` is given; null without. */
function derivedInspect(value: Term): Term | null {
  const all = isList(value) ? (listItems(value) ?? []) : [value];
  const found = all.find((one) => one instanceof Tuple && one.items[0] === moduleAtom("Inspect"));
  return found instanceof Tuple ? (found.items[1] ?? null) : null;
}

function fieldNames(options: Term | null, name: string): ReadonlySet<string> | undefined {
  for (const item of listItems(options ?? EMPTY) ?? []) {
    const [key, names] = item instanceof Tuple ? item.items : [];
    if (key === atom(name))
      return new Set(
        (listItems(names ?? EMPTY) ?? []).flatMap((one) => (one instanceof Atom ? [one.name] : [])),
      );
  }
  return undefined;
}

// What an implementation of Inspect is given as its options; those that were written for this have no use for them.
function inspectOpts({ limit }: InspectOptions): Term {
  return Number.isFinite(limit) ? new Tuple([BigInt(limit)]) : EMPTY;
}

/** Bytes of a list of bytes, binaries and such lists (`iodata`). */
export function iodata(term: Term): string | Bits {
  if (isBinary(term)) return term;
  const bytes: number[] = [];
  const visit = (part: Term): void => {
    let rest = part;
    for (; rest instanceof Cons; rest = rest.tail) {
      const { head } = rest;
      if (typeof head === "bigint" && head >= 0n && head < 256n) bytes.push(Number(head));
      else if (isBinary(head)) bytes.push(...bytesOf(head));
      else if (isList(head)) visit(head);
      else throw argumentError("argument error");
    }
    if (isBinary(rest)) bytes.push(...bytesOf(rest));
    else if (rest !== EMPTY) throw argumentError("argument error");
  };
  visit(term);
  return binary(Uint8Array.from(bytes));
}
