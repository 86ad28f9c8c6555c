import type { SyntaxNode } from "@lezer/common";
import type { Ast, Position } from "../ast.ts";
import { parts, refuse } from "./grammar-node.ts";
import type { LineIndex } from "./line-index.ts";
import { leftTakes } from "./operators.ts";

/** Operands and operators of a chain from left to right; what stands in parentheses is one operand. */
export function chain(node: SyntaxNode): SyntaxNode[] {
  if (node.name === "Right") return parts(node).flatMap(chain);
  if (!/^(Binary|Pipe|When)Operator$/.test(node.name)) return [node];
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === "Operator" || child.name === "WordOperator") found.push(child);
    else if (child.name !== "Comment") found.push(...chain(child));
  }
  return found;
}

/**
 * Chains of binary operators. The grammar, made for colours, does not always group them as Elixir does
 * (`a |> b |> c`), so a chain is taken apart and grouped anew.
 */
export class OperatorChain {
  readonly #text: string;
  readonly #lines: LineIndex;
  readonly #operand: (node: SyntaxNode) => Ast;

  constructor(text: string, lines: LineIndex, operand: (node: SyntaxNode) => Ast) {
    this.#text = text;
    this.#lines = lines;
    this.#operand = operand;
  }

  /** The expression that the pieces stand for; `node` is what holds them. */
  grouped(pieces: readonly SyntaxNode[], node: SyntaxNode): Ast {
    const operands: Ast[] = [];
    const operators: SyntaxNode[] = [];
    const reduce = () => {
      const operator = operators.pop();
      const right = operands.pop();
      const left = operands.pop();
      if (operator === undefined || left === undefined || right === undefined)
        return refuse(node, this.#text);
      operands.push(this.#applied(operator, left, right));
    };
    for (const piece of pieces) {
      if (piece.name !== "Operator" && piece.name !== "WordOperator") {
        operands.push(this.#operand(piece));
        continue;
      }
      for (let last = operators.at(-1); last !== undefined; last = operators.at(-1)) {
        if (!leftTakes(this.#operatorText(last), this.#operatorText(piece))) break;
        reduce();
      }
      operators.push(piece);
    }
    while (operators.length > 0) reduce();
    return operands[0] ?? refuse(node, this.#text);
  }

  #operatorText(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to).replace(/\s+/g, " ");
  }

  #applied(operator: SyntaxNode, left: Ast, right: Ast): Ast {
    const at = this.#lines.position(operator.from);
    const name = this.#operatorText(operator);
    if (name === "not in") return negated("not", left, right, at);
    // `not a in b` means `not(a in b)`, as Elixir's own parser has it.
    if (name === "in" && left.is === "call" && (left.name === "not" || left.name === "!")) {
      const [operand] = left.args;
      if (operand !== undefined && left.args.length === 1) return negated(left.name, operand, right, at);
    }
    if (name === "//") {
      if (left.is !== "call" || left.name !== ".." || left.args.length !== 2) {
        refuse(
          operator,
          this.#text,
          "the range step operator (//) must immediately follow the range definition operator (..)",
        );
      }
      return { is: "call", name: "..//", args: [...left.args, right], at };
    }
    return { is: "call", name, args: [left, right], at };
  }
}

function negated(name: string, left: Ast, right: Ast, at: Position): Ast {
  return { is: "call", name, args: [{ is: "call", name: "in", args: [left, right], at }], at };
}
