import type { Ast } from "../ast.ts";
import { BitReader } from "../bit-reader.ts";
import { isBitstring } from "../bits.ts";
import type { Context } from "../context.ts";
import type { Term } from "../term.ts";
import { type BitSegment, bitSegment } from "./bit-segment.ts";
import { CompileError } from "./compile-problem.ts";
import type { Frame } from "./node.ts";
import { compilePattern, type Matcher, type PatternVariables } from "./pattern.ts";
import { valueAt } from "./scope.ts";

type SegmentReader = (cx: Context, frame: Frame, reader: BitReader) => boolean;

/** The pattern `<<…>>`: segments read one after the other, with nothing left at the end. */
export function matchSegments(items: readonly Ast[], variables: PatternVariables): Matcher {
  const read = readSegments(items, variables);
  return (cx, frame, value) => {
    if (!isBitstring(value)) return false;
    const reader = new BitReader(value);
    return read(cx, frame, reader) && reader.atEnd;
  };
}

/** Reads segments off a longer bitstring, as a generator of `for` does. */
export function readSegments(items: readonly Ast[], variables: PatternVariables): SegmentReader {
  const segments = items.map(bitSegment);
  const readers = segments.map((segment, index) =>
    segmentReader(segment, index === segments.length - 1, variables),
  );
  return (cx, frame, reader) => readers.every((read) => read(cx, frame, reader));
}

function segmentReader(segment: BitSegment, isLast: boolean, variables: PatternVariables): SegmentReader {
  const { value, type, unit, signed, little } = segment;
  if (value.is === "string" && (type === "binary" || type === "bitstring" || type === "utf8")) {
    const expected = new TextEncoder().encode(value.value);
    return (_cx, _frame, reader) => reader.skip(expected);
  }
  const size = sizeReader(segment, isLast, variables);
  const matcher = compilePattern(value, variables);
  return (cx, frame, reader) => {
    if (type === "utf8" || type === "utf16" || type === "utf32") {
      const code = reader.codePoint(type, little);
      return code !== null && matcher(cx, frame, BigInt(code));
    }
    const units = size(frame);
    if (units !== null && units < 0) return false;
    const found: Term | null =
      type === "integer"
        ? reader.integer((units ?? 8) * unit, signed, little)
        : type === "float"
          ? reader.float((units ?? 64) * unit, little)
          : reader.bits(units === null ? null : units * unit, unit);
    return found !== null && matcher(cx, frame, found);
  };
}

function sizeReader(
  { size, type, ast }: BitSegment,
  isLast: boolean,
  variables: PatternVariables,
): (frame: Frame) => number | null {
  if (size === null) {
    if ((type === "binary" || type === "bitstring") && !isLast) {
      throw new CompileError(
        ast.at,
        "a binary field without size is only allowed at the end of a binary pattern, at the right side of binary concatenation and never allowed in binary generators",
      );
    }
    return () => null;
  }
  if (size.is === "integer") {
    const fixed = Number(size.value);
    return () => fixed;
  }
  const names = arithmetic(size, variables);
  return (frame) => names(frame);
}

/** A size may be reckoned from variables bound before it: `size(n)`, `size(n - 1)`. */
function arithmetic(ast: Ast, variables: PatternVariables): (frame: Frame) => number {
  if (ast.is === "integer") {
    const fixed = Number(ast.value);
    return () => fixed;
  }
  if (ast.is === "variable") {
    const slot = variables.lookup(ast.name);
    if (slot === null)
      throw new CompileError(ast.at, `undefined variable "${ast.name}" in bitstring segment`);
    return (frame) => {
      const value = valueAt(frame, slot);
      return typeof value === "bigint" ? Number(value) : -1;
    };
  }
  const [left, right] = ast.is === "call" ? ast.args.map((arg) => arithmetic(arg, variables)) : [];
  if (ast.is === "call" && left !== undefined && right !== undefined) {
    if (ast.name === "+") return (frame) => left(frame) + right(frame);
    if (ast.name === "-") return (frame) => left(frame) - right(frame);
    if (ast.name === "*") return (frame) => left(frame) * right(frame);
  }
  throw new CompileError(ast.at, "size in bitstring expects an integer or a variable as argument");
}
