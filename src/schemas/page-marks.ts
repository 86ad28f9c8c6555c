import type { AnyNode, BlockStatement, Expression, Program, Statement } from "acorn";

/** A piece of text to be put at a place of another. */
type Piece = { readonly at: number; readonly text: string };

/**
 * The body of a page's program, as `readPageSource` gives it, with a call of `mark` at the begin of every turn of a loop
 * and of every function, with the line on which that begins: what runs on and on tells where. Nothing moves to another line.
 */
export function markedBody(body: string, program: Program, mark: string): string {
  const pieces: Piece[] = [];
  for (const node of nodesWithin(program)) {
    const turn = turnOf(node);
    if (turn === null) continue;
    const call = `${mark}(${node.loc?.start.line ?? 0})`;
    if (turn.type === "BlockStatement") pieces.push({ at: turn.start + 1, text: `${call};` });
    else if (isStatement(turn)) pieces.push(...around(turn, `{${call};`, "}"));
    else pieces.push(...around(turn, `(${call},`, ")"));
  }
  // From the end, so that the places before stay. What is within ends before what is around it: it is put there later.
  const inOrder = pieces.toSorted((one, other) => other.at - one.at);
  return inOrder.reduce((text, { at, text: piece }) => text.slice(0, at) + piece + text.slice(at), body);
}

/** What is run again and again, if the node is such. */
function turnOf(node: AnyNode): BlockStatement | Statement | Expression | null {
  switch (node.type) {
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.body;
    default:
      return null;
  }
}

function isStatement(node: Statement | Expression): boolean {
  return node.type.endsWith("Statement");
}

function around({ start, end }: AnyNode, before: string, after: string): readonly Piece[] {
  return [
    { at: start, text: before },
    { at: end, text: after },
  ];
}

/** The node and all below it, the outer ones first. */
function* nodesWithin(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) yield* nodesWithin(child);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
