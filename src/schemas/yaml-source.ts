import { isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

/** A place in the text; both count from 1. */
export type Position = { readonly line: number; readonly column: number };
export type YamlMistake = { readonly position: Position; readonly message: string };
export type NodePath = readonly PropertyKey[];

/** A YAML text that is well formed and plain: its value, and where each part of it stands. */
export type YamlSource = {
  readonly value: unknown;
  /** Where the value at `path` begins; for a value that is missing, where the nearest thing around it does. */
  valueAt(path: NodePath): Position;
  /** Where the last key of `path` begins. */
  keyAt(path: NodePath): Position;
};

/** More than any scenario needs, and far less than the stack holds. */
const MAX_DEPTH = 24;
const TOO_DEEP = `nested too deeply: at most ${MAX_DEPTH} levels are allowed`;

/**
 * Reads YAML 1.2 (core schema) without the parts of it that hide what a file says: anchors and aliases, tags,
 * directives, several documents, keys that are lists or maps.
 */
export function readYaml(
  text: string,
):
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly mistakes: readonly YamlMistake[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2" });
  const positionOf = (offset: number): Position => {
    // The counter answers line 0 for a text without a single line.
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const errors = [...document.errors, ...document.warnings];
  const fullStack = errors.find((error) => error.code === "RESOURCE_EXHAUSTION");
  if (fullStack !== undefined) {
    // Its own words are the engine's, and whatever else was found follows from giving up.
    return { ok: false, mistakes: [{ position: positionOf(fullStack.pos[0]), message: TOO_DEEP }] };
  }
  const mistakes: YamlMistake[] = errors.map((error) => ({
    position: positionOf(error.pos[0]),
    message: `YAML: ${error.message}`,
  }));
  if (document.directives?.yaml.explicit === true) {
    mistakes.push({ position: positionOf(0), message: "a %YAML directive is not allowed" });
  }
  if (mistakes.length === 0) mistakes.push(...findHiding(document.contents, positionOf));
  if (mistakes.length > 0) return { ok: false, mistakes };

  const startOf = (node: Node | null): Position => positionOf(node?.range?.[0] ?? 0);
  const value: unknown = document.toJS();
  return {
    ok: true,
    source: {
      value,
      valueAt: (path) => startOf(follow(document.contents, path).value),
      keyAt: (path) => {
        const { key, value } = follow(document.contents, path);
        return startOf(key ?? value);
      },
    },
  };
}

function findHiding(root: Node | null, positionOf: (offset: number) => Position): YamlMistake[] {
  const mistakes: YamlMistake[] = [];
  const complain = (node: Node, message: string) => {
    mistakes.push({ position: positionOf(node.range?.[0] ?? 0), message });
  };
  const waiting: { readonly node: Node; readonly depth: number }[] =
    root === null ? [] : [{ node: root, depth: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    if (isAlias(node)) {
      complain(node, `aliases are not allowed (*${node.source}): write the value out`);
      continue;
    }
    if (depth > MAX_DEPTH) {
      complain(node, TOO_DEEP);
      continue;
    }
    if (node.tag !== undefined) complain(node, `tags are not allowed (${node.tag})`);
    if (isScalar(node) || isCollection(node)) {
      if (node.anchor !== undefined) complain(node, `anchors are not allowed (&${node.anchor})`);
    }
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isScalar(pair.key)) {
          complain(isNodeLike(pair.key) ?? node, "a key must be a plain word");
          continue;
        }
        // Assigning it would change an object's prototype instead of adding a key.
        if (pair.key.value === "__proto__") complain(pair.key, "the key __proto__ is not allowed");
        waiting.push({ node: pair.key, depth: depth + 1 });
        const value = isNodeLike(pair.value);
        if (value !== null) waiting.push({ node: value, depth: depth + 1 });
      }
    } else if (isSeq(node)) {
      for (const item of node.items) {
        const value = isNodeLike(item);
        if (value !== null) waiting.push({ node: value, depth: depth + 1 });
      }
    }
  }
  return mistakes.sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
}

// A parsed document holds nodes only, but the library types its collections as holding anything.
function isNodeLike(value: unknown): Node | null {
  return isScalar(value) || isCollection(value) || isAlias(value) ? value : null;
}

/** The node at the end of the path, or the last one on the way there, and the key in front of it. */
function follow(root: Node | null, path: NodePath): { key: Node | null; value: Node | null } {
  let key: Node | null = null;
  let value = root;
  for (const step of path) {
    if (isMap(value)) {
      const pair = value.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) break;
      key = isNodeLike(pair.key);
      value = isNodeLike(pair.value) ?? key;
    } else if (isSeq(value)) {
      const item = isNodeLike(value.items[Number(step)]);
      if (item === null) break;
      key = null;
      value = item;
    } else {
      break;
    }
  }
  return { key, value };
}
