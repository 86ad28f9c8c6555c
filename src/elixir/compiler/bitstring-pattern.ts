import type { Ast } from "../ast.ts";
import { bytesOf } from "../bits.ts";
import { type BitSegment, bitSegment } from "./bit-segment.ts";
import { CompileError } from "./compile-problem.ts";
import { compilePattern, type Matcher, type PatternVariables } from "./pattern.ts";

/** The pattern `<<…>>`: segments read one after the other, with nothing left at the end. */
export function matchSegments(items: readonly Ast[], variables: PatternVariables): Matcher {
  const read = readSegments(items, variables);
  return (subject) => {
    const reader = variables.scope.emitter.local();
    return `((${reader}=reader(${subject}))!==null&&${[...read(reader), `${reader}.atEnd`].join("&&")})`;
  };
}

/** Tests that read segments off a reader, given by name. */
export function readSegments(
  items: readonly Ast[],
  variables: PatternVariables,
): (reader: string) => string[] {
  const segments = items.map(bitSegment);
  const reads = segments.map((segment, index) =>
    segmentReader(segment, index === segments.length - 1, variables),
  );
  return (reader) => reads.map((read) => read(reader));
}

function segmentReader(
  segment: BitSegment,
  isLast: boolean,
  variables: PatternVariables,
): (reader: string) => string {
  const { value, type, unit, signed, little } = segment;
  if (value.is === "string" && (type === "binary" || type === "bitstring" || type === "utf8")) {
    const bytes = [...bytesOf(value.value)].join(",");
    return (reader) => `${reader}.skip([${bytes}])`;
  }
  const size = sizeJs(segment, isLast, variables);
  const matcher = compilePattern(value, variables);
  return (reader) => {
    const found = variables.scope.emitter.local();
    if (type === "utf8" || type === "utf16" || type === "utf32") {
      return `((${found}=${reader}.codePoint("${type}",${little}))!==null&&(${found}=BigInt(${found}),${matcher(found)}))`;
    }
    const bits = (fallback: number) => (size === null ? String(fallback * unit) : `${size}*${unit}`);
    const read =
      type === "integer"
        ? `integer(${bits(8)},${signed},${little})`
        : type === "float"
          ? `float(${bits(64)},${little})`
          : `bits(${size === null ? "null" : bits(0)},${unit})`;
    return `((${found}=${reader}.${read})!==null&&${matcher(found)})`;
  };
}

/** JavaScript for the units of a segment; null for the type's own number. */
function sizeJs(
  { size, type, ast }: BitSegment,
  isLast: boolean,
  variables: PatternVariables,
): string | null {
  if (size !== null) return size.is === "integer" ? size.value : `sizeOf(${arithmetic(size, variables)})`;
  if ((type === "binary" || type === "bitstring") && !isLast) {
    throw new CompileError(
      ast.at,
      "a binary field without size is only allowed at the end of a binary pattern, at the right side of binary concatenation and never allowed in binary generators",
    );
  }
  return null;
}

/** A size may be reckoned from variables bound before it: `size(n)`, `size(n - 1)`. */
function arithmetic(ast: Ast, variables: PatternVariables): string {
  if (ast.is === "integer") return `${ast.value}n`;
  if (ast.is === "variable") {
    const js = variables.lookup(ast.name);
    if (js === null) throw new CompileError(ast.at, `undefined variable "${ast.name}" in bitstring segment`);
    return js;
  }
  const [left, right] = ast.is === "call" ? ast.args.map((arg) => arithmetic(arg, variables)) : [];
  const name = ast.is === "call" ? { "+": "add", "-": "subtract", "*": "multiply" }[ast.name] : undefined;
  if (name !== undefined && left !== undefined && right !== undefined) return `${name}(cx,${left},${right})`;
  throw new CompileError(ast.at, "size in bitstring expects an integer or a variable as argument");
}
