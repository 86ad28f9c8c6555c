/** A word or sign of the text; literals are told by the sign that they begin with. */
export type Word = {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Whether it is the first of its line. */
  readonly onNewLine: boolean;
};

const SKIPPED = /(\s+|#[^\n]*|\\\r?\n)+/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*[?!]?/uy;
const ATOM = /:([\p{L}_][\p{L}\p{N}_@]*[?!]?|[-+*/<>=|&!^~.@]+)/uy;
const NUMBER = /0[xob][\da-fA-F_]+|\d[\d_]*(\.\d[\d_]*([eE][-+]?\d+)?)?/y;
const CHARACTER = /\?(\\.|[^\s\\])/suy;
const SIGIL = /~([a-z]|[A-Z][A-Z0-9]*)(?=["'([{<|/])/y;
const SIGN = /->|<<<|>>>|<<|>>|\.\.\.?|::|\\\\|[-+*/<>=|&!^~]+|./suy;

const CLOSING: { readonly [open: string]: string } = { "(": ")", "[": "]", "{": "}", "<": ">" };

/** The words of an Elixir text from first to last: enough to see how its blocks stand in one another. */
export function wordsOf(text: string): Word[] {
  const found: Word[] = [];
  let at = 0;
  let onNewLine = true;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const skipped = match(SKIPPED);
    if (skipped !== null) {
      onNewLine ||= skipped.includes("\n");
      at += skipped.length;
      continue;
    }
    const from = at;
    const word = wordAt(text, at, match);
    at = word.to;
    found.push({ text: word.text, from, to: at, onNewLine });
    onNewLine = false;
  }
  return found;
}

function wordAt(
  text: string,
  at: number,
  match: (pattern: RegExp) => string | null,
): { text: string; to: number } {
  const char = text[at] ?? "";
  if (char === '"' || char === "'") {
    const end = quotedEnd(text, at, true);
    // `"quoted key": value`
    return { text: char, to: text[end] === ":" && /\s/.test(text[end + 1] ?? "") ? end + 1 : end };
  }
  if (char === ":" && (text[at + 1] === '"' || text[at + 1] === "'"))
    return { text: ":", to: quotedEnd(text, at + 1, true) };
  const sigil = match(SIGIL);
  if (sigil !== null) {
    const end = quotedEnd(text, at + sigil.length, /[a-z]/.test(sigil));
    return { text: "~", to: end + (/^[a-zA-Z0-9]*/.exec(text.slice(end))?.[0].length ?? 0) };
  }
  const literal = match(ATOM) ?? match(NUMBER) ?? match(CHARACTER);
  if (literal !== null && !(literal.startsWith(":") && text[at + 1] === ":"))
    return { text: literal.slice(0, 1), to: at + literal.length };
  const name = match(NAME);
  if (name !== null) {
    const end = at + name.length;
    const isKey = text[end] === ":" && text[end + 1] !== ":";
    const isMethod = text[at - 1] === "." && text[at - 2] !== ".";
    return { text: isKey || isMethod ? "name" : name, to: isKey ? end + 1 : end };
  }
  const sign = match(SIGN) ?? char;
  return { text: sign, to: at + sign.length };
}

/** Behind the closing delimiter of the literal whose opening one stands at `at`. */
function quotedEnd(text: string, at: number, interpolates: boolean): number {
  const open = text[at] ?? "";
  const triple = open.repeat(3);
  if ((open === '"' || open === "'") && text.startsWith(triple, at)) {
    const close = new RegExp(`\\n[ \\t]*${triple}`, "g");
    close.lastIndex = at + 3;
    return close.exec(text) === null ? text.length : close.lastIndex;
  }
  const close = CLOSING[open] ?? open;
  let index = at + 1;
  while (index < text.length && text[index] !== close) {
    if (text[index] === "\\") index += 2;
    else if (interpolates && text.startsWith("#{", index)) index = interpolationEnd(text, index + 2);
    else index += 1;
  }
  return Math.min(text.length, index + 1);
}

function interpolationEnd(text: string, at: number): number {
  let depth = 1;
  let index = at;
  while (index < text.length) {
    const char = text[index];
    if (char === '"' || char === "'") index = quotedEnd(text, index, true);
    else {
      if (char === "{") depth += 1;
      if (char === "}") depth -= 1;
      index += 1;
      if (depth === 0) return index;
    }
  }
  return index;
}
