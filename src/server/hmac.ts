import { Later } from "../loading/later.ts";
import { hmacSha256 } from "./sha256.ts";

/** The digests that Phoenix knows. */
export type Digest = "sha256" | "sha384" | "sha512";

/** Signs messages under one key. */
export type Signer = (message: Uint8Array) => Uint8Array<ArrayBuffer>;

/** All but the one that Phoenix takes unless it is told otherwise. */
const LONG = new Later(() => import("./long-digest.ts"));

/** HMAC (RFC 2104). */
export function hmac(digest: Digest, key: Uint8Array): Signer {
  return digest === "sha256" ? hmacSha256(key) : LONG.now.hmacLong(digest, key);
}
