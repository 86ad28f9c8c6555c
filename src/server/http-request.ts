import { decodeBase64 } from "../protocol/base64-url.ts";

/** What the server sees of the HTTP request that asks for a WebSocket, besides its URL. */
export type HttpRequest = {
  /** What the client offers in `sec-websocket-protocol`, in its order. */
  readonly protocols: readonly string[];
  /** All other headers, names in lower case. */
  readonly headers: readonly Header[];
  readonly peer: Peer;
};

export type Header = readonly [name: string, value: string];
export type Peer = { readonly address: readonly [number, number, number, number]; readonly port: number };

/** A client that says nothing of itself. */
export const BARE_REQUEST: HttpRequest = {
  protocols: [],
  headers: [],
  peer: { address: [127, 0, 0, 1], port: 50_000 },
};

/** What the official client puts before its `authToken` (phoenix 1.8.16, assets/js/phoenix/constants.js). */
const AUTH_TOKEN_PREFIX = "base64url.bearer.phx.";

/** The token among the offered subprotocols, and the offer without it. */
export type Offer = { readonly authToken: string | null; readonly protocols: readonly string[] };

/**
 * Takes the token out of the offer (phoenix 1.8.12, lib/phoenix/transports/websocket.ex): only a single one
 * counts. Whatever the prefix says, Phoenix reads standard base64 without padding, which is what the client
 * writes. Null when it is not that: Phoenix raises.
 */
export function takeAuthToken(protocols: readonly string[]): Offer | null {
  const [token, ...more] = protocols.filter((protocol) => protocol.startsWith(AUTH_TOKEN_PREFIX));
  if (token === undefined || more.length > 0) return { authToken: null, protocols };
  const authToken = decodeBase64(token.slice(AUTH_TOKEN_PREFIX.length));
  if (authToken === null) return null;
  return { authToken, protocols: protocols.filter((protocol) => protocol !== token) };
}

/**
 * The subprotocol that the answer names: the first of the server's that was offered. Null: the answer names none.
 * `refused` when the server asks for one of its own and something else was offered (lib/phoenix/socket/transport.ex).
 */
export function chooseSubprotocol(
  ours: readonly string[] | null,
  offered: readonly string[],
): string | null | "refused" {
  if (ours === null || offered.length === 0) return null;
  return ours.find((protocol) => offered.includes(protocol)) ?? "refused";
}
