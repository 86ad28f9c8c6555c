import { text } from "../../server/term.ts";
import { signToken } from "../../server/token.ts";

/** The endpoint's first `secret_key_base`; it protects nothing but simulated viewers. */
export const VIDEOS_SECRET = "rejoin teaches phoenix channels by letting its readers break them";
/** The salt in content/channels/user_socket.ex. */
export const SALT = "user socket";

/** The endpoint's `secret_key_base` after it was changed so often. */
export function secretAfter(changes: number): string {
  return changes === 0 ? VIDEOS_SECRET : `${VIDEOS_SECRET}, changed ${changes}`;
}

/** The token that the server renders into a user's page. */
export function tokenFor(user: string, nowSeconds: number, secret = VIDEOS_SECRET): string {
  return signToken(secret, SALT, text(user), { nowMs: Math.round(nowSeconds * 1000) });
}

/** A token that looks like the server's and was signed by somebody who does not know its secret. */
export function forgedTokenFor(user: string, nowSeconds: number): string {
  return signToken(`not the ${VIDEOS_SECRET}`, SALT, text(user), { nowMs: nowSeconds * 1000 });
}
