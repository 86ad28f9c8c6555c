import type { Context } from "./context.ts";
import { INSPECT_DEFAULTS, type InspectOptions } from "./inspect.ts";
import {
  builtInText,
  each,
  inspect,
  inspectAtom,
  inspectKey,
  isCharlist,
  isKeyword,
  structFields,
} from "./inspection.ts";
import { field, isStruct, structName } from "./map.ts";
import { type Atom, Cons, listItems, MapTerm, type Term, Tuple } from "./term.ts";
import { structTexts } from "./text-conversion.ts";

/**
 * A text that may be broken into lines (Elixir 1.14, lib/inspect/algebra.ex): in a group that is too wide every strict
 * break becomes a new line, and a flexible one where the next item does not fit.
 */
type Doc =
  | string
  | { readonly is: "all"; readonly docs: readonly Doc[] }
  | { readonly is: "nest"; readonly doc: Doc; readonly by: number }
  | { readonly is: "break"; readonly flat: string; readonly flexible: boolean }
  | { readonly is: "group"; readonly doc: Doc };

/** `inspect/2` with `pretty: true`. */
export function inspectPretty(
  cx: Context,
  term: Term,
  options: Partial<InspectOptions>,
  width: number,
): string {
  return format(docOf(term, { ...INSPECT_DEFAULTS, program: structTexts(cx), ...options }), width);
}

function docOf(term: Term, options: InspectOptions): Doc {
  if (term instanceof Tuple) return container("{", items(term.items, options), "}", "flexible");
  if (term instanceof Cons) return listDoc(term, options);
  if (term instanceof MapTerm) return mapDoc(term, options);
  const text = inspect(term, options);
  return text.startsWith("<<") ? bitsDoc(text) : text;
}

function listDoc(term: Cons, options: InspectOptions): Doc {
  const all = listItems(term);
  if (all === null) {
    const [first = "", last = ""] = inspect(term, options).slice(1, -1).split(" | ");
    return group(["[", { is: "nest", doc: joined([first, " |", gap(true), last]), by: 1 }, "]"]);
  }
  const { charlists } = options;
  if (charlists === "as_charlists" || (charlists === "infer" && isCharlist(all)))
    return inspect(term, options);
  if (isKeyword(all)) return container("[", keyword(all, options), "]", "strict");
  return container("[", items(all, options), "]", "maybe");
}

function mapDoc(term: MapTerm, options: InspectOptions): Doc {
  const module = options.structs ? structName(term) : null;
  if (module !== null) {
    const struct = structDoc(term, module, options);
    if (struct !== null) return struct;
  }
  const pairs = term.keys.map((key, index) => new Tuple([key, term.values[index] as Term])); // as many values as keys
  const docs = isKeyword(pairs)
    ? keyword(pairs, options)
    : each(pairs, options, ({ items: [key, value] }, inner) =>
        // Every pair was made of two items just above.
        joined([docOf(key as Term, inner), " => ", docOf(value as Term, inner)]),
      );
  return container("%{", docs, "}", "strict");
}

function structDoc(term: MapTerm, module: Atom, options: InspectOptions): Doc | null {
  const custom = options.program.custom(term, options);
  if (custom !== null) return custom;
  const map = isStruct(term, "MapSet") ? field(term, "map") : undefined;
  if (map instanceof MapTerm)
    return joined(["MapSet.new(", container("[", items(map.keys, options), "]", "maybe"), ")"]);
  const builtIn = builtInText(term, options);
  if (builtIn !== null) return builtIn;
  const shown = structFields(term, module, options);
  if (shown === null) return null;
  const docs = keyword(shown.pairs, options);
  const name = inspectAtom(module);
  return shown.isWhole
    ? container(`%${name}{`, docs, "}", "strict")
    : container(`#${name}<`, [...docs, "..."], ">", "strict");
}

function bitsDoc(text: string): Doc {
  const parts = text.slice(2, -2).split(", ");
  return group(["<<", { is: "nest", doc: commaed(parts, true), by: 2 }, ">>"]);
}

