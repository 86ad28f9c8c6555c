import type { FunctionCode } from "../code.ts";
import { raised } from "../exception.ts";
import { inspectAtom } from "../inspect.ts";
import { type NativeModule, nativeCode, nativeModule } from "../native.ts";
import { atom, moduleAtom, NIL } from "../term.ts";

/** Functions that are all refused, whatever their names. */
class Refused extends Map<string, FunctionCode> {
  readonly #module: string;
  readonly #instead: string;

  constructor(module: string, instead: string) {
    super();
    this.#module = module;
    this.#instead = instead;
  }

  override get(nameAndArity: string): FunctionCode {
    const arity = Number(nameAndArity.slice(nameAndArity.lastIndexOf("/") + 1));
    return nativeCode(() => {
      const message = `${this.#module}.${nameAndArity} is not supported in this simulator: ${this.#instead}`;
      const fields = { module: moduleAtom(this.#module), function: NIL, arity: BigInt(arity), reason: NIL };
      throw raised("UndefinedFunctionError", { ...fields, message }, atom("undef"));
    }, arity);
  }
}

function unsupported(name: string, instead: string): NativeModule {
  const { module } = nativeModule(name, {});
  return { ...nativeModule(name, {}), functions: new Refused(inspectAtom(module), instead) };
}

const TIME =
  "use System.system_time/1, or DateTime.utc_now/0 with DateTime.to_iso8601/1 and DateTime.to_unix/1";

/** Modules of Elixir and Erlang that are known to be missing, with what to use in their place. */
export const UNSUPPORTED: readonly NativeModule[] = [
  unsupported("Date", TIME),
  unsupported("Time", TIME),
  unsupported("NaiveDateTime", TIME),
  unsupported("Calendar", TIME),
  unsupported("File", "there are no files; keep data in a process (Agent, GenServer) or in :ets"),
  unsupported("Path", "there are no files"),
  unsupported("Port", "there are no other programs"),
  unsupported("Code", "write the module in the editor"),
  unsupported("Node", "there is one node only"),
  unsupported(":lists", "use List and Enum"),
  unsupported(":maps", "use Map"),
  unsupported(
    ":math",
    "its results differ from machine to machine; + - * / and ** with whole exponents are exact",
  ),
];
