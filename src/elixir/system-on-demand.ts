import { allNow, type Later } from "../loading/later.ts";
import { KERNEL_MODULE } from "./library/kernel-basics.ts";
import {
  ERRORS,
  PARTS as LIBRARY_PARTS,
  partsOf,
  UNSUPPORTED,
  UNSUPPORTED_NAMES,
} from "./library/on-demand.ts";
import type { NativeModule } from "./native.ts";
import { APPLICATION } from "./otp/application.ts";
import { SUPERVISOR } from "./otp/supervisor-basics.ts";
import { CHANNEL } from "./phoenix/channel.ts";
import { ENDPOINT } from "./phoenix/endpoint.ts";
import { MESSAGE_STRUCTS } from "./phoenix/message-struct.ts";
import { PUBSUB } from "./phoenix/pubsub.ts";
import { SOCKET } from "./phoenix/socket.ts";
import { TOKEN } from "./phoenix/token.ts";
import type { Atom } from "./term.ts";

/** What every application with a socket needs. */
const ALWAYS: readonly NativeModule[] = [
  KERNEL_MODULE,
  APPLICATION,
  SUPERVISOR,
  CHANNEL,
  ENDPOINT,
  ...MESSAGE_STRUCTS,
  PUBSUB,
  SOCKET,
  TOKEN,
];

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

/**
 * The modules of `SYSTEM_LIBRARY` under these names (system-names.ts), and those that every program needs. Throws
 * `NotLoaded`.
 */
export function systemNamed(names: readonly string[]): readonly NativeModule[] {
  return [...new Set([...ALWAYS, ...allNow(names.flatMap((name) => partNamed(name) ?? [])).flat()])];
}

/** Any module of `SYSTEM_LIBRARY`, for a program that asks for one. Throws `NotLoaded`. */
export function systemModule(module: Atom): NativeModule | null {
  const { name } = module;
  const title = name.startsWith("Elixir.") ? name.slice("Elixir.".length) : `:${name}`;
  const names = [title];
  // An exception is Elixir's own or comes with a module of the library, as `Jason.DecodeError` with `Jason`.
  if (title.endsWith("Error")) names.push(ERRORS, title.slice(0, title.indexOf(".")));
  if (UNSUPPORTED_NAMES.includes(title)) names.push(UNSUPPORTED);
  const parts = allNow(names.flatMap((one) => partNamed(one) ?? []));
  return parts.flat().find((native) => native.module === module) ?? null;
}

function partNamed(name: string): Later<readonly NativeModule[]> | undefined {
  return PARTS[name] ?? LIBRARY_PARTS[name];
}
