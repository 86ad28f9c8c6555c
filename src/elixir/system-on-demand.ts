import { allNow } from "../kernel/later.ts";
import { ALWAYS as LIBRARY_ALWAYS, PARTS as LIBRARY_PARTS, partsOf } from "./library/on-demand.ts";
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
  ...LIBRARY_ALWAYS,
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
});

/**
 * The modules of `SYSTEM_LIBRARY` under these names (system-names.ts), and those that every program needs. Throws
 * `NotLoaded`.
 */
export function systemNamed(names: readonly string[]): readonly NativeModule[] {
  const parts = names.flatMap((name) => PARTS[name] ?? LIBRARY_PARTS[name] ?? []);
  return [...new Set([...ALWAYS, ...allNow(parts).flat()])];
}
