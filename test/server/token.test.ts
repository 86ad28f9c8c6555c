import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GOLDEN_SALT, GOLDEN_SECRET } from "../../src/apps/golden/application.ts";
import { decodeBase64Url, encodeBase64Url } from "../../src/server/base64-url.ts";
import { decodeSignedTerm, encodeSignedTerm } from "../../src/server/external-term.ts";
import { signToken, verifyToken } from "../../src/server/token.ts";

const TRACES = join(import.meta.dirname, "../fixtures/golden/traces");
const DAY = 86_400;

/** Every token that the real server signed for a recording. */
const recorded = new Set(
  readdirSync(TRACES).flatMap((file) =>
    [...readFileSync(join(TRACES, file), "utf8").matchAll(/token=(SFMyNTY\.[\w-]+\.[\w-]+)/g)].map(
      ([, token]) => token ?? "",
    ),
  ),
);

function bodyOf(token: string) {
  return decodeSignedTerm(decodeBase64Url(token.split(".")[1] ?? "") ?? new Uint8Array());
}

test("the tokens of the real server are good here, and made here they are the same bytes", () => {
  expect(recorded.size).toBeGreaterThan(90);
  for (const token of recorded) {
    const term = bodyOf(token);
    if (term === null) throw new Error(`cannot read ${token}`);
    const nowSeconds = term.signedAtMs / 1000;
    expect(verifyToken(GOLDEN_SECRET, GOLDEN_SALT, token, { maxAgeSeconds: DAY, nowSeconds })).toEqual({
      is: "ok",
      data: term.data,
    });
    expect(signToken(GOLDEN_SECRET, GOLDEN_SALT, term.data, nowSeconds)).toBe(token);
  }
});

describe("a token signed at 1,000,000 s", () => {
  const token = signToken("secret", "salt", "ada", 1_000_000);
  const verify = (given: string | undefined, nowSeconds: number, secret = "secret", salt = "salt") =>
    verifyToken(secret, salt, given, { maxAgeSeconds: DAY, nowSeconds });

  test("is good for its whole age, and not a millisecond longer", () => {
    expect(verify(token, 1_000_000 + DAY)).toEqual({ is: "ok", data: "ada" });
    expect(verify(token, 1_000_000 + DAY + 0.001)).toEqual({ is: "error", reason: "expired" });
  });

  test("is good with its own secret and salt only", () => {
    expect(verify(token, 1_000_000, "other")).toEqual({ is: "error", reason: "invalid" });
    expect(verify(token, 1_000_000, "secret", "other")).toEqual({ is: "error", reason: "invalid" });
  });

  test("is bad when any of its letters is another", () => {
    for (let at = 0; at < token.length; at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      const letters = token.length - at;
      // The last letter of a signature has two bits that belong to no byte.
      if (letters === 1) continue;
      expect(verify(changed, 1_000_000).is).toBe("error");
    }
  });

  test.each([undefined, "", "garbage", "a.b.c", `${token}.more`, token.split(".").slice(0, 2).join(".")])(
    "%j is no token",
    (given) => {
      expect(verify(given, 1_000_000).is).toBe("error");
    },
  );
});

test("base64 and signed terms come back as they were", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes);
    }),
  );
  const term = fc.record({
    data: fc.string({ unit: "binary" }),
    signedAtMs: fc.maxSafeInteger(),
    maxAgeSeconds: fc.nat(),
  });
  fc.assert(
    fc.property(term, (signed) => {
      expect(decodeSignedTerm(encodeSignedTerm(signed))).toEqual(signed);
    }),
  );
});

test("bytes that are no signed term are refused, however they are cut", () => {
  const bytes = encodeSignedTerm({ data: "ada", signedAtMs: 1_795_484_880_000, maxAgeSeconds: DAY });
  for (let end = 0; end < bytes.length; end += 1) expect(decodeSignedTerm(bytes.slice(0, end))).toBeNull();
  expect(decodeSignedTerm(Uint8Array.of(...bytes, 0))).toBeNull();
  expect(decodeBase64Url("A")).toBeNull();
  expect(decodeBase64Url("A=")).toBeNull();
});
