import type { JsonObject, JsonValue } from "../protocol/json.ts";

/** What stands at one place of the tree: under a name, or in a list (null). */
type Entry = { readonly key: string | null; readonly value: string | Level };
/** The entries under one name, in the order in which they came. */
type Level = Entry[];

/**
 * The parameters in a query: texts, and for `user[id]=1` and `tags[]=a` maps and lists of them, which is also how
 * the official client writes nested `params` (plug 1.18.2, lib/plug/conn/query.ex). Null when the query is no
 * UTF-8: Plug answers 400 before anybody looks at it.
 */
export function parseQuery(query: string): JsonObject | null {
  const root: Level = [];
  const levels = new Map<string, Level>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equalsAt = pair.indexOf("=");
    const name = decodeForm(equalsAt === -1 ? pair : pair.slice(0, equalsAt));
    const value = decodeForm(equalsAt === -1 ? "" : pair.slice(equalsAt + 1));
    if (name === null || value === null) return null;
    insert(root, levels, name, value);
  }
  return mapOf(root);
}

// A percent sign without two hexadecimal digits behind it stands for itself.
function decodeForm(text: string): string | null {
  const pairs = text.replaceAll("+", " ").replace(/%(?![0-9A-Fa-f]{2})/g, "%25");
  try {
    return decodeURIComponent(pairs);
  } catch {
    return null;
  }
}

function insert(root: Level, levels: Map<string, Level>, name: string, text: string): void {
  const bracketAt = name.indexOf("[");
  const isNested = bracketAt > 0 && name.endsWith("]");
  const base = isNested ? name.slice(0, bracketAt) : name;
  const parts = isNested ? name.slice(bracketAt + 1, -1).split("][") : [];
  const path = [base, ...parts.map((part) => (part === "" ? null : part))];
  // From the innermost outwards, as far as the levels are new: a level known already stays where it was put.
  let value: string | Level = text;
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const key = path[depth] ?? null;
    const prefix = [base, ...parts.slice(0, depth - 1)].join("][");
    const known = levels.get(prefix);
    if (known !== undefined) {
      known.push({ key, value });
      return;
    }
    const level: Level = [{ key, value }];
    levels.set(prefix, level);
    value = level;
  }
  root.push({ key: base, value });
}

// The last entry says whether it is a list; the entries of the other sort are left out.
function paramOf(value: string | Level): JsonValue {
  if (typeof value === "string") return value;
  if (value.at(-1)?.key !== null) return mapOf(value);
  return value.filter(({ key }) => key === null).map((entry) => paramOf(entry.value));
}

function mapOf(level: Level): JsonObject {
  return Object.fromEntries(
    level.flatMap(({ key, value }) => (key === null ? [] : [[key, paramOf(value)] as const])),
  );
}
