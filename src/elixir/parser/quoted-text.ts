import type { SyntaxNode } from "@lezer/common";
import type { Ast, Position } from "../ast.ts";
import { parts, refuse } from "./grammar-node.ts";
import type { LineIndex } from "./line-index.ts";
import { TextBuilder } from "./literal.ts";

/** What stands between quotes: strings, charlists, quoted atoms and keys, sigils and heredocs. */
export class QuotedText {
  readonly #text: string;
  readonly #lines: LineIndex;
  /** Reads what stands between `#{` and `}`. */
  readonly #interpolated: (node: SyntaxNode) => Ast;

  constructor(text: string, lines: LineIndex, interpolated: (node: SyntaxNode) => Ast) {
    this.#text = text;
    this.#lines = lines;
    this.#interpolated = interpolated;
  }

  read(
    node: SyntaxNode,
    as: "string" | "charlist" | "atom",
    escapes: "all" | "delimiter" | "none" = "all",
  ): Ast {
    const at = this.#lines.position(node.from);
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
      const text = this.#text.slice(part.from, part.to);
      if (part.name === "Interpolation") {
        flush();
        found.push(this.#interpolated(part));
      } else if (escapes !== "all") builder.add(text[1] === closer ? text.slice(1) : text);
      else if (!builder.escape(text, as !== "charlist"))
        refuse(part, this.#text, `invalid escape sequence ${text}`);
    }
    add(done, to);
    flush();
    return this.#assembled(found, as, at);
  }

  /** Where the text of a literal begins and ends, within its delimiters. */
  #contentOf(node: SyntaxNode, isHeredoc: boolean): { readonly from: number; readonly to: number } {
    const width = isHeredoc ? 3 : 1;
    const before = /^(~[a-zA-Z][A-Z0-9]*|:)?/.exec(this.#text.slice(node.from, node.to))?.[0].length ?? 0;
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
    const text = this.#text.slice(node.from, node.to);
    const open = /^(~[a-zA-Z]+)?("""|''')/.exec(text);
    if (open === null) return null;
    const close = /\n([ \t]*)("""|''')[a-zA-Z]*$/.exec(text);
    return close?.[1]?.length ?? 0;
  }
}

function dedented(text: string, indent: number, continuations: boolean): string {
  const indentation = `[ \\t]{0,${indent}}`;
  const joined = continuations ? text.replace(new RegExp(`\\\\\\n${indentation}`, "g"), "") : text;
  return joined.replace(new RegExp(`\\n[ \\t]{0,${indent}}`, "g"), "\n");
}
