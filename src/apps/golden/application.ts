import type { Kernel } from "../../kernel/kernel.ts";
import { Endpoint, MOUNT_DEFAULTS, type Mount } from "../../server/endpoint.ts";
import { Presence } from "../../server/presence.ts";
import { REFUSED, type SocketHandler } from "../../server/socket-handler.ts";
import { verifyToken } from "../../server/token.ts";
import { goldenRoomChannel } from "./room-channel.ts";
import { GoldenStore } from "./store.ts";
import { goldenVideoChannel } from "./video-channel.ts";

/** The recorded endpoint's `secret_key_base` (golden/README.md). */
export const GOLDEN_SECRET = "golden-secret-".repeat(6);
/** The salt of its tokens. */
export const GOLDEN_SALT = "user socket";
const MAX_AGE_SECONDS = 86_400;

/** Twin of golden/app: what one start of the recorded application brings up. */
export class GoldenApplication {
  readonly store = new GoldenStore();
  readonly endpoint: Endpoint;

  /** `wallClockAtStart`: Unix seconds at virtual time 0. */
  constructor(kernel: Kernel, wallClockAtStart: number) {
    const presence = new Presence("Golden.Presence");
    this.endpoint = new Endpoint(kernel, mounts(userSocket(this.store, presence)), wallClockAtStart);
    presence.start(this.endpoint);
  }

  /** `POST /ctl/annotate`: an annotation by somebody who is not connected. */
  annotate(topic: string, user: string, body: string): void {
    this.endpoint.broadcast(topic, "new_annotation", this.store.append(topic, user, body, 0));
  }
}

// golden/app/endpoint.ex
function mounts(handler: SocketHandler): readonly Mount[] {
  return [
    { ...MOUNT_DEFAULTS, path: "/socket", handler },
    { ...MOUNT_DEFAULTS, path: "/short", handler, idleTimeoutMs: 1000 },
    { ...MOUNT_DEFAULTS, path: "/small", handler, maxFrameBytes: 512 },
  ];
}

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
    *connect({ params, nowSeconds }) {
      const options = { maxAgeSeconds: MAX_AGE_SECONDS, nowSeconds };
      const verified = verifyToken(GOLDEN_SECRET, GOLDEN_SALT, params["token"], options);
      if (verified.is === "error") return REFUSED;
      return { is: "ok", assigns: { user: verified.data }, id: `users_socket:${verified.data}` };
    },
  };
}
