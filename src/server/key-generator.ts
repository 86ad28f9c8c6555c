import { type Digest, hmac, type Signer } from "./hmac.ts";

/** The options of `Phoenix.Token` that tell how its key is derived. */
export type KeyOptions = {
  /** `:key_iterations`, 1000 when left out. */
  readonly keyIterations?: number;
  /** `:key_length` in bytes, 32 when left out. */
  readonly keyLength?: number;
  /** `:key_digest`, `:sha256` when left out. */
  readonly keyDigest?: Digest;
};

const utf8 = new TextEncoder();

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
  const key = derived(hmac(keyDigest, utf8.encode(secret)), utf8.encode(salt), c, dkLen);
  keys.set(name, key);
  return key;
}

/** PBKDF2 (RFC 8018), with what signs under the password. */
function derived(sign: Signer, salt: Uint8Array, rounds: number, length: number): Uint8Array {
  const key = new Uint8Array(length);
  for (let at = 0, block = 1; at < length; block += 1) {
    let signature = sign(Uint8Array.of(...salt, block >>> 24, block >>> 16, block >>> 8, block));
    const sum = signature.slice();
    for (let round = 1; round < rounds; round += 1) {
      signature = sign(signature);
      for (let index = 0; index < sum.length; index += 1)
        sum[index] = (sum[index] ?? 0) ^ (signature[index] ?? 0);
    }
    key.set(sum.subarray(0, length - at), at);
    at += sum.length;
  }
  return key;
}
