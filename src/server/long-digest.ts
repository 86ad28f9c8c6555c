import { hmac } from "@noble/hashes/hmac.js";
import { sha384, sha512 } from "@noble/hashes/sha2.js";

const DIGESTS = { sha384, sha512 } as const;

/** HMAC with one of the digests that Phoenix knows besides SHA-256, under a key. */
export function hmacLong(
  digest: keyof typeof DIGESTS,
  key: Uint8Array,
): (message: Uint8Array) => Uint8Array<ArrayBuffer> {
  return (message) => hmac(DIGESTS[digest], key, message);
}
