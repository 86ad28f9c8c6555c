import type { Ast } from "../ast.ts";
import { bitSegment } from "./bit-segment.ts";
import { CompileError } from "./compile-problem.ts";
import { combined, type Node } from "./node.ts";
import type { Scope } from "./scope.ts";

/** `<<…>>` as an expression. */
export function bitstringForm(ast: Ast & { is: "bitstring" }, scope: Scope): Node {
  const parts: Node[] = [];
  const written = ast.items.map((item) => {
    const { value, type, size, unit, little } = bitSegment(item);
    if (value.is === "atom") throw new CompileError(value.at, `invalid literal :${value.name} in <<>>`);
    const node = scope.compile(value);
    const sizeNode = size === null ? null : scope.compile(size);
    parts.push(node, ...(sizeNode === null ? [] : [sizeNode]));
    return `[${node.js},"${type}",${sizeNode?.js ?? "null"},${unit},${little}]`;
  });
  return combined(parts, `bitstring(cx,${[scope.placeJs(ast.at), ...written].join(",")})`);
}
