import { Later } from "../../kernel/later.ts";
import type { NativeModule } from "../native.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { EXCEPTION_MODULE, IO_MODULE } from "./io.ts";
import { ERLANG_MODULE, KERNEL_MODULE } from "./kernel.ts";

/** What every program needs. */
export const ALWAYS: readonly NativeModule[] = [
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
const loadSystem: Loader = async () => (await import("./system.ts")).SYSTEM_MODULES;

/** Stands for unsupported.ts among the names. */
export const UNSUPPORTED = "unsupported";

/** The modules that are loaded when code names them. A module comes with those that it calls by their names. */
export const PARTS: { readonly [name: string]: Later<readonly NativeModule[]> } = partsOf({
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
  [UNSUPPORTED]: async () => (await import("./unsupported.ts")).UNSUPPORTED,
});

export function partsOf(loaders: { readonly [name: string]: Loader }): {
  readonly [name: string]: Later<readonly NativeModule[]>;
} {
  return Object.fromEntries(Object.entries(loaders).map(([name, load]) => [name, new Later(load)]));
}
