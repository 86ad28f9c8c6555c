/** A place in a text; both count from 1. */
export type Place = { readonly line: number; readonly column: number };

export function placeAt(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < offset; end = text.indexOf("\n", end + 1)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}

/**
 * Where the value at `path` begins in a JSON text; for one that is missing, where what it is missing from does. The
 * text must be JSON. It is read through once, and nothing of it is kept.
 */
export function offsetOf(text: string, path: readonly PropertyKey[]): number {
  let at = skipSpace(text, 0);
  for (const step of path) {
    const next = text[at] === "{" ? memberOf(text, at, String(step)) : itemOf(text, at, Number(step));
    if (next === null) return at;
    at = next;
  }
  return at;
}

/** The value of a key in the object that begins at `at`; of two with the same key the last counts, as in JSON.parse. */
function memberOf(text: string, at: number, wanted: string): number | null {
  let found: number | null = null;
  let next = skipSpace(text, at + 1);
  while (text[next] === '"') {
    const end = skipString(text, next);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (JSON.parse(text.slice(next, end)) === wanted) found = value;
    next = skipComma(text, skipValue(text, value));
  }
  return found;
}

function itemOf(text: string, at: number, index: number): number | null {
  if (text[at] !== "[") return null;
  let next = skipSpace(text, at + 1);
  for (let passed = 0; next < text.length && text[next] !== "]"; passed += 1) {
    if (passed === index) return next;
    next = skipComma(text, skipValue(text, next));
  }
  return null;
}

function skipValue(text: string, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const letter = text[at];
    if (letter === '"') {
      at = skipString(text, at);
      continue;
    }
    if (letter === "{" || letter === "[") depth += 1;
    if (letter === "}" || letter === "]") depth -= 1;
    at += 1;
    if (depth === 0 && letter !== "}" && letter !== "]") {
      while (at < text.length && !/[\s,}\]]/.test(text[at] ?? "")) at += 1;
    }
  } while (depth > 0 && at < text.length);
  return at;
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function skipComma(text: string, from: number): number {
  const at = skipSpace(text, from);
  return text[at] === "," ? skipSpace(text, at + 1) : at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? "")) at += 1;
  return at;
}
