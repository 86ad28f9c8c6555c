import type { ChannelModule } from "../../server/channel-module.ts";
import { MOUNT_DEFAULTS, type Mount } from "../../server/endpoint.ts";
import { REFUSED } from "../../server/socket-handler.ts";
import { signToken, verifyToken } from "../../server/token.ts";

/** The endpoint's `secret_key_base`; it protects nothing but simulated viewers. */
const SECRET = "rejoin teaches phoenix channels by letting its readers break them";
const SALT = "user socket";
const MAX_AGE_SECONDS = 86_400;

/** Twin of content/channels/user_socket.ex. */
export function userSocketMount(videoChannel: ChannelModule): Mount {
  return {
    ...MOUNT_DEFAULTS,
    path: "/socket",
    handler: {
      name: "VideosWeb.UserSocket",
      routes: [{ pattern: "videos:*", module: videoChannel, assigns: {} }],
      *connect({ params, nowSeconds }) {
        const options = { maxAgeSeconds: MAX_AGE_SECONDS, nowSeconds };
        const verified = verifyToken(SECRET, SALT, params["token"], options);
        if (verified.is === "error") return REFUSED;
        return { is: "ok", assigns: { user: verified.data }, id: `users_socket:${verified.data}` };
      },
    },
  };
}

/** The token that the server renders into a user's page. */
export function tokenFor(user: string, nowSeconds: number): string {
  return signToken(SECRET, SALT, user, nowSeconds);
}
