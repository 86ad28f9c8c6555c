import { goldenRoomChannel } from "../../src/apps/golden/room-channel.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { FrameData } from "../../src/protocol/message.ts";
import { Endpoint, MOUNT_DEFAULTS } from "../../src/server/endpoint.ts";
import { Presence } from "../../src/server/presence.ts";
import type { PresenceModule } from "../../src/server/presence-module.ts";
import type { ClientId, ConnectionId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import "../../src/simulation/whole.ts";
import { labChannel, labPresence } from "./lab-channel.ts";

const WALL_CLOCK = 1_795_484_880;

/** What a client saw: frames, or the code of a close. */
export type Seen = FrameData | number;

/** A server with the lab's channel behind `lab:*` and the golden rooms, and clients that speak raw frames to it. */
export function labServer({ module }: { readonly module?: PresenceModule } = {}) {
  const log = new MemoryLog();
  const kernel = new Kernel(1, log);
  const presence = new Presence(module ?? labPresence(() => endpoint));
  const rooms = new Presence({ name: "Golden.Presence" });
  const endpoint: Endpoint = new Endpoint(
    kernel,
    [
      {
        ...MOUNT_DEFAULTS,
        path: "/socket",
        handler: {
          name: "Golden.UserSocket",
          routes: [
            { pattern: "lab:*", module: labChannel(presence), assigns: {} },
            { pattern: "rooms:*", module: goldenRoomChannel(rooms), assigns: {} },
          ],
          connect: ({ user = "u1" }) => ({ is: "ok", assigns: { user } }),
          id: () => null,
        },
      },
    ],
    WALL_CLOCK,
  );
  presence.start(endpoint);
  rooms.start(endpoint);
  let lastConnection = 0;

  /** A client, and everything that it has seen so far. */
  function connect(user: string) {
    const seen: Seen[] = [];
    lastConnection += 1;
    const wire = {
      // Ids have no other source in a test.
      id: lastConnection as ConnectionId,
      client: user as ClientId,
      sendDown: (data: FrameData) => seen.push(data),
      closeDown: (code: number) => seen.push(code),
      abortDown: () => seen.push(1006),
    };
    const answer = endpoint.upgrade(`/socket/websocket?user=${user}&vsn=2.0.0`, wire);
    if ("status" in answer) throw new Error(`refused with ${answer.status}`);
    return { ...answer, seen };
  }
  return { log, kernel, endpoint, connect };
}
