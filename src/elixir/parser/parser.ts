import type { SyntaxNode, Tree } from "@lezer/common";
import type { Source } from "../ast.ts";
import { grammarTree, sourceOffset } from "./grammar-tree.ts";
import { lineIndex } from "./line-index.ts";
import { SyntaxProblem } from "./syntax-problem.ts";
import { TreeReader } from "./tree-reader.ts";

/** Why a text is no Elixir. Line and column count from 1, in UTF-16 units as editors do. */
export type SyntaxError = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where it ends in the text, and where it begins, as offsets. */
  readonly from: number;
  readonly to: number;
  /** `SyntaxError`, or `TokenMissingError` when something was not closed. */
  readonly exception: "SyntaxError" | "TokenMissingError";
  readonly message: string;
};

export type Parsed =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly error: SyntaxError };

/**
 * Parses Elixir. This is the only way to the grammar, and nothing that runs Elixir imports it: pages get
 * their modules already parsed, and load this only when a reader begins to edit.
 */
export function parseElixir(text: string, file: string): Parsed {
  const lines = lineIndex(text);
  const parsed = grammarTree(text);
  const positions = { position: (offset: number) => lines.position(sourceOffset(parsed, offset)) };
  try {
    refuseErrors(parsed.tree, parsed.text);
    const reader = new TreeReader(
      parsed.text,
      positions,
      new Map(parsed.insertions.map(({ at, put }) => [at, put])),
    );
    return { ok: true, source: { file, body: reader.source(parsed.tree.topNode) } };
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    const { exception, message } = problem;
    const [from, to] = [problem.from, problem.to].map((offset) => sourceOffset(parsed, offset)) as [
      number,
      number,
    ]; // two for two
    const [line, column] = lines.position(from);
    return { ok: false, error: { file, line, column, from, to, exception, message } };
  }
}

function refuseErrors(tree: Tree, text: string): void {
  let first: SyntaxNode | null = null;
  tree.iterate({
    enter(node) {
      if (first === null && node.type.isError) first = node.node;
      return first === null;
    },
  });
  if (first !== null) throw problemAt(first, text);
}

const CLOSERS: { readonly [opener: string]: string } = {
  do: "end",
  fn: "end",
  "(": ")",
  "[": "]",
  "{": "}",
  "<<": ">>",
  "#{": "}",
};

function problemAt(error: SyntaxNode, text: string): SyntaxProblem {
  const end = text.trimEnd().length;
  // The parser skips what it cannot place, so the error node may begin before the word that is wrong.
  const from = error.from + (/^[\s,;]*/.exec(text.slice(error.from))?.[0].length ?? 0);
  const open = unclosed(error, text);
  if (from >= end) {
    if (open !== null) {
      const message = `missing terminator: ${open.closer} (for ${open.title} starting at line ${open.line})`;
      return new SyntaxProblem(text.length, text.length, "TokenMissingError", message);
    }
    const last = /([\p{L}\p{N}_]+[?!]?|[^\p{L}\p{N}\s]+)\s*$/u.exec(text)?.index ?? end;
    return new SyntaxProblem(last, end, "TokenMissingError", "syntax error: expression is incomplete");
  }
  const token =
    /^("[^"\n]*"?|'[^'\n]*'?|[\p{L}_][\p{L}\p{N}_]*[?!]?:?|\d[\w.]*|->|<-|=>|<>|\|>|>>|[^\s])/u.exec(
      text.slice(from),
    )?.[0] ?? "";
  const problem = (message: string) => new SyntaxProblem(from, from + token.length, "SyntaxError", message);
  const unlike =
    open === null || open.title === "string"
      ? ""
      : `. The ${open.title} at line ${open.line} is missing terminator "${open.closer}"`;
  if (/^(end|else|after|rescue|catch)$/.test(token))
    return problem(`unexpected reserved word: ${token}${unlike}`);
  if (/^(\)|\]|\}|>>)$/.test(token) && (open === null || open.closer !== token)) {
    // Where something is missing before it, as in `[a: ]`, nothing stays open.
    if (open !== null || !isOpen(text.slice(0, from), token))
      return problem(`unexpected token: ${token}${unlike}`);
  }
  if (/^[:$`]$|^[^\p{ASCII}\p{L}\p{N}]$/u.test(token)) {
    const column = from - text.lastIndexOf("\n", from - 1);
    const code = (token.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return problem(`unexpected token: "${token}" (column ${column}, code point U+${code})`);
  }
  // As Elixir's tokenizer shows them: strings as they are, other literals and operators in quotes.
  const shown = /^["']/.test(token)
    ? `"${token.slice(1).replace(/["']$/, "")}"`
    : /^\d/.test(token)
      ? `"${token}"`
      : /^[\p{L}_].*[^:]$|^[\p{L}_]$/u.test(token)
        ? token
        : `'${token}'`;
  return problem(`syntax error before: ${shown}`);
}

/** Whether a text leaves open what this token closes. */
function isOpen(before: string, token: string): boolean {
  const opener = Object.entries(CLOSERS).find(([, closer]) => closer === token)?.[0] ?? token;
  return before.split(opener).length > before.split(token).length;
}

/** What was opened and not closed: `"("` or a string, and on which line. */
type Unclosed = { readonly title: string; readonly closer: string; readonly line: number };

/** The innermost thing around the error that was opened and not closed. */
function unclosed(error: SyntaxNode, text: string): Unclosed | null {
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
  for (let node: SyntaxNode | null = error; node !== null; node = node.parent) {
    if (/^(String|Charlist|QuotedAtom|Sigil|StringSigil)$/.test(node.name)) {
      const [, sigil, quote = '"'] = /^(~[a-zA-Z]+)?("""|'''|.)/.exec(text.slice(node.from)) ?? [];
      const closer = { "(": ")", "[": "]", "{": "}", "<": ">" }[quote] ?? quote;
      const title = sigil === undefined ? "string" : `sigil ${sigil}${quote}`;
      return { title, closer, line: lineOf(node.from) };
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      const closer = CLOSERS[child.name];
      if (closer === undefined || !child.type.isAnonymous === false) continue;
      if (node.getChild(closer) !== null) continue;
      return { title: `"${child.name}"`, closer, line: lineOf(child.from) };
    }
  }
  return null;
}
