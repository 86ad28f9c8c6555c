import { sha256 } from "@noble/hashes/sha2.js";
import { encodeBase64Url } from "../protocol/base64-url.ts";
import type { TraceEvent } from "../trace/event.ts";
import { serializeEvent } from "../trace/serialize.ts";

/** Enough that two traces of different bytes do not meet by accident. */
const DIGEST_BYTES = 9;

/** The characters of a trace's digest. */
export const DIGEST = /^[A-Za-z0-9_-]{12}$/;

/** A few characters that tell a trace's bytes (src/trace/serialize.ts) from those of any other. */
export function traceDigest(events: readonly TraceEvent[]): string {
  const hash = sha256.create();
  const encoder = new TextEncoder();
  for (const event of events) hash.update(encoder.encode(`${serializeEvent(event)}\n`));
  return encodeBase64Url(hash.digest().slice(0, DIGEST_BYTES));
}
