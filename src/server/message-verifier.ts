import { decodeBase64Url, encodeBase64Url } from "../protocol/base64-url.ts";
import { type Digest, hmac } from "./hmac.ts";

/** `"HS256"` in url-safe base64: how every message begins that Phoenix signs. */
const HEADER = "SFMyNTY";
/** What it takes besides, from somebody else who knows the key. */
const DIGESTS = new Map<string, Digest>([
  [HEADER, "sha256"],
  ["SFMzODQ", "sha384"],
  ["SFM1MTI", "sha512"],
]);

const utf8 = new TextEncoder();

/** `Plug.Crypto.MessageVerifier.sign/2` (plug_crypto 2.1.1): header, message and signature, in base64. */
export function signMessage(message: Uint8Array, key: Uint8Array): string {
  const content = `${HEADER}.${encodeBase64Url(message)}`;
  return `${content}.${encodeBase64Url(hmac("sha256", key)(utf8.encode(content)))}`;
}

/** `Plug.Crypto.MessageVerifier.verify/2`: the message, or null when it was not signed with this key. */
export function verifyMessage(signed: string, key: Uint8Array): Uint8Array | null {
  const [header = "", body, signature, ...rest] = signed.split(".");
  const digest = DIGESTS.get(header);
  if (digest === undefined || body === undefined || signature === undefined || rest.length > 0) return null;
  const message = decodeBase64Url(body);
  const given = decodeBase64Url(signature);
  if (message === null || given === null) return null;
  const due = hmac(digest, key)(utf8.encode(`${header}.${body}`));
  return given.length === due.length && due.every((byte, index) => byte === given[index]) ? message : null;
}
