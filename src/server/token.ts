import { hmac } from "@noble/hashes/hmac.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { decodeBase64Url, encodeBase64Url } from "./base64-url.ts";
import { decodeSignedTerm, encodeSignedTerm } from "./external-term.ts";

/** `"HS256"` in url-safe base64: the header of every token that `Phoenix.Token.sign` makes. */
const HEADER = "SFMyNTY";
/** Defaults of `Plug.Crypto.KeyGenerator` (plug_crypto 2.1.1). */
const KEY_ITERATIONS = 1000;
const KEY_BYTES = 32;

export type TokenResult =
  | { readonly is: "ok"; readonly data: string }
  | { readonly is: "error"; readonly reason: "missing" | "invalid" | "expired" };

const utf8 = new TextEncoder();
// Deriving a key takes a thousand rounds; the same secret and salt always give the same key.
const keys = new Map<string, Uint8Array>();

/** `Phoenix.Token.sign(secret, salt, data, signed_at: …)` for a string; byte for byte what Phoenix makes. */
export function signToken(secret: string, salt: string, data: string, signedAtSeconds: number): string {
  const signedAtMs = Math.trunc(signedAtSeconds * 1000);
  return signBytes(secret, salt, encodeSignedTerm({ data, signedAtMs, maxAgeSeconds: 86_400 }));
}

/** A token over bytes in Erlang's external term format. */
export function signBytes(secret: string, salt: string, bytes: Uint8Array): string {
  const content = `${HEADER}.${encodeBase64Url(bytes)}`;
  return `${content}.${encodeBase64Url(sign(secret, salt, content))}`;
}

/** The bytes that a token was made over; null when its signature is wrong, or it is no token at all. */
export function verifyBytes(secret: string, salt: string, token: string): Uint8Array | null {
  const [header, body, signature, ...rest] = token.split(".");
  if (header !== HEADER || body === undefined || signature === undefined || rest.length > 0) return null;
  const given = decodeBase64Url(signature);
  if (given === null || !sameBytes(given, sign(secret, salt, `${header}.${body}`))) return null;
  return decodeBase64Url(body);
}

/**
 * `Phoenix.Token.verify(secret, salt, token, max_age: …)` for tokens over a string (phoenix 1.8.12,
 * lib/phoenix/token.ex; plug_crypto 2.1.1).
 */
export function verifyToken(
  secret: string,
  salt: string,
  token: string | undefined,
  options: { readonly maxAgeSeconds: number; readonly nowSeconds: number },
): TokenResult {
  if (token === undefined) return { is: "error", reason: "missing" };
  const bytes = verifyBytes(secret, salt, token);
  const term = bytes === null ? null : decodeSignedTerm(bytes);
  if (term === null) return { is: "error", reason: "invalid" };
  const expired = term.signedAtMs + options.maxAgeSeconds * 1000 < Math.trunc(options.nowSeconds * 1000);
  return expired ? { is: "error", reason: "expired" } : { is: "ok", data: term.data };
}

function sign(secret: string, salt: string, content: string): Uint8Array {
  return hmac(sha256, keyFor(secret, salt), utf8.encode(content));
}

function keyFor(secret: string, salt: string): Uint8Array {
  const name = `${salt.length}:${salt}${secret}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = pbkdf2(sha256, secret, salt, { c: KEY_ITERATIONS, dkLen: KEY_BYTES });
  keys.set(name, key);
  return key;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
