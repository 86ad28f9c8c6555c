import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GOLDEN_SALT, GOLDEN_SECRET } from "../../src/apps/golden/application.ts";
import { Raised } from "../../src/kernel/raised.ts";
import { decodeBase64Url, encodeBase64Url } from "../../src/protocol/base64-url.ts";
import { decodeTerm } from "../../src/server/external-term-reader.ts";
import { atom, integer, list, type Term, text, tuple } from "../../src/server/term.ts";
import { mapTerm } from "../../src/server/term-map.ts";
import { signToken, type TokenResult, verifyToken } from "../../src/server/token.ts";
import "../../src/simulation/whole.ts";
import { beamLines, type Described, termOf } from "./beam-term.ts";

const TRACES = join(import.meta.dirname, "../fixtures/golden/traces");
const SECRET = "a secret of at least twenty bytes";
const DAY_MS = 86_400_000;

type Options = {
  readonly signed_at?: Described;
  readonly max_age?: Described;
  readonly key_iterations?: Described;
  readonly key_length?: Described;
  readonly key_digest?: Described;
};
type Asked = {
  readonly secret: string;
  readonly salt: string;
  readonly options: Options;
  readonly now: number;
};
type Result = { readonly ok: Described } | { readonly error: string } | { readonly raises: string };
/** What Phoenix.Token 1.8.12 did, by test/fixtures/beam/tokens.exs. */
type Recorded =
  | (Asked & { readonly record: "sign"; readonly data: Described; readonly token: string })
  | (Asked & { readonly record: "verify"; readonly token: string | null; readonly result: Result })
  | (Asked & {
      readonly record: "mutations";
      readonly token: string;
      readonly letters: string;
      readonly good: readonly string[];
    });

const recorded = beamLines<Recorded>("tokens.jsonl");

function numberOf(described: Described | undefined): number | undefined {
  const term = described === undefined ? undefined : termOf(described);
  return term?.is === "integer" || term?.is === "float" ? Number(term.value) : undefined;
}

function keyOptions({ key_iterations, key_length, key_digest }: Options) {
  const iterations = numberOf(key_iterations);
  const length = numberOf(key_length);
  const digest = key_digest !== undefined && "atom" in key_digest ? key_digest.atom : "sha256";
  if (digest !== "sha256" && digest !== "sha384" && digest !== "sha512") throw new Error(digest);
  return {
    keyDigest: digest,
    ...(iterations === undefined ? {} : { keyIterations: iterations }),
    ...(length === undefined ? {} : { keyLength: length }),
  } as const;
}

function maxAge({ max_age }: Options) {
  return max_age === undefined ? {} : { maxAge: termOf(max_age) };
}

describe("as the real Phoenix.Token did it", () => {
  const signings = recorded.filter((line) => line.record === "sign");
  const verifications = recorded.filter((line) => line.record === "verify");

  test("the same data with the same options is the same token, letter by letter", () => {
    expect(signings.length).toBeGreaterThan(40);
    for (const { secret, salt, data, options, now, token } of signings) {
      const signedAt = numberOf(options.signed_at);
      const made = signToken(secret, salt, termOf(data), {
        nowMs: now,
        ...keyOptions(options),
        ...maxAge(options),
        ...(signedAt === undefined ? {} : { signedAtSeconds: signedAt }),
      });
      expect(made).toBe(token);
    }
  });

  test("every good and every bad token is judged alike", () => {
    expect(verifications.length).toBeGreaterThan(400);
    for (const line of verifications) {
      const result = "ok" in line.result ? { ok: termOf(line.result.ok) } : line.result;
      expect({ line, result: judge(line) }).toEqual({ line, result });
    }
  });

  test("of all tokens with one letter changed or put in, the same few are still good", () => {
    const [line] = recorded.filter(({ record }) => record === "mutations");
    if (line?.record !== "mutations") throw new Error("no mutations are recorded");
    const { secret, salt, token, letters, good, now } = line;
    const found = new Set<string>();
    for (let at = 0; at <= token.length; at += 1) {
      for (const letter of letters) {
        for (const rest of [token.slice(at), token.slice(at + 1)]) {
          const mutated = token.slice(0, at) + letter + rest;
          const verified = verifyToken(secret, salt, mutated, { maxAge: atom("infinity"), nowMs: now });
          if (mutated !== token && verified.is === "ok") found.add(mutated);
        }
      }
    }
    expect([...found].sort()).toEqual([...good].sort());
  });

  function judge({ secret, salt, token, options, now }: (typeof verifications)[number]): unknown {
    try {
      const verified = verifyToken(secret, salt, token ?? undefined, {
        nowMs: now,
        ...keyOptions(options),
        ...maxAge(options),
      });
      return verified.is === "ok" ? { ok: verified.data } : { error: verified.reason };
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      return { raises: error.exception };
    }
  }
});

test("the tokens of the golden recordings are good here, and made here they are the same bytes", () => {
  const tokens = new Set(
    readdirSync(TRACES).flatMap((file) =>
      [...readFileSync(join(TRACES, file), "utf8").matchAll(/token=(SFMyNTY\.[\w-]+\.[\w-]+)/g)].map(
        ([, token]) => token ?? "",
      ),
    ),
  );
  expect(tokens.size).toBeGreaterThan(90);
  for (const token of tokens) {
    const signed = decodeTerm(decodeBase64Url(token.split(".")[1] ?? "") ?? new Uint8Array());
    const [data, at] = signed.is === "tuple" ? signed.items : [];
    if (data === undefined || at?.is !== "integer") throw new Error(`cannot read ${token}`);
    const nowMs = Number(at.value);
    expect(verifyToken(GOLDEN_SECRET, GOLDEN_SALT, token, { nowMs })).toEqual({ is: "ok", data });
    expect(signToken(GOLDEN_SECRET, GOLDEN_SALT, data, { nowMs })).toBe(token);
  }
});

