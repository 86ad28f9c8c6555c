import { LIBRARY } from "./library/registry.ts";
import type { NativeModule } from "./native.ts";
import { AGENT } from "./otp/agent.ts";
import { APPLICATION } from "./otp/application.ts";
import { DYNAMIC_SUPERVISOR } from "./otp/dynamic-supervisor.ts";
import { GEN_SERVER } from "./otp/gen-server.ts";
import { PROCESS } from "./otp/process.ts";
import { REGISTRY } from "./otp/process-registry.ts";
import { SUPERVISOR } from "./otp/supervisor-basics.ts";
import { TASK, TASK_SUPERVISOR } from "./otp/task.ts";
import { CHANNEL } from "./phoenix/channel.ts";
import { CONN, URI_STRUCT } from "./phoenix/connection.ts";
import { ENDPOINT } from "./phoenix/endpoint.ts";
import { MESSAGE_STRUCTS } from "./phoenix/message-struct.ts";
import { PRESENCE } from "./phoenix/presence.ts";
import { PUBSUB } from "./phoenix/pubsub.ts";
import { ROUTER } from "./phoenix/router.ts";
import { SOCKET } from "./phoenix/socket.ts";
import { TOKEN } from "./phoenix/token.ts";

/** The library together with the modules that need a running system: those of OTP and of Phoenix. */
export const SYSTEM_LIBRARY: readonly NativeModule[] = [
  ...LIBRARY,
  AGENT,
  APPLICATION,
  DYNAMIC_SUPERVISOR,
  GEN_SERVER,
  PROCESS,
  REGISTRY,
  SUPERVISOR,
  TASK,
  TASK_SUPERVISOR,
  CHANNEL,
  CONN,
  URI_STRUCT,
  ENDPOINT,
  ...MESSAGE_STRUCTS,
  PRESENCE,
  PUBSUB,
  ROUTER,
  SOCKET,
  TOKEN,
];
