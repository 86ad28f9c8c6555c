import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hmac } from "../../src/server/hmac.ts";
import { tokenKey } from "../../src/server/key-generator.ts";
import { sha256 } from "../../src/server/sha256.ts";
import "../../src/simulation/whole.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = fc.uint8Array({ maxLength: 300 });

test("SHA-256 is Node's, also where a message fills its last block", () => {
  for (let length = 0; length < 200; length += 1) {
    const message = Uint8Array.from({ length }, (_, index) => index * 7);
    expect(hex(sha256(message))).toBe(createHash("sha256").update(message).digest("hex"));
  }
});

test("signatures and keys are Node's, with every digest", () => {
  fc.assert(
    fc.property(fc.constantFrom("sha256", "sha384", "sha512"), bytes, bytes, (digest, key, message) => {
      expect(hex(hmac(digest, key)(message))).toBe(createHmac(digest, key).update(message).digest("hex"));
    }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom("sha256", "sha384", "sha512"),
      fc.string(),
      fc.string(),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 150 }),
      (keyDigest, secret, salt, keyIterations, keyLength) => {
        expect(hex(tokenKey(secret, salt, { keyDigest, keyIterations, keyLength }))).toBe(
          pbkdf2Sync(secret, salt, keyIterations, keyLength, keyDigest).toString("hex"),
        );
      },
    ),
  );
});
