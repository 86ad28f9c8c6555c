import type { Ast } from "../ast.ts";
import { CompileError } from "./compile-problem.ts";

/** One segment of `<<…>>`: a value and what its `::` says. */
export type BitSegment = {
  readonly value: Ast;
  readonly type: "integer" | "float" | "binary" | "bitstring" | "utf8" | "utf16" | "utf32";
  /** Null for the type's own. */
  readonly size: Ast | null;
  /** Bits for each unit of the size. */
  readonly unit: number;
  readonly signed: boolean;
  readonly little: boolean;
  readonly ast: Ast;
};

const TYPES: { readonly [name: string]: BitSegment["type"] } = {
  integer: "integer",
  float: "float",
  binary: "binary",
  bytes: "binary",
  bitstring: "bitstring",
  bits: "bitstring",
  utf8: "utf8",
  utf16: "utf16",
  utf32: "utf32",
};

export function bitSegment(ast: Ast): BitSegment {
  const [value, spec] = ast.is === "call" && ast.name === "::" ? ast.args : [ast];
  if (value === undefined) throw new CompileError(ast.at, "a segment without a value");
  let type: BitSegment["type"] | null = null;
  let size: Ast | null = null;
  let unit: number | null = null;
  let signed = false;
  let little = false;
  for (const part of spec === undefined ? [] : specParts(spec)) {
    if (part.is === "integer") size = part;
    else if (part.is === "call" && part.name === "size") size = part.args[0] ?? null;
    else if (part.is === "call" && part.name === "unit" && part.args[0]?.is === "integer")
      unit = Number(part.args[0].value);
    else if (part.is === "call" && part.name === "*") {
      size = part.args[0] ?? null;
      unit = part.args[1]?.is === "integer" ? Number(part.args[1].value) : null;
    } else if (part.is === "variable" || (part.is === "call" && part.args.length === 0)) {
      const known = TYPES[part.name];
      if (known !== undefined) type = known;
      else if (part.name === "signed" || part.name === "unsigned") signed = part.name === "signed";
      else if (part.name === "little" || part.name === "big" || part.name === "native")
        little = part.name !== "big";
      else throw new CompileError(part.at, `unknown bitstring specifier: ${part.name}()`);
    } else
      throw new CompileError(part.at, "unknown bitstring specifier: a variable as a size is written size(n)");
  }
  const isText = value.is === "string" || value.is === "bytes" || value.is === "interpolation";
  const inferred =
    type ??
    (isText || (value.is === "call" && value.name === "<>")
      ? "binary"
      : value.is === "bitstring"
        ? "bitstring"
        : value.is === "float"
          ? "float"
          : "integer");
  if (isText && inferred === "integer") throw new CompileError(ast.at, LITERAL_STRING);
  return { value, type: inferred, size, unit: unit ?? (inferred === "binary" ? 8 : 1), signed, little, ast };
}

const LITERAL_STRING =
  "literal string in bitstring supports only endianness and type specifiers, which must be one of: little, big, native, utf8, utf16, utf32, bits, bytes, binary or bitstring";

/** `integer-size(8)-unit(2)` as its parts. */
function specParts(ast: Ast): Ast[] {
  return ast.is === "call" && ast.name === "-" ? ast.args.flatMap(specParts) : [ast];
}
