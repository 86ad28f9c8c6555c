import type { SyntaxNode } from "@lezer/common";
import { SyntaxProblem } from "./syntax-problem.ts";

/** Nodes that only hold a place in the text. */
const PUNCTUATION = new Set([
  "Comment",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "<<",
  ">>",
  "%",
  "#{",
  "fn",
  "do",
  "end",
  "else",
  "after",
  "rescue",
  "catch",
  "Operator",
  "WordOperator",
]);

/** What a node of the grammar's tree holds, without comments and whatever only holds a place. */
export function parts(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!PUNCTUATION.has(child.name)) found.push(child);
  }
  return found;
}

/** Throws that the node, whose text this is, cannot stand where it does. */
export function refuse(node: SyntaxNode, text: string, message?: string): never {
  const before = `syntax error before: ${text.slice(node.from, node.to).split("\n")[0]}`;
  throw new SyntaxProblem(node.from, node.to, "SyntaxError", message ?? before);
}
