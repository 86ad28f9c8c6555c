import type { ChannelModule } from "../../server/channel-module.ts";
import { MOUNT_DEFAULTS, type Mount } from "../../server/endpoint.ts";
import { integer, text, textOf } from "../../server/term.ts";
import { signToken, verifyToken } from "../../server/token.ts";

/** The endpoint's `secret_key_base`; it protects nothing but simulated viewers. */
export const VIDEOS_SECRET = "rejoin teaches phoenix channels by letting its readers break them";
const SALT = "user socket";
/** In seconds. */
const MAX_AGE = integer(86_400);

/** Twin of content/channels/user_socket.ex. */
export function userSocketMount(videoChannel: ChannelModule): Mount {
  return {
    ...MOUNT_DEFAULTS,
    path: "/socket",
    handler: {
      name: "VideosWeb.UserSocket",
      routes: [{ pattern: "videos:*", module: videoChannel, assigns: {} }],
      connect(params, nowSeconds) {
        const options = { maxAge: MAX_AGE, nowMs: Math.round(nowSeconds * 1000) };
        const verified = verifyToken(VIDEOS_SECRET, SALT, params["token"], options);
        const user = verified.is === "ok" ? textOf(verified.data) : null;
        return user === null ? { is: "error", reason: null } : { is: "ok", assigns: { user } };
      },
      id: (assigns) => `users_socket:${assigns["user"]}`,
    },
  };
}

/** The token that the server renders into a user's page. */
export function tokenFor(user: string, nowSeconds: number): string {
  return signToken(VIDEOS_SECRET, SALT, text(user), { nowMs: Math.round(nowSeconds * 1000) });
}

/** A token that looks like the server's and was signed by somebody who does not know its secret. */
export function forgedTokenFor(user: string, nowSeconds: number): string {
  return signToken(`not the ${VIDEOS_SECRET}`, SALT, text(user), { nowMs: nowSeconds * 1000 });
}
