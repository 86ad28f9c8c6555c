import type { Ast } from "./ast.ts";
import { libraryNamed, libraryNames } from "./library/on-demand.ts";
import type { NativeModule } from "./native.ts";
import { APPLICATION } from "./otp/application.ts";
import { SUPERVISOR } from "./otp/supervisor.ts";
import { CHANNEL } from "./phoenix/channel.ts";
import { ENDPOINT } from "./phoenix/endpoint.ts";
import { MESSAGE_STRUCTS } from "./phoenix/message-struct.ts";
import { PUBSUB } from "./phoenix/pubsub.ts";
import { SOCKET } from "./phoenix/socket.ts";
import { TOKEN } from "./phoenix/token.ts";

/** What every application with a socket needs. */
const ALWAYS: readonly NativeModule[] = [
  APPLICATION,
  SUPERVISOR,
  CHANNEL,
  ENDPOINT,
  ...MESSAGE_STRUCTS,
  PUBSUB,
  SOCKET,
  TOKEN,
];

type Loader = () => Promise<readonly NativeModule[]>;

/** The modules of OTP and Phoenix that are loaded when code names them. */
const LOADERS: { readonly [module: string]: Loader } = {
  Agent: async () => [(await import("./otp/agent.ts")).AGENT],
  DynamicSupervisor: async () => [(await import("./otp/dynamic-supervisor.ts")).DYNAMIC_SUPERVISOR],
  GenServer: async () => [(await import("./otp/gen-server.ts")).GEN_SERVER],
  "Phoenix.Presence": async () => [(await import("./phoenix/presence.ts")).PRESENCE],
  Plug: async () => [
    (await import("./phoenix/connection.ts")).CONN,
    (await import("./phoenix/router.ts")).ROUTER,
  ],
  Process: async () => [(await import("./otp/process.ts")).PROCESS],
  URI: async () => [(await import("./phoenix/connection.ts")).URI_STRUCT],
  Registry: async () => [(await import("./otp/process-registry.ts")).REGISTRY],
  Task: async () => {
    const { TASK, TASK_SUPERVISOR } = await import("./otp/task.ts");
    return [TASK, TASK_SUPERVISOR];
  },
};

/** The names under which `systemNamed` loads what these sources can call. */
export function systemNames(sources: readonly Ast[]): readonly string[] {
  // In the text of the syntax tree an alias begins with a quote; one of more parts goes on after it.
  const text = JSON.stringify(sources);
  const all = text.includes('"Module"');
  const own = Object.keys(LOADERS).filter((name) => all || text.includes(`"${name}`));
  return [...libraryNames(sources), ...own];
}

/** The modules of `SYSTEM_LIBRARY` under these names, and those that every program needs. */
export async function systemNamed(names: readonly string[]): Promise<readonly NativeModule[]> {
  const own = await Promise.all(names.map((name) => LOADERS[name]?.() ?? []));
  const library = await libraryNamed(names.filter((name) => LOADERS[name] === undefined));
  return [...ALWAYS, ...library, ...own.flat()];
}
