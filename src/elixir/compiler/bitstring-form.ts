import type { Ast } from "../ast.ts";
import { BitWriter } from "../bit-writer.ts";
import { bitSize, isBitstring } from "../bits.ts";
import { argumentError } from "../exception.ts";
import { inspect } from "../inspect.ts";
import type { Term } from "../term.ts";
import { type BitSegment, bitSegment } from "./bit-segment.ts";
import { CompileError } from "./compile-problem.ts";
import { constant, type Node, strict } from "./node.ts";
import type { Scope } from "./scope.ts";

/** `<<…>>` as an expression. */
export function bitstringForm(ast: Ast & { is: "bitstring" }, scope: Scope): Node {
  const segments = ast.items.map(bitSegment);
  for (const { value } of segments) {
    if (value.is === "atom") throw new CompileError(value.at, `invalid literal :${value.name} in <<>>`);
  }
  const nodes = segments.flatMap(({ value, size }) => [
    scope.compile(value),
    size === null ? constant(-1n) : scope.compile(size),
  ]);
  const place = scope.place(ast.at);
  return strict(nodes, (cx, found) => {
    cx.at = place;
    const writer = new BitWriter();
    for (const [index, segment] of segments.entries()) {
      const size = found[index * 2 + 1];
      // A value and a size for each segment.
      writeSegment(
        writer,
        segment,
        found[index * 2] as Term,
        typeof size === "bigint" ? Number(size) : Number.NaN,
        index + 1,
      );
    }
    cx.allocate(writer.bits >> 6);
    cx.spend(writer.bits >> 9);
    return writer.finish();
  });
}

const TOO_LARGE = 2 ** 27;

function writeSegment(
  writer: BitWriter,
  segment: BitSegment,
  value: Term,
  given: number,
  position: number,
): void {
  const invalid = (type: string, wrong: Term) => badSegment(position, type, wrong);
  const { type, unit, little } = segment;
  const size = segment.size === null ? null : given;
  if (Number.isNaN(given) || (size !== null && (size < 0 || size * unit > TOO_LARGE)))
    throw argumentError("argument error");
  switch (type) {
    case "integer":
      if (typeof value !== "bigint") throw invalid(type, value);
      writer.integer(value, (size ?? 8) * unit, little);
      return;
    case "float": {
      if (typeof value !== "bigint" && typeof value !== "number") throw invalid(type, value);
      const bits = (size ?? 64) * unit;
      if (bits !== 64 && bits !== 32) throw invalid(type, value);
      writer.float(Number(value), bits, little);
      return;
    }
    case "binary":
    case "bitstring": {
      if (!isBitstring(value)) throw invalid(type, value);
      const whole = bitSize(value);
      const bits = size === null ? whole : size * unit;
      if (bits > whole || (type === "binary" && whole % 8 !== 0 && size === null)) throw invalid(type, value);
      writer.append(value, bits);
      return;
    }
    case "utf8":
    case "utf16":
    case "utf32":
      for (const code of codePoints(value, position, type)) writeCodePoint(writer, code, type, little);
  }
}

const EXPECTED: { readonly [type: string]: string } = {
  integer: "an integer",
  float: "a float or an integer",
  binary: "a binary",
  bitstring: "a bitstring",
};

/** What the BEAM says of a value that cannot stand in its segment (OTP 25). */
export function badSegment(position: number, type: string, value: Term): unknown {
  const expected = EXPECTED[type] ?? `a non-negative integer encodable as ${type}`;
  return argumentError(
    `construction of binary failed: segment ${position} of type '${type}': expected ${expected} but got: ${inspect(value)}`,
  );
}

function codePoints(value: Term, position: number, type: string): number[] {
  if (typeof value === "string") return [...value].map((char) => char.codePointAt(0) ?? 0);
  if (typeof value === "bigint" && value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value >= 0xe000n))
    return [Number(value)];
  throw badSegment(position, type, value);
}

function writeCodePoint(
  writer: BitWriter,
  code: number,
  type: "utf8" | "utf16" | "utf32",
  little: boolean,
): void {
  const char = String.fromCodePoint(code);
  if (type === "utf8") writer.append(char);
  else if (type === "utf32") writer.integer(BigInt(code), 32, little);
  else
    for (let index = 0; index < char.length; index += 1)
      writer.integer(BigInt(char.charCodeAt(index)), 16, little);
}
