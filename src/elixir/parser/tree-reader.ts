import type { SyntaxNode } from "@lezer/common";
import type { Ast, Clause, Position } from "../ast.ts";
import { BODY_OPEN } from "./clause-bodies.ts";
import { parts, refuse } from "./grammar-node.ts";
import { NO_ARGUMENTS } from "./grammar-tree.ts";
import type { LineIndex } from "./line-index.ts";
import { charCode } from "./literal.ts";
import { chain, OperatorChain } from "./operator-chain.ts";
import { QuotedText } from "./quoted-text.ts";

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
  readonly #quotes: QuotedText;
  readonly #chains: OperatorChain;
  #nesting = 0;

  constructor(text: string, lines: LineIndex, inserted: ReadonlyMap<number, string> = new Map()) {
    this.#text = text;
    this.#lines = lines;
    this.#inserted = inserted;
    this.#quotes = new QuotedText(text, lines, (node) => this.#sequence(parts(node), this.#at(node)));
    this.#chains = new OperatorChain(text, lines, (node) => this.#expression(node));
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
    return refuse(node, this.#text, message);
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
        return this.#quotes.read(node, "atom");
      case "String":
        return this.#quotes.read(node, "string");
      case "Charlist":
        return this.#quotes.read(node, "charlist");
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
      case "Tuple": {
        const [first] = parts(node);
        // `{a: 1}` is a map in other languages, and nothing here.
        if (first?.name === "Keywords") {
          const name = this.#textOf(first).match(/^[^\s:]*/)?.[0] ?? "";
          this.#refuse(first, `syntax error before: ${name}`);
        }
        return { is: "tuple", items: this.#items(parts(node)), at };
      }
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
        return this.#chains.grouped(chain(node), node);
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
    if (node.name === "QuotedKeyword") return this.#quotes.read(node, "atom");
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
        of = this.#chains.grouped(pieces.slice(0, bar), item);
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
    return [
      [
        this.#chains.grouped(pieces.slice(0, arrow), node),
        this.#chains.grouped(pieces.slice(arrow + 1), node),
      ],
    ];
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
    const quoted = this.#quotes.read(node, "string");
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
    const text = this.#quotes.read(
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
