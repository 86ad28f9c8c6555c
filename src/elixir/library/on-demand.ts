import type { Ast } from "../ast.ts";
import type { NativeModule } from "../native.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { EXCEPTION_MODULE, IO_MODULE } from "./io.ts";
import { ERLANG_MODULE, KERNEL_MODULE } from "./kernel.ts";

/** What every program needs. */
const ALWAYS: readonly NativeModule[] = [
  KERNEL_MODULE,
  ERLANG_MODULE,
  IO_MODULE,
  EXCEPTION_MODULE,
  ...EXCEPTIONS,
];

type Loader = () => Promise<readonly NativeModule[]>;

const loadEnum: Loader = async () => [(await import("./enum.ts")).ENUM];
const loadMap: Loader = async () => [(await import("./map.ts")).MAP];
const loadKeyword: Loader = async () => [(await import("./keyword.ts")).KEYWORD];
const loadUnsupported: Loader = async () => (await import("./unsupported.ts")).UNSUPPORTED;
const loadSystem: Loader = async () => (await import("./system.ts")).SYSTEM_MODULES;

/** How the modules of each name are loaded. A module comes with those that it calls by their names. */
const LOADERS: { readonly [module: string]: Loader } = {
  Access: async () => [(await import("./access.ts")).ACCESS, ...(await loadMap()), ...(await loadKeyword())],
  Atom: async () => [(await import("./atom.ts")).ATOM],
  Base: async () => [(await import("./base.ts")).BASE],
  Bitwise: async () => [(await import("./bitwise.ts")).BITWISE],
  DateTime: async () => (await import("./date-time.ts")).DATE_TIMES,
  Enum: loadEnum,
  Float: async () => [(await import("./float.ts")).FLOAT],
  Function: async () => [(await import("./function.ts")).FUNCTION],
  Integer: async () => [(await import("./integer.ts")).INTEGER],
  Jason: async () => {
    const { JASON, JASON_ERRORS } = await import("./jason.ts");
    return [JASON, ...JASON_ERRORS];
  },
  Keyword: loadKeyword,
  List: async () => [(await import("./list.ts")).LIST],
  Logger: async () => [(await import("./logger.ts")).LOGGER],
  Map: loadMap,
  MapSet: async () => [(await import("./map-set.ts")).MAP_SET],
  Range: async () => [(await import("./range.ts")).RANGE],
  Regex: async () => [(await import("./regex.ts")).REGEX],
  Stream: async () => [(await import("./stream.ts")).STREAM, ...(await loadEnum())],
  String: async () => [(await import("./string.ts")).STRING],
  System: loadSystem,
  Tuple: async () => [(await import("./tuple.ts")).TUPLE],
  ":crypto": async () => [(await import("./crypto.ts")).CRYPTO],
  ":ets": async () => [(await import("./ets.ts")).ETS],
  ":os": loadSystem,
  ":queue": async () => [(await import("./queue.ts")).QUEUE],
  ":rand": loadSystem,
  ":timer": loadSystem,
};

/** The names that unsupported.ts has something to say about. */
const UNSUPPORTED_NAMES =
  "Date Time NaiveDateTime Calendar File Path Port Code Node :lists :maps :math".split(" ");

/** A program that makes names of modules while it runs may call any of them. */
const MAKES_NAMES = new Set(["Module", "to_atom", "to_existing_atom"]);

/** Stands for unsupported.ts among the names. */
const UNSUPPORTED = "unsupported";

/**
 * The names under which `libraryNamed` loads what these sources can call: for whoever compiles them, so that a
 * page needs but the names. What is left out of `LIBRARY` (registry.ts) is named nowhere in the sources.
 */
export function libraryNames(sources: readonly Ast[]): readonly string[] {
  const names = new Set<string>();
  for (const source of sources) gatherNames(source, names);
  const all = [...MAKES_NAMES].some((name) => names.has(name));
  const found = Object.keys(LOADERS).filter((name) => all || names.has(name));
  return all || UNSUPPORTED_NAMES.some((name) => names.has(name)) ? [...found, UNSUPPORTED] : found;
}

/** The modules of the library under these names, and those that every program needs. */
export async function libraryNamed(names: readonly string[]): Promise<readonly NativeModule[]> {
  const loaders = new Set(names.map((name) => (name === UNSUPPORTED ? loadUnsupported : LOADERS[name])));
  const loaded = await Promise.all([...loaders].map((loader) => loader?.() ?? []));
  return [...new Set([...ALWAYS, ...loaded.flat()])];
}

/** The modules of the library that these sources can call, each loaded when it is first needed. */
export async function libraryFor(sources: readonly Ast[]): Promise<readonly NativeModule[]> {
  return await libraryNamed(libraryNames(sources));
}

/** Every name in the syntax tree that may be a module's, or a function's that makes one. */
function gatherNames(part: unknown, names: Set<string>): void {
  if (Array.isArray(part)) {
    for (const item of part) gatherNames(item, names);
  } else if (typeof part === "object" && part !== null) {
    const { is, name } = part as { readonly is?: string; readonly name?: string }; // a node, as ast.ts describes them
    if (is === "sigil" && /^r$/i.test(name ?? "")) names.add("Regex");
    // `Jason.DecodeError` is loaded with `Jason`.
    else if (is === "alias" || is === "child_alias") names.add(name?.split(".")[0] ?? "");
    else if (is === "atom") names.add(`:${name}`.replace(/^:Elixir\./, ""));
    else if (name !== undefined) names.add(name);
    for (const value of Object.values(part)) gatherNames(value, names);
  }
}