function items(terms: readonly Term[], options: InspectOptions): Doc[] {
  return each(terms, options, docOf);
}

function keyword(pairs: readonly Term[], options: InspectOptions): Doc[] {
  return each(pairs, options, (pair, inner) => {
    const [key, value] = (pair as Tuple).items; // isKeyword has seen that it is a pair with an atom
    return joined([inspectKey(key as Atom), " ", docOf(value as Term, inner)]);
  });
}

/** `container_doc/6`; `maybe` is flexible when no item is a container itself. */
function container(left: string, docs: Doc[], right: string, breaks: "strict" | "flexible" | "maybe"): Doc {
  if (docs.length === 0) return `${left}${right}`;
  if (breaks === "flexible" || (breaks === "maybe" && docs.every(isSimple))) {
    return group([left, { is: "nest", doc: commaed(docs, true), by: 1 }, right]);
  }
  const inside: Doc = { is: "nest", doc: joined([left, NO_GAP, commaed(docs, false)]), by: 2 };
  return group([inside, NO_GAP, right]);
}

function isSimple(doc: Doc): boolean {
  return typeof doc === "string" || (doc.is === "all" && doc.docs.every(isSimple));
}

const NO_GAP: Doc = { is: "break", flat: "", flexible: false };

function gap(flexible: boolean): Doc {
  return { is: "break", flat: " ", flexible };
}

function joined(docs: readonly Doc[]): Doc {
  return { is: "all", docs };
}

function group(docs: readonly Doc[]): Doc {
  return { is: "group", doc: joined(docs) };
}

function commaed(docs: readonly Doc[], flexible: boolean): Doc {
  return joined(docs.flatMap((doc, index) => (index === 0 ? [doc] : [",", gap(flexible), doc])));
}

type Entry = { readonly indent: number; readonly isFlat: boolean; readonly doc: Doc };

function format(doc: Doc, width: number): string {
  const waiting: Entry[] = [{ indent: 0, isFlat: false, doc }];
  let text = "";
  let column = 0;
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const { indent, isFlat, doc } = entry;
    if (typeof doc === "string") {
      text += doc;
      column += lengthOf(doc);
    } else if (doc.is === "break") {
      const stays = isFlat || (doc.flexible && fits(width, column + doc.flat.length, true, waiting));
      text += stays ? doc.flat : `\n${" ".repeat(indent)}`;
      column = stays ? column + doc.flat.length : indent;
    } else if (doc.is === "group") {
      const inner = { indent, isFlat: true, doc: doc.doc };
      waiting.push(isFlat || fits(width, column, false, [inner]) ? inner : { ...inner, isFlat: false });
    } else waiting.push(...opened(entry, doc));
  }
  return text;
}

/** Whether what comes next stays on the line up to the next break; what no break stands before always does. */
function fits(width: number, start: number, afterBreak: boolean, entries: readonly Entry[]): boolean {
  const waiting = [...entries];
  let column = start;
  let sawBreak = afterBreak;
  for (;;) {
    if (column > width && sawBreak) return false;
    const entry = waiting.pop();
    if (entry === undefined) return true;
    const { indent, isFlat, doc } = entry;
    if (typeof doc === "string") column += lengthOf(doc);
    else if (doc.is === "break") {
      if (!isFlat) return true;
      column += doc.flat.length;
      sawBreak = true;
    } else if (doc.is === "group") waiting.push({ indent, isFlat: true, doc: doc.doc });
    else waiting.push(...opened(entry, doc));
  }
}

function opened({ indent, isFlat }: Entry, doc: Extract<Doc, { is: "all" | "nest" }>): Entry[] {
  if (doc.is === "nest") return [{ indent: indent + doc.by, isFlat, doc: doc.doc }];
  return doc.docs.map((one) => ({ indent, isFlat, doc: one })).toReversed();
}

function lengthOf(text: string): number {
  return [...text].length;
}
