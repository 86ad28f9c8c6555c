import { allNow, type Later } from "../loading/later.ts";
import {
  ERRORS,
  PARTS as LIBRARY_PARTS,
  partsOf,
  UNSUPPORTED,
  UNSUPPORTED_NAMES,
} from "./library/on-demand.ts";
import type { NativeModule } from "./native.ts";
import type { Atom } from "./term.ts";

/** The modules of OTP and Phoenix that are loaded when code names them. */
export const PARTS = partsOf({
  Agent: async () => [(await import("./otp/agent.ts")).AGENT],
  DynamicSupervisor: async () => [(await import("./otp/dynamic-supervisor.ts")).DYNAMIC_SUPERVISOR],
  GenServer: async () => [(await import("./otp/gen-server.ts")).GEN_SERVER],
  "Phoenix.Presence": async () => [(await import("./phoenix/presence.ts")).PRESENCE],
  "Plug.Conn": async () => [(await import("./phoenix/connection.ts")).CONN],
  "Plug.Router": async () => [
    (await import("./phoenix/connection.ts")).CONN,
    (await import("./phoenix/router.ts")).ROUTER,
  ],
  Process: async () => [(await import("./otp/process.ts")).PROCESS],
  URI: async () => [(await import("./phoenix/connection.ts")).URI_STRUCT],
  Registry: async () => [(await import("./otp/process-registry.ts")).REGISTRY],
  Task: async () => [(await import("./otp/task.ts")).TASK],
  "Task.Supervisor": async () => [(await import("./otp/task.ts")).TASK_SUPERVISOR],
});

/** The module, when it is one of these parts or comes with one. Throws `NotLoaded`. */
export function moduleInParts(module: Atom): NativeModule | null {
  const { name } = module;
  const title = name.startsWith("Elixir.") ? name.slice("Elixir.".length) : `:${name}`;
  const names = [title];
  // An exception is Elixir's own or comes with a module of the library, as `Jason.DecodeError` with `Jason`.
  if (title.endsWith("Error")) names.push(ERRORS, title.slice(0, title.indexOf(".")));
  if (UNSUPPORTED_NAMES.includes(title)) names.push(UNSUPPORTED);
  return (
    allNow(names.flatMap((one) => partNamed(one) ?? []))
      .flat()
      .find((native) => native.module === module) ?? null
  );
}

/** What is loaded under this name. */
export function partNamed(name: string): Later<readonly NativeModule[]> | undefined {
  return PARTS[name] ?? LIBRARY_PARTS[name];
}
