import type { Context } from "./context.ts";
import { argumentError, functionClause, keyError, undefinedFunction } from "./exception.ts";
import { inspect } from "./inspect.ts";
import { mapDelete, mapGet, mapPut, structName } from "./map.ts";
import { Atom, atom, Cons, EMPTY, isList, list, listItems, MapTerm, NIL, type Term, Tuple } from "./term.ts";

/** `container[key]`, with `fallback` where there is none. */
export function accessGet(cx: Context, container: Term, key: Term, fallback: Term = NIL): Term {
  if (container instanceof MapTerm) {
    const struct = structName(container);
    if (struct === null) return mapGet(container, key) ?? fallback;
    if (cx.program.exported(struct, "fetch", 2) === null) throw noAccess(struct, "fetch", 2);
    const found = cx.runNow(cx.apply(struct, "fetch", [container, key]));
    return found instanceof Tuple ? (found.items[1] ?? fallback) : fallback;
  }
  if (isList(container)) {
    if (!(key instanceof Atom)) {
      throw argumentError(`the Access calls for keywords expect the key to be an atom, got: ${inspect(key)}`);
    }
    return keywordGet(container, key) ?? fallback;
  }
  if (container === NIL) return fallback;
  throw functionClause("Access", "get", 3);
}

function noAccess(struct: Atom, name: string, arity: number): unknown {
  return undefinedFunction(struct, name, arity, atom("access"));
}

/** The first value under the key in a keyword list. */
export function keywordGet(keywords: Term, key: Atom): Term | undefined {
  for (let rest = keywords; rest instanceof Cons; rest = rest.tail) {
    const { head } = rest;
    if (head instanceof Tuple && head.items.length === 2 && head.items[0] === key) return head.items[1];
  }
  return undefined;
}

/** `put_in(container[key], value)`; null for the value takes the key out. */
export function accessPut(cx: Context, container: Term, key: Term, value: Term | null): Term {
  if (container instanceof MapTerm) {
    const struct = structName(container);
    if (struct !== null) throw noAccess(struct, "get_and_update", 3);
    cx.allocate(container.keys.length * 2 + 4);
    return value === null ? mapDelete(container, key) : mapPut(container, key, value);
  }
  if (isList(container)) {
    if (!(key instanceof Atom)) {
      throw argumentError(`the Access calls for keywords expect the key to be an atom, got: ${inspect(key)}`);
    }
    return keywordPut(container, key, value);
  }
  if (container === NIL) {
    throw argumentError(`could not put/update key ${inspect(key)} on a nil value`);
  }
  throw functionClause("Access", "get_and_update", 3);
}

function keywordPut(keywords: Term, key: Atom, value: Term | null): Term {
  const items = listItems(keywords) ?? [];
  const isKey = (item: Term) => item instanceof Tuple && item.items[0] === key;
  const first = items.findIndex(isKey);
  if (first < 0) return value === null ? keywords : new Cons(new Tuple([key, value]), keywords);
  const kept = items.filter((item, index) => index === first || !isKey(item));
  return list(value === null ? kept.toSpliced(first, 1) : kept.with(first, new Tuple([key, value])));
}

/** One step of a path such as `socket.assigns[:user]`. */
export type PathStep = { readonly by: "field" | "access"; readonly key: Term };

export function pathGet(cx: Context, root: Term, steps: readonly PathStep[]): Term {
  let value = root;
  for (const { by, key } of steps) {
    value = by === "access" ? accessGet(cx, value, key) : fieldGet(value, key);
  }
  return value;
}

function fieldGet(container: Term, key: Term): Term {
  const value = container instanceof MapTerm ? mapGet(container, key) : undefined;
  if (value === undefined) throw keyError(key, container);
  return value;
}

/** The root with another value at the end of the path; null for the value takes it out. */
export function pathPut(cx: Context, root: Term, steps: readonly PathStep[], value: Term | null): Term {
  const [step, ...rest] = steps;
  if (step === undefined) return value ?? EMPTY;
  const { by, key } = step;
  const struct = structName(root);
  if (by === "access" && struct !== null) throw noAccess(struct, "get_and_update", 3);
  const inner = by === "access" ? accessGet(cx, root, key) : fieldGet(root, key);
  const changed = rest.length === 0 ? value : pathPut(cx, inner, rest, value);
  if (by === "access") return accessPut(cx, root, key, changed);
  if (!(root instanceof MapTerm) || changed === null) throw keyError(key, root);
  cx.allocate(root.keys.length * 2 + 4);
  return mapPut(root, key, changed);
}
