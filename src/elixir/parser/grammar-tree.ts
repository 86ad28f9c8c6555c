import type { SyntaxNode, Tree } from "@lezer/common";
import { parser as grammar } from "lezer-elixir";
import { clauseBodies } from "./clause-bodies.ts";

/** A tree, and the text that it is of: the source with something put in where the grammar would go wrong. */
export type GrammarTree = {
  readonly tree: Tree;
  readonly text: string;
  /** From first to last; `at` is the offset in that text. */
  readonly insertions: readonly Insertion[];
};

export type Insertion = { readonly at: number; readonly put: string };

/** The empty argument list that a name is given so that what follows is no argument of it. */
export const NO_ARGUMENTS = "()";

/** More mistakes in one another than this are not looked for. */
const MAX_ROUNDS = 20;

/**
 * Parses with the grammar, and mends what it gets wrong (lezer-elixir 1.1.3):
 *
 * - To it `socket.count + n` is the call `socket.count(+n)`. Elixir takes the sign for an argument's only when
 *   there is a space before it and none behind it. Where it is none, `socket.count() + n` is parsed instead.
 * - To it a word after a sigil holds the sigil's modifiers, though a space stands between: `x in ~w(a b) do`.
 *   `(~w(a b)) do` is parsed instead.
 * - Long clauses it may end at the wrong place (clause-bodies.ts).
 */
export function grammarTree(source: string): GrammarTree {
  const plain = mended({ tree: grammar.parse(source), text: source, insertions: [] });
  if (!isWrong(plain)) return plain;
  const bodies = mended(withInsertions({ ...plain, text: source, insertions: [] }, clauseBodies(source)));
  // When it is no Elixir at all, what was not tampered with tells best what is wrong.
  return isWrong(bodies) ? plain : bodies;
}

/** Whether the grammar has found an error, or has taken two lines for a call and its arguments. */
function isWrong({ tree, text }: GrammarTree): boolean {
  let found = false;
  tree.iterate({
    enter({ type, name, node }) {
      if (type.isError) found = true;
      const list = name === "Call" ? node.getChild("Arguments") : null;
      const callee = list?.prevSibling ?? null;
      if (list !== null && callee !== null && text.slice(callee.to, list.from).includes("\n")) found = true;
      return !found;
    },
  });
  return found;
}

function mended(parsed: GrammarTree): GrammarTree {
  let current = parsed;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = mistakes(current.tree, current.text);
    if (found.length === 0) break;
    current = withInsertions(current, found);
  }
  return current;
}

/** Puts these into the text and parses it anew. */
function withInsertions({ text, insertions }: GrammarTree, found: readonly Insertion[]): GrammarTree {
  let longer = "";
  let from = 0;
  const placed: Insertion[] = [];
  for (const { at, put } of found) {
    longer += text.slice(from, at);
    placed.push({ at: longer.length, put });
    longer += put;
    from = at;
  }
  longer += text.slice(from);
  const moved = insertions.map(({ at, put }) => {
    const before = found.filter((other) => other.at <= at).reduce((sum, other) => sum + other.put.length, 0);
    return { at: at + before, put };
  });
  const all = [...moved, ...placed].sort((a, b) => a.at - b.at);
  return { tree: grammar.parse(longer), text: longer, insertions: all };
}

/** The offset in the source of an offset in the text of the tree. */
export function sourceOffset({ insertions }: GrammarTree, offset: number): number {
  let before = 0;
  for (const { at, put } of insertions) {
    if (at >= offset) break;
    before += Math.min(put.length, offset - at);
  }
  return offset - before;
}

function mistakes(tree: Tree, text: string): Insertion[] {
  const found: Insertion[] = [];
  tree.iterate({
    enter({ name, node }) {
      if (name === "Call") found.push(...wrongCall(node, text));
      else if (name === "Sigil" || name === "StringSigil") found.push(...wrongModifiers(node, text));
    },
  });
  return found.sort((a, b) => a.at - b.at);
}

/** A field before a binary `+` or `-` that was taken for a call. */
function wrongCall(node: SyntaxNode, text: string): Insertion[] {
  const method = node.getChild("Dot")?.getChild("Right") ?? null;
  const list = node.getChild("Arguments");
  if (method === null || list === null || list.getChild("(") !== null) return [];
  const sign = leadingSign(list);
  if (sign === null) return [];
  const spaceBefore = /\s/.test(text[sign.from - 1] ?? "");
  const spaceBehind = /\s/.test(text[sign.to] ?? "");
  return spaceBefore && !spaceBehind ? [] : [{ at: method.to, put: NO_ARGUMENTS }];
}

/** The unary `+` or `-` that these arguments begin with. */
function leadingSign(list: SyntaxNode): SyntaxNode | null {
  for (let node: SyntaxNode | null = list; node !== null; node = node.firstChild) {
    const sign = node.name === "UnaryOperator" ? node.getChild("Operator") : null;
    if (sign !== null && sign.from === list.from) return sign;
  }
  return null;
}

/** A sigil whose modifiers do not follow it at once. */
function wrongModifiers(node: SyntaxNode, text: string): Insertion[] {
  const modifiers = node.getChild("SigilModifiers");
  if (modifiers === null || !/\s/.test(text[modifiers.from - 1] ?? "")) return [];
  const end = text.slice(0, modifiers.from).trimEnd().length;
  return [
    { at: node.from, put: "(" },
    { at: end, put: ")" },
  ];
}
