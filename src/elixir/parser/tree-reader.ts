import type { SyntaxNode } from "@lezer/common";
import type { Ast, Clause, Position } from "../ast.ts";
import { BODY_OPEN } from "./clause-bodies.ts";
import { NO_ARGUMENTS } from "./grammar-tree.ts";
import type { LineIndex } from "./line-index.ts";
import { charCode, TextBuilder } from "./literal.ts";
import { leftTakes } from "./operators.ts";

/** Thrown by the parser; `parseElixir` makes a `SyntaxError` of it. */
export class SyntaxProblem extends Error {
  readonly from: number;
  readonly to: number;
  readonly exception: "SyntaxError" | "TokenMissingError";

  constructor(from: number, to: number, exception: "SyntaxError" | "TokenMissingError", message: string) {
    super(message);
    this.from = from;
    this.to = to;
    this.exception = exception;
  }
}

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

const SECTIONS: { readonly [block: string]: string } = {
  ElseBlock: "else",
  AfterBlock: "after",
  RescueBlock: "rescue",
  CatchBlock: "catch",
};

/** Expressions in one another beyond this would be a text made to break the parser. */
const MAX_NESTING = 300;

/** Makes the grammar's tree into `Ast`. */
export class TreeReader {
  readonly #text: string;
  readonly #lines: LineIndex;
  /** What is not in the source, by where it stands. */
  readonly #inserted: ReadonlyMap<number, string>;
  #nesting = 0;

  constructor(text: string, lines: LineIndex, inserted: ReadonlyMap<number, string> = new Map()) {
    this.#text = text;
    this.#lines = lines;
    this.#inserted = inserted;
  }

  source(node: SyntaxNode): Ast {
    return this.#sequence(parts(node), this.#at(node));
  }

