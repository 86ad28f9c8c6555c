import { allNow, Later } from "../loading/later.ts";
import { KERNEL_MODULE } from "./library/kernel-basics.ts";
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

/** What many channels name besides: it is found without a look at all that there is. */
const OFTEN: { readonly [name: string]: Later<readonly NativeModule[]> } = {
  "Phoenix.Presence": new Later(async () => [(await import("./phoenix/presence.ts")).PRESENCE]),
  Process: new Later(async () => [(await import("./otp/process.ts")).PROCESS]),
  String: new Later(async () => [(await import("./library/string-basics.ts")).STRING]),
};

/** Where the other modules are. */
const PARTS = new Later(() => import("./system-parts.ts"));

/**
 * The modules of `SYSTEM_LIBRARY` under these names (system-names.ts), and those that every program needs. Throws
 * `NotLoaded`.
 */
export function systemNamed(names: readonly string[]): readonly NativeModule[] {
  const parts = names.flatMap((name) => OFTEN[name] ?? PARTS.now.partNamed(name) ?? []);
  return [...new Set([...ALWAYS, ...allNow(parts).flat()])];
}

/** Any module of `SYSTEM_LIBRARY` but those, for a program that asks for one. Throws `NotLoaded`. */
export function systemModule(module: Atom): NativeModule | null {
  return PARTS.now.moduleInParts(module);
}
