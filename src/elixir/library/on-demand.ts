import { Later } from "../../loading/later.ts";
import type { NativeModule } from "../native.ts";

type Loader = () => Promise<readonly NativeModule[]>;

const loadDateTimes: Loader = async () => (await import("./date-time.ts")).DATE_TIMES;
const loadEnum: Loader = async () => [(await import("./enum.ts")).ENUM];
const loadMap: Loader = async () => [(await import("./map.ts")).MAP];
const loadKeyword: Loader = async () => [(await import("./keyword.ts")).KEYWORD];
const loadSystem: Loader = async () => (await import("./system.ts")).SYSTEM_MODULES;

/** Stands for unsupported.ts among the names. */
export const UNSUPPORTED = "unsupported";
/** Stands for the exceptions of Elixir among the names. */
export const ERRORS = "errors";

/** The modules that are loaded when code names them. A module comes with those that it calls by their names. */
export const PARTS: { readonly [name: string]: Later<readonly NativeModule[]> } = partsOf({
  Access: async () => [(await import("./access.ts")).ACCESS, ...(await loadMap()), ...(await loadKeyword())],
  Atom: async () => [(await import("./atom.ts")).ATOM],
  Base: async () => [(await import("./base.ts")).BASE],
  Bitwise: async () => [(await import("./bitwise.ts")).BITWISE],
  DateTime: loadDateTimes,
  Enum: loadEnum,
  Exception: async () => [(await import("./io.ts")).EXCEPTION_MODULE],
  Float: async () => [(await import("./float.ts")).FLOAT],
  Function: async () => [(await import("./function.ts")).FUNCTION],
  IO: async () => [(await import("./io.ts")).IO_MODULE],
  "Inspect.DateTime": loadDateTimes,
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
  Module: async () => [(await import("./module.ts")).MODULE],
  Range: async () => [(await import("./range.ts")).RANGE],
  Regex: async () => [(await import("./regex.ts")).REGEX],
  Stream: async () => [(await import("./stream.ts")).STREAM, ...(await loadEnum())],
  String: async () => [(await import("./string-basics.ts")).STRING],
  "String.Chars.DateTime": loadDateTimes,
  System: loadSystem,
  Tuple: async () => [(await import("./tuple.ts")).TUPLE],
  ":crypto": async () => [(await import("./crypto.ts")).CRYPTO],
  ":erlang": async () => [(await import("./kernel.ts")).ERLANG_MODULE],
  ":ets": async () => [(await import("./ets.ts")).ETS],
  ":os": loadSystem,
  ":queue": async () => [(await import("./queue.ts")).QUEUE],
  ":rand": loadSystem,
  ":timer": loadSystem,
  [ERRORS]: async () => (await import("./exceptions.ts")).EXCEPTIONS,
  [UNSUPPORTED]: async () => (await import("./unsupported.ts")).UNSUPPORTED,
});

/** The names that unsupported.ts has something to say about. */
export const UNSUPPORTED_NAMES: readonly string[] =
  "Date Time NaiveDateTime Calendar File Path Port Code Node :lists :maps :math".split(" ");

export function partsOf(loaders: { readonly [name: string]: Loader }): {
  readonly [name: string]: Later<readonly NativeModule[]>;
} {
  return Object.fromEntries(Object.entries(loaders).map(([name, load]) => [name, new Later(load)]));
}