/** What an app puts into tokens. */
const signable = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string({ unit: "binary" }).map(text),
    fc.bigInt().map(integer),
    fc.constantFrom("nil", "true", "user", "admin").map(atom),
    fc.array(tie("term"), { maxLength: 3 }).map((items) => list(items)),
    fc.array(tie("term"), { maxLength: 3 }).map((items) => tuple(...items)),
    fc.array(fc.tuple(tie("term"), tie("term")), { maxLength: 3 }).map(mapTerm),
  ),
})).term;

const INVALID: TokenResult = { is: "error", reason: "invalid" };
const EXPIRED: TokenResult = { is: "error", reason: "expired" };

describe("any term, signed at any time", () => {
  const signedAt = fc.integer({ min: 0, max: 4_000_000_000_000 });
  const check = (property: (data: Term, nowMs: number, token: string) => void, numRuns = 200) =>
    fc.assert(
      fc.property(signable, signedAt, (data, nowMs) =>
        property(data, nowMs, signToken(SECRET, "salt", data, { nowMs })),
      ),
      { numRuns },
    );
  const verify = (token: string, nowMs: number, age?: Term, secret = SECRET, salt = "salt") =>
    verifyToken(secret, salt, token, { nowMs, ...(age === undefined ? {} : { maxAge: age }) });

  test("comes back for its whole age and not a millisecond longer, also before it was signed", () => {
    check((data, nowMs, token) => {
      const good: TokenResult = { is: "ok", data };
      expect(verify(token, nowMs)).toEqual(good);
      expect(verify(token, nowMs + DAY_MS)).toEqual(good);
      expect(verify(token, nowMs + DAY_MS + 1)).toEqual(EXPIRED);
      expect(verify(token, nowMs - 1)).toEqual(good);
      expect(verify(token, nowMs + 5000, integer(5))).toEqual(good);
      expect(verify(token, nowMs + 5001, integer(5))).toEqual(EXPIRED);
      expect(verify(token, nowMs, integer(0))).toEqual(EXPIRED);
      expect(verify(token, nowMs + 100 * DAY_MS, atom("infinity"))).toEqual(good);
      expect(verify(token, 0, atom("infinity"))).toEqual(good);
    });
  });

  test("is bad with any other secret or salt", () => {
    const other = fc.string().filter((salt) => salt !== "salt");
    fc.assert(
      fc.property(signable, other, (data, salt) => {
        const token = signToken(SECRET, "salt", data, { nowMs: 0 });
        expect(verify(token, 0, undefined, SECRET, salt)).toEqual(INVALID);
        expect(verify(token, 0, undefined, `${SECRET}${salt}.`)).toEqual(INVALID);
      }),
      { numRuns: 50 },
    );
  });

  test("is bad with any byte of what is signed, or of the signature, changed", () => {
    check((_, nowMs, token) => {
      const [head = "", body = "", signature = ""] = token.split(".");
      for (const [part, build] of [
        [body, (changed: string) => `${head}.${changed}.${signature}`],
        [signature, (changed: string) => `${head}.${body}.${changed}`],
      ] as const) {
        const bytes = decodeBase64Url(part) ?? new Uint8Array();
        for (let at = 0; at < bytes.length; at += 1) {
          const changed = bytes.slice();
          changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
          expect(verify(build(encodeBase64Url(changed)), nowMs)).toEqual(INVALID);
        }
      }
    }, 20);
  });

  test("is bad when cut, lengthened, or with its parts in other places", () => {
    check((_, nowMs, token) => {
      for (let end = 0; end < token.length; end += 1)
        expect(verify(token.slice(0, end), nowMs)).toEqual(INVALID);
      const [head, body, signature] = token.split(".");
      for (const bad of [
        `${token}.`,
        `${token}A`,
        `${token}==`,
        ` ${token}`,
        `${head}.${signature}.${body}`,
        `${head}.${body}`,
        `${body}.${signature}`,
        `${head}.${body}=.${signature}`,
        `SFM1MTI.${body}.${signature}`,
      ]) {
        expect(verify(bad, nowMs)).toEqual(INVALID);
      }
    }, 20);
  });
});

test("a secret shorter than 20 bytes is refused, as Phoenix does", () => {
  expect(() => signToken("short", "salt", text("ada"), { nowMs: 0 })).toThrow(Raised);
  expect(() => signToken("é".repeat(10), "salt", text("ada"), { nowMs: 0 })).not.toThrow();
});

test("bytes come back from base64 as they were", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const encoded = encodeBase64Url(bytes);
      expect(decodeBase64Url(encoded)).toEqual(bytes);
      expect(decodeBase64Url(encoded.padEnd(Math.ceil(encoded.length / 4) * 4, "="))).toEqual(bytes);
    }),
  );
  for (const bad of ["A", "A=", "A===", "====", "AA=", "AA=A", "AA==AA", "+/AA", "é"]) {
    expect(decodeBase64Url(bad)).toBeNull();
  }
});