  #at(node: SyntaxNode): Position {
    return this.#lines.position(node.from);
  }

  #textOf(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to);
  }

  #refuse(node: SyntaxNode, message?: string): never {
    const before = `syntax error before: ${this.#textOf(node).split("\n")[0]}`;
    throw new SyntaxProblem(node.from, node.to, "SyntaxError", message ?? before);
  }

  #sequence(nodes: readonly SyntaxNode[], at: Position): Ast {
    const items = nodes.map((node) => this.#expression(node));
    const [only] = items;
    if (only === undefined) return { is: "block", items: [], at };
    return items.length === 1 ? only : { is: "block", items, at };
  }

  #expression(node: SyntaxNode): Ast {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) this.#refuse(node, "this is nested too deeply");
    const ast = this.#read(node);
    this.#nesting -= 1;
    return ast;
  }

  #read(node: SyntaxNode): Ast {
    const at = this.#at(node);
    const text = () => this.#textOf(node);
    switch (node.name) {
      case "Integer":
        return { is: "integer", value: BigInt(text().replaceAll("_", "")).toString(), at };
      case "Float":
        return { is: "float", value: Number(text().replaceAll("_", "")), at };
      case "Char":
        return { is: "integer", value: String(charCode(text())), at };
      case "Boolean":
      case "Nil":
        return { is: "atom", name: text(), at };
      case "Atom":
        return { is: "atom", name: text().slice(1), at };
      case "QuotedAtom":
        return this.#quoted(node, "atom");
      case "String":
        return this.#quoted(node, "string");
      case "Charlist":
        return this.#quoted(node, "charlist");
      case "Sigil":
      case "StringSigil":
        return this.#sigil(node);
      case "Alias":
        return { is: "alias", name: text().replace(/\s/g, ""), at };
      case "Identifier":
      case "UnderscoredIdentifier":
        return { is: "variable", name: text(), at };
      case "SpecialIdentifier":
        return { is: "call", name: text(), args: [], at };
      case "OperatorIdentifier":
        return text() === ".."
          ? { is: "call", name: "..", args: [], at }
          : { is: "variable", name: text(), at };
      case "Block":
        return this.#block(node, at);
      case "List":
        return this.#list(node, at);
      case "Tuple":
        return { is: "tuple", items: this.#items(parts(node)), at };
      case "Bitstring":
        return { is: "bitstring", items: this.#items(parts(node)), at };
      case "Map":
        return this.#map(node, at);
      case "UnaryOperator":
        return this.#unary(node, at);
      case "AtOperator":
      case "DocAtOperator":
        return this.#attribute(node, at);
      case "CaptureOperator":
        return { is: "call", name: "&", args: [this.#only(node)], at };
      case "CaptureOperand":
        return { is: "argument", index: Number(this.#textOf(this.#part(node, 0))), at };
      case "BinaryOperator":
      case "PipeOperator":
      case "WhenOperator":
        return this.#binary(node);
      case "Dot":
        return this.#dot(node, at);
      case "Call":
      case "FunctionDefinitionCall":
      case "KernelCall":
        return this.#call(node, at);
      case "AccessCall":
        return {
          is: "access",
          of: this.#expression(this.#part(node, 0)),
          key: this.#expression(this.#part(node, 1)),
          at,
        };
      case "AnonymousFunction":
        return { is: "fn", clauses: parts(node).map((clause) => this.#clause(clause)), at };
      case "Right":
        return this.#only(node);
      case "Keywords":
        return { is: "list", items: this.#pairs(node), tail: null, at };
      default:
        return this.#refuse(node);
    }
  }

  #part(node: SyntaxNode, index: number): SyntaxNode {
    return parts(node)[index] ?? this.#refuse(node);
  }

  #only(node: SyntaxNode): Ast {
    return this.#expression(this.#part(node, 0));
  }

  #block(node: SyntaxNode, at: Position): Ast {
    const inside = parts(node);
    if (inside[0]?.name === "StabClause") {
      return { is: "clauses", clauses: inside.map((clause) => this.#clause(clause)), at };
    }
    const items = inside.map((item) => this.#expression(item));
    const [only] = items;
    return only !== undefined && items.length === 1 ? only : { is: "block", items, at };
  }

  /** Arguments or elements; keywords at their end become pairs of one list, or of the list itself. */
  #items(nodes: readonly SyntaxNode[]): Ast[] {
    return nodes.map((node) => this.#expression(node));
  }

  #pairs(node: SyntaxNode): Ast[] {
    return parts(node).map((pair) => {
      const at = this.#at(pair);
      return {
        is: "tuple",
        items: [this.#keyword(this.#part(pair, 0)), this.#expression(this.#part(pair, 1))],
        at,
      };
    });
  }

  #keyword(node: SyntaxNode): Ast {
    if (node.name === "QuotedKeyword") return this.#quoted(node, "atom");
    return { is: "atom", name: this.#textOf(node).trimEnd().slice(0, -1), at: this.#at(node) };
  }

  #list(node: SyntaxNode, at: Position): Ast {
    const items: Ast[] = [];
    let tail: Ast | null = null;
    for (const item of parts(node)) {
      if (item.name === "Keywords") items.push(...this.#pairs(item));
      else {
        if (tail !== null) this.#refuse(item);
        const ast = this.#expression(item);
        const [head, rest] = ast.is === "call" && ast.name === "|" ? ast.args : [];
        items.push(head ?? ast);
        tail = rest ?? null;
      }
    }
    return { is: "list", items, tail, at };
  }

  #map(node: SyntaxNode, at: Position): Ast {
    const structNode = node.getChild("Struct");
    const content = node.getChild("MapContent");
    const pairs: (readonly [Ast, Ast])[] = [];
    let of: Ast | null = null;
    for (const item of content === null ? [] : parts(content)) {
      let pieces = chain(item);
      const bar = pieces.findIndex((piece) => this.#isSign(piece, "|"));
      const arrow = pieces.findIndex((piece) => this.#isSign(piece, "=>"));
      // `|` before `=>` is that of an update, and behind it belongs to the value: a type.
      if (bar > 0 && (arrow < 0 || bar < arrow)) {
        of = this.#grouped(pieces.slice(0, bar), item);
        pieces = pieces.slice(bar + 1);
      }
      pairs.push(...this.#mapPairs(pieces, item));
    }
    return { is: "map", struct: structNode === null ? null : this.#only(structNode), of, pairs, at };
  }

  #isSign(piece: SyntaxNode, sign: string): boolean {
    return piece.name === "Operator" && this.#textOf(piece) === sign;
  }

  #mapPairs(pieces: readonly SyntaxNode[], node: SyntaxNode): (readonly [Ast, Ast])[] {
    const [only] = pieces;
    if (only?.name === "Keywords" && pieces.length === 1) return this.#pairs(only).map(pairOf);
    const arrow = pieces.findIndex((piece) => this.#isSign(piece, "=>"));
    if (arrow <= 0) this.#refuse(node);
    return [[this.#grouped(pieces.slice(0, arrow), node), this.#grouped(pieces.slice(arrow + 1), node)]];
  }

  #operator(node: SyntaxNode): string {
    const operator = node.getChild("Operator") ?? node.getChild("WordOperator");
    return operator === null ? this.#refuse(node) : this.#textOf(operator);
  }

  #unary(node: SyntaxNode, at: Position): Ast {
    const name = this.#operator(node);
    const operand = this.#only(node);
    if (name === "-" && operand.is === "integer" && !operand.value.startsWith("-")) {
      return { is: "integer", value: operand.value === "0" ? "0" : `-${operand.value}`, at };
    }
    if (name === "-" && operand.is === "float") return { is: "float", value: -operand.value, at };
    return { is: "call", name, args: [operand], at };
  }

  /**
   * A chain of binary operators. The grammar, made for colours, does not always group them as Elixir does
   * (`a |> b |> c`), so the chain is taken apart and grouped anew.
   */
  #binary(node: SyntaxNode): Ast {
    return this.#grouped(chain(node), node);
  }

  #grouped(pieces: readonly SyntaxNode[], node: SyntaxNode): Ast {
    const operands: Ast[] = [];
    const operators: SyntaxNode[] = [];
    const reduce = () => {
      const operator = operators.pop();
      const right = operands.pop();
      const left = operands.pop();
      if (operator === undefined || left === undefined || right === undefined) return this.#refuse(node);
      operands.push(this.#applied(operator, left, right));
    };
    for (const piece of pieces) {
      if (piece.name !== "Operator" && piece.name !== "WordOperator") {
        operands.push(this.#expression(piece));
        continue;
      }
      for (let last = operators.at(-1); last !== undefined; last = operators.at(-1)) {
        if (!leftTakes(this.#operatorText(last), this.#operatorText(piece))) break;
        reduce();
      }
      operators.push(piece);
    }
    while (operators.length > 0) reduce();
    return operands[0] ?? this.#refuse(node);
  }

  #operatorText(node: SyntaxNode): string {
    return this.#textOf(node).replace(/\s+/g, " ");
  }

  #applied(operator: SyntaxNode, left: Ast, right: Ast): Ast {
    const at = this.#at(operator);
    const name = this.#operatorText(operator);
    if (name === "not in") return negated("not", left, right, at);
    // `not a in b` means `not(a in b)`, as Elixir's own parser has it.
    if (name === "in" && left.is === "call" && (left.name === "not" || left.name === "!")) {
      const [operand] = left.args;
      if (operand !== undefined && left.args.length === 1) return negated(left.name, operand, right, at);
    }
    if (name === "//") {
      if (left.is !== "call" || left.name !== ".." || left.args.length !== 2) {
        this.#refuse(
          operator,
          "the range step operator (//) must immediately follow the range definition operator (..)",
        );
      }
      return { is: "call", name: "..//", args: [...left.args, right], at };
    }
    return { is: "call", name, args: [left, right], at };
  }

  #attribute(node: SyntaxNode, at: Position): Ast {
    const operand = this.#only(node);
    if (operand.is === "variable") return { is: "attribute", name: operand.name, value: null, at };
    if (operand.is === "call" && operand.args.length === 1) {
      return { is: "attribute", name: operand.name, value: operand.args[0] ?? null, at };
    }
    return this.#refuse(node);
  }

  #dot(node: SyntaxNode, at: Position): Ast {
    const of = this.#expression(this.#part(node, 0));
    const right = this.#part(this.#part(node, 1), 0);
    if (right.name === "Tuple") return { is: "alias_group", of, items: this.#items(parts(right)), at };
    return { is: "child_alias", of, name: this.#textOf(right).replace(/\s/g, ""), at };
  }

  #call(node: SyntaxNode, at: Position): Ast {
    const [callee, ...rest] = parts(node);
    if (callee === undefined) return this.#refuse(node);
    const list = rest.find(({ name }) => name === "Arguments");
    const block = rest.find(({ name }) => name === "DoBlock");
    const given = list === undefined ? [] : this.#items(parts(list));
    // Keywords without brackets; a list in brackets is an argument like any other.
    const hasKeywords = list !== undefined && list.getChild("Keywords") !== null;
    const args =
      block === undefined ? given : withBlock(given, hasKeywords, this.#doBlock(block), this.#at(block));
    if (callee.name === "Identifier" || callee.name === "UnderscoredIdentifier") {
      return { is: "call", name: this.#textOf(callee), args, at };
    }
    if (callee.name === "SpecialIdentifier") return this.#refuse(callee);
    if (callee.name !== "Dot") return this.#refuse(callee, "a call cannot follow a call: write fun.(…)");
    const target = this.#expression(this.#part(callee, 0));
    const right = callee.getChild("Right");
    if (right === null) return { is: "apply", fun: target, args, at: this.#at(callee) };
    const nameNode = this.#part(right, 0);
    return {
      is: "remote",
      target,
      name: this.#remoteName(nameNode),
      args:
        (list === undefined || this.#inserted.get(list.from) === NO_ARGUMENTS) && block === undefined
          ? null
          : args,
      at: this.#at(nameNode),
    };
  }

  #remoteName(node: SyntaxNode): string {
    if (node.name !== "String" && node.name !== "Charlist") return this.#textOf(node);
    const quoted = this.#quoted(node, "string");
    return quoted.is === "string" ? quoted.value : this.#refuse(node);
  }

  /** The sections of a `do` block as pairs: `do: …, else: …`. */
  #doBlock(node: SyntaxNode): Ast[] {
    const at = this.#at(node);
    const own: SyntaxNode[] = [];
    const sections: Ast[] = [];
    for (const part of parts(node)) {
      const name = SECTIONS[part.name];
      if (name === undefined) own.push(part);
      else sections.push(pair(name, this.#body(parts(part), this.#at(part)), this.#at(part)));
    }
    return [pair("do", this.#body(own, at), at), ...sections];
  }

  #body(nodes: readonly SyntaxNode[], at: Position): Ast {
    if (nodes[0]?.name === "StabClause") {
      return { is: "clauses", clauses: nodes.map((clause) => this.#clause(clause)), at };
    }
    return this.#sequence(nodes, at);
  }

  #clause(node: SyntaxNode): Clause {
    if (node.name !== "StabClause") return this.#refuse(node);
    const body = node.getChild("Body");
    const guarded = node.getChild("WhenOperator");
    const list = (guarded ?? node).getChild("Arguments");
    const right = guarded?.getChild("Right") ?? null;
    const args = list === null ? [] : this.#items(parts(list));
    const at = this.#at(node);
    return {
      args,
      guard: right === null ? null : this.#only(right),
      body: body === null ? this.#sequence([], at) : this.#clauseBody(body),
      at,
    };
  }

  #clauseBody(body: SyntaxNode): Ast {
    const inside = parts(body);
    const [block] = inside;
    // Without the parentheses and their first expression, which are not in the source.
    const isPut = block?.name === "Block" && this.#inserted.get(block.from) === BODY_OPEN;
    return this.#sequence(isPut ? parts(block).slice(1) : inside, this.#at(body));
  }

  #sigil(node: SyntaxNode): Ast {
    const name = node.getChild("SigilName");
    const modifiers = node.getChild("SigilModifiers");
    const named = name === null ? "" : this.#textOf(name);
    // A regular expression has escapes of its own.
    const text = this.#quoted(
      node,
      "string",
      named === "r" ? "delimiter" : /^[A-Z]/.test(named) ? "none" : "all",
    );
    return {
      is: "sigil",
      name: named,
      modifiers: modifiers === null ? "" : this.#textOf(modifiers),
      text,
      at: this.#at(node),
    };
  }

  #quoted(
    node: SyntaxNode,
    as: "string" | "charlist" | "atom",
    escapes: "all" | "delimiter" | "none" = "all",
  ): Ast {
    const at = this.#at(node);
    const indent = this.#heredocIndent(node);
    const found: Ast[] = [];
    let builder = new TextBuilder();
    const flush = () => {
      if (builder.isEmpty) return;
      const made = builder.finish();
      found.push(
        typeof made === "string" ? { is: "string", value: made, at } : { is: "bytes", value: made, at },
      );
      builder = new TextBuilder();
    };
    const { from, to } = this.#contentOf(node, indent !== null);
    // In these only the closing delimiter is escaped, and in a heredoc not even that.
    const closer = indent === null ? this.#text[to] : null;
    const add = (start: number, end: number) => {
      const lines = this.#text.slice(start, end).replaceAll("\r\n", "\n");
      const kept = indent === null ? lines : dedented(lines, indent, escapes !== "none");
      builder.add(indent !== null && start === from ? kept.replace(/^\n/, "") : kept);
    };
    // What stands between escapes and interpolations is taken from the text: the grammar leaves out a line
    // break before a line that begins like an operator.
    let done = from;
    for (const part of parts(node)) {
      if (part.name !== "EscapeSequence" && part.name !== "Interpolation") continue;
      add(done, part.from);
      done = part.to;
      const text = this.#textOf(part);
      if (part.name === "Interpolation") {
        flush();
        found.push(this.#sequence(parts(part), this.#at(part)));
      } else if (escapes !== "all") builder.add(text[1] === closer ? text.slice(1) : text);
      else if (!builder.escape(text, as !== "charlist"))
        this.#refuse(part, `invalid escape sequence ${text}`);
    }
    add(done, to);
    flush();
    return this.#assembled(found, as, at);
  }

  /** Where the text of a literal begins and ends, within its delimiters. */
  #contentOf(node: SyntaxNode, isHeredoc: boolean): { readonly from: number; readonly to: number } {
    const width = isHeredoc ? 3 : 1;
    const before = /^(~[a-zA-Z][A-Z0-9]*|:)?/.exec(this.#textOf(node))?.[0].length ?? 0;
    const end = node.getChild("SigilModifiers")?.from ?? node.to;
    // A key ends with a colon behind its quotes.
    const behind = node.name === "QuotedKeyword" ? this.#text.slice(0, end).trimEnd().length - 1 : end;
    return { from: node.from + before + width, to: behind - width };
  }

  #assembled(found: readonly Ast[], as: "string" | "charlist" | "atom", at: Position): Ast {
    const [only] = found;
    const value = only === undefined ? "" : found.length === 1 && only.is === "string" ? only.value : null;
    if (value !== null) return as === "atom" ? { is: "atom", name: value, at } : { is: as, value, at };
    if (as === "string" && found.length === 1 && only?.is === "bytes") return only;
    return { is: "interpolation", as, parts: found, at };
  }

  /** How far the closing quotes of a heredoc are indented; null when the literal is none. */
  #heredocIndent(node: SyntaxNode): number | null {
    const text = this.#textOf(node);
    const open = /^(~[a-zA-Z]+)?("""|''')/.exec(text);
    if (open === null) return null;
    const close = /\n([ \t]*)("""|''')[a-zA-Z]*$/.exec(text);
    return close?.[1]?.length ?? 0;
  }
}

function parts(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!PUNCTUATION.has(child.name)) found.push(child);
  }
  return found;
}

/** Operands and operators of a chain from left to right; what stands in parentheses is one operand. */
function chain(node: SyntaxNode): SyntaxNode[] {
  if (node.name === "Right") return parts(node).flatMap(chain);
  if (!/^(Binary|Pipe|When)Operator$/.test(node.name)) return [node];
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === "Operator" || child.name === "WordOperator") found.push(child);
    else if (child.name !== "Comment") found.push(...chain(child));
  }
  return found;
}

function pairOf(ast: Ast): readonly [Ast, Ast] {
  const [key, value] = ast.is === "tuple" ? ast.items : [];
  return [key ?? ast, value ?? ast];
}

function pair(name: string, value: Ast, at: Position): Ast {
  return { is: "tuple", items: [{ is: "atom", name, at }, value], at };
}

/** Keywords before a `do` block and the block's sections are one list. */
function withBlock(
  args: readonly Ast[],
  hasKeywords: boolean,
  sections: readonly Ast[],
  at: Position,
): Ast[] {
  const last = args.at(-1);
  if (hasKeywords && last?.is === "list") {
    return [...args.slice(0, -1), { ...last, items: [...last.items, ...sections] }];
  }
  return [...args, { is: "list", items: sections, tail: null, at }];
}

function negated(name: string, left: Ast, right: Ast, at: Position): Ast {
  return { is: "call", name, args: [{ is: "call", name: "in", args: [left, right], at }], at };
}

function dedented(text: string, indent: number, continuations: boolean): string {
  const indentation = `[ \\t]{0,${indent}}`;
  const joined = continuations ? text.replace(new RegExp(`\\\\\\n${indentation}`, "g"), "") : text;
  return joined.replace(new RegExp(`\\n[ \\t]{0,${indent}}`, "g"), "\n");
}
