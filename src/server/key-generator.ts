import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";

/** The options of `Phoenix.Token` that tell how its key is derived. */
export type KeyOptions = {
  /** `:key_iterations`, 1000 when left out. */
  readonly keyIterations?: number;
  /** `:key_length` in bytes, 32 when left out. */
  readonly keyLength?: number;
  /** `:key_digest`, `:sha256` when left out. */
  readonly keyDigest?: keyof typeof DIGESTS;
};

const DIGESTS = { sha256, sha384, sha512 } as const;

// A thousand rounds take a while; the same secret and salt always give the same key.
const keys = new Map<string, Uint8Array>();

/**
 * `Plug.Crypto.KeyGenerator.generate/6` (plug_crypto 2.1.1): PBKDF2 of the endpoint's secret under a salt. Throws
 * a `RangeError` for a number of rounds or bytes that is no positive integer.
 */
export function tokenKey(secret: string, salt: string, options: KeyOptions): Uint8Array {
  const { keyIterations: c = 1000, keyLength: dkLen = 32, keyDigest = "sha256" } = options;
  if (!(Number.isInteger(c) && c > 0 && Number.isInteger(dkLen) && dkLen > 0)) {
    throw new RangeError(`key_iterations and key_length must be positive integers, not ${c} and ${dkLen}`);
  }
  const name = JSON.stringify([secret, salt, c, dkLen, keyDigest]);
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = pbkdf2(DIGESTS[keyDigest], secret, salt, { c, dkLen });
  keys.set(name, key);
  return key;
}
