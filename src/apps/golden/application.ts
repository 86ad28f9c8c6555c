import type { Kernel } from "../../kernel/kernel.ts";
import { Endpoint, MOUNT_DEFAULTS, type Mount } from "../../server/endpoint.ts";
import { Presence } from "../../server/presence.ts";
import type { SocketHandler } from "../../server/socket-handler.ts";
import { integer, textOf } from "../../server/term.ts";
import { verifyToken } from "../../server/token.ts";
import { goldenRoomChannel } from "./room-channel.ts";
import { GoldenStore } from "./store.ts";
import { goldenVideoChannel } from "./video-channel.ts";

/** The recorded endpoint's `secret_key_base` (golden/README.md). */
export const GOLDEN_SECRET = "golden-secret-".repeat(6);
/** The salt of its tokens. */
export const GOLDEN_SALT = "user socket";
/** In seconds. */
const MAX_AGE = integer(86_400);

/** Twin of golden/app: what one start of the recorded application brings up. */
export class GoldenApplication {
  readonly store = new GoldenStore();
  readonly endpoint: Endpoint;

  /** `wallClockAtStart`: Unix seconds at virtual time 0. */
  constructor(kernel: Kernel, wallClockAtStart: number) {
    const presence = new Presence({ name: "Golden.Presence" });
    this.endpoint = new Endpoint(kernel, mounts(userSocket(this.store, presence)), wallClockAtStart);
    presence.start(this.endpoint);
  }

  /** `POST /ctl/reset` */
  reset(): void {
    this.store.reset();
  }

  /** `POST /ctl/annotate`: an annotation by somebody who is not connected. */
  annotate(topic: string, user: string, body: string): void {
    this.endpoint.broadcast(topic, "new_annotation", this.store.append(topic, user, body, 0));
  }
}

// golden/app/endpoint.ex
function mounts(handler: SocketHandler): readonly Mount[] {
  const connectInfo = ["peer_data", "uri", "user_agent", "x_headers"] as const;
  const defaults = { ...MOUNT_DEFAULTS, handler, connectInfo };
  return [
    { ...defaults, path: "/socket" },
    { ...defaults, path: "/short", idleTimeoutMs: 1000 },
    { ...defaults, path: "/small", maxFrameBytes: 512 },
    { ...defaults, path: "/custom", handler: CUSTOM_ERROR_SOCKET, refusalStatus: () => 429 },
  ];
}

// golden/app/user_socket.ex: refuses everybody, and says so with a status of its own.
const CUSTOM_ERROR_SOCKET: SocketHandler = {
  name: "Golden.CustomErrorSocket",
  routes: [],
  connect: () => ({ is: "error", reason: ":slow_down" }),
  id: () => null,
};

// golden/app/user_socket.ex
function userSocket(store: GoldenStore, presence: Presence): SocketHandler {
  const videoChannel = goldenVideoChannel(store);
  return {
    name: "Golden.UserSocket",
    routes: [
      { pattern: "videos:*", module: videoChannel, assigns: {} },
      { pattern: "rooms:*", module: goldenRoomChannel(presence), assigns: {} },
      { pattern: "exact", module: videoChannel, assigns: { preset: true } },
    ],
    connect(params, nowSeconds, info) {
      const options = { maxAge: MAX_AGE, nowMs: Math.round(nowSeconds * 1000) };
      const verified = verifyToken(GOLDEN_SECRET, GOLDEN_SALT, params["token"], options);
      const user = verified.is === "ok" ? textOf(verified.data) : null;
      if (user === null) return { is: "error", reason: null };
      return { is: "ok", assigns: { user, agent: info.userAgent ?? null } };
    },
    id: (assigns) => `users_socket:${assigns["user"]}`,
  };
}
