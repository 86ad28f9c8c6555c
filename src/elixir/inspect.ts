import { Later } from "../loading/later.ts";
import { Atom, type MapTerm, PidTerm, RefTerm, type Term } from "./term.ts";

/** How terms are shown, but for the plainest: mostly in what is said of an error. */
const INSPECTION = new Later(() => import("./inspection.ts"));

/** The options of `inspect/2` that change one line of text. */
export type InspectOptions = {
  /** How many items of a collection are shown; `Infinity` for all. */
  readonly limit: number;
  readonly printableLimit: number;
  readonly charlists: "infer" | "as_lists" | "as_charlists";
  readonly binaries: "infer" | "as_strings" | "as_binaries";
  readonly base: 2 | 8 | 10 | 16;
  readonly structs: boolean;
  /** What the program knows of its own structs; `NO_STRUCTS` where there is no program. */
  readonly program: StructTexts;
};

export type StructTexts = {
  /** The fields of a struct module in the order of its `defstruct`; null when there is no such module. */
  readonly fieldsOf: (module: Atom) => readonly string[] | null;
  /** Which fields `@derive {Inspect, …}` of the module leaves out. */
  readonly hiddenOf: (module: Atom) => (field: string) => boolean;
  /** What the module's implementation of `Inspect` says; null when it has none. */
  readonly custom: (struct: MapTerm, options: InspectOptions) => string | null;
};

export const NO_STRUCTS: StructTexts = {
  fieldsOf: () => null,
  hiddenOf: () => () => false,
  custom: () => null,
};

export const INSPECT_DEFAULTS: InspectOptions = {
  limit: 50,
  printableLimit: 4096,
  charlists: "infer",
  binaries: "infer",
  base: 10,
  structs: true,
  program: NO_STRUCTS,
};

const PLAIN_NAME = /^[a-z_][A-Za-z0-9_]*$/;
/** A short text that is written as it is. */
const PLAIN_TEXT = /^[\w .:-]{0,64}$/;
const PLAIN_ALIAS = /^Elixir(\.(?!Elixir)[A-Z][A-Za-z0-9_]*)+$/;

/** `inspect/2` as Elixir 1.14 prints it, on one line. */
export function inspect(term: Term, options: InspectOptions = INSPECT_DEFAULTS): string {
  if (term instanceof Atom) return inspectAtom(term);
  if (term instanceof PidTerm || term instanceof RefTerm) return inspectIdentity(term);
  if (typeof term === "bigint" && options.base === 10) return term.toString();
  if (typeof term === "string" && options === INSPECT_DEFAULTS && PLAIN_TEXT.test(term)) return `"${term}"`;
  return INSPECTION.now.inspect(term, options);
}

/** A process or a reference, which are told apart by their numbers alone. */
export function inspectIdentity(term: PidTerm | RefTerm): string {
  return term instanceof PidTerm ? `#PID<0.${term.id}.0>` : `#Reference<0.0.0.${term.id}>`;
}

/** An atom as source code writes it: `:ok`, `nil`, `Foo.Bar`, `:"two words"`. */
export function inspectAtom(atom: Atom): string {
  const { name } = atom;
  if (PLAIN_ALIAS.test(name)) return name.slice("Elixir.".length);
  if (!PLAIN_NAME.test(name)) return INSPECTION.now.inspectAtom(atom);
  return name === "nil" || name === "true" || name === "false" ? name : `:${name}`;
}

/** A keyword's key: `name:`, `"two words":`. */
export function inspectKey(key: Atom): string {
  return PLAIN_NAME.test(key.name) ? `${key.name}:` : INSPECTION.now.inspectKey(key);
}

/** The name of a function as it stands after the dot of a call. */
export function inspectFunctionName(name: string): string {
  return PLAIN_NAME.test(name) ? name : INSPECTION.now.inspectFunctionName(name);
}

/** `String.printable?/2` */
export function isPrintable(text: string, limit?: number): boolean {
  return INSPECTION.now.isPrintable(text, limit);
}
