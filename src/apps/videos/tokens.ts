import { text } from "../../server/term.ts";
import { signToken } from "../../server/token.ts";

/** The endpoint's `secret_key_base`; it protects nothing but simulated viewers. */
export const VIDEOS_SECRET = "rejoin teaches phoenix channels by letting its readers break them";
/** The salt in content/channels/user_socket.ex. */
export const SALT = "user socket";

/** The token that the server renders into a user's page. */
export function tokenFor(user: string, nowSeconds: number): string {
  return signToken(VIDEOS_SECRET, SALT, text(user), { nowMs: Math.round(nowSeconds * 1000) });
}

/** A token that looks like the server's and was signed by somebody who does not know its secret. */
export function forgedTokenFor(user: string, nowSeconds: number): string {
  return signToken(`not the ${VIDEOS_SECRET}`, SALT, text(user), { nowMs: nowSeconds * 1000 });
}
