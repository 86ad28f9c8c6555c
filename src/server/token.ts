import { Raised } from "../kernel/raised.ts";
import { Later } from "../loading/later.ts";
import type { JsonValue } from "../protocol/json.ts";
import { encodeTerm } from "./external-term.ts";
import { decodeTerm, MalformedTerm } from "./external-term-reader.ts";
import { type KeyOptions, tokenKey } from "./key-generator.ts";
import { signMessage, verifyMessage } from "./message-verifier.ts";
import { atom, integer, type Term, tuple } from "./term.ts";

export type SignOptions = KeyOptions & {
  /** The server's clock, in Unix milliseconds. */
  readonly nowMs: number;
  /** `:signed_at`; the server's clock when left out. */
  readonly signedAtSeconds?: number;
  /** `:max_age` in seconds, a number or `:infinity`, for a verification that names none; a day when left out. */
  readonly maxAge?: Term;
};

export type VerifyOptions = KeyOptions & {
  /** The server's clock, in Unix milliseconds. */
  readonly nowMs: number;
  /** `:max_age` in seconds, a number or `:infinity`; the age that was signed with the token when left out. */
  readonly maxAge?: Term;
};

export type TokenResult =
  | { readonly is: "ok"; readonly data: Term }
  | { readonly is: "error"; readonly reason: "missing" | "invalid" | "expired" };

/** A secret shorter than this is none (phoenix 1.8.12, lib/phoenix/token.ex, get_key_base/1). */
const SECRET_BYTES = 20;
const DAY_SECONDS = 86_400;
const TERM_MAP = new Later(() => import("./term-map.ts"));

/**
 * `Phoenix.Token.sign/4` with the endpoint's secret: any term, byte for byte as Phoenix 1.8.12 makes it over
 * plug_crypto 2.1.1, lib/plug/crypto.ex: what the golden recordings were made with. (2.2 can compress as well.)
 */
export function signToken(secret: string, salt: string, data: Term, options: SignOptions): string {
  const { nowMs, signedAtSeconds, maxAge = integer(DAY_SECONDS) } = options;
  const signedAtMs = signedAtSeconds === undefined ? nowMs : signedAtSeconds * 1000;
  const message = encodeTerm(tuple(data, integer(Math.trunc(signedAtMs)), maxAge));
  return signMessage(message, keyFor(secret, salt, options));
}

/**
 * `Phoenix.Token.verify/4` over plug_crypto 2.1.1: a token from the future is good, which 2.2 finds invalid. What
 * is signed rightly and yet holds nothing of the kind raises, as in Elixir: only who has the secret can make that.
 */
export function verifyToken(
  secret: string,
  salt: string,
  token: JsonValue | undefined,
  options: VerifyOptions,
): TokenResult {
  const key = keyFor(secret, salt, options);
  if (token === undefined || token === null) return { is: "error", reason: "missing" };
  if (typeof token !== "string") {
    throw new Raised("FunctionClauseError", "no function clause matching in Phoenix.Token.verify/4");
  }
  const message = verifyMessage(token, key);
  if (message === null) return { is: "error", reason: "invalid" };
  const signed = signedIn(message);
  const expired = isExpired(signed.at, options.maxAge ?? signed.maxAge, BigInt(Math.floor(options.nowMs)));
  return expired ? { is: "error", reason: "expired" } : { is: "ok", data: signed.data };
}

function keyFor(secret: string, salt: string, options: KeyOptions): Uint8Array {
  if (new TextEncoder().encode(secret).length < SECRET_BYTES) {
    throw new Raised("FunctionClauseError", "no function clause matching in Phoenix.Token.get_key_base/1");
  }
  return tokenKey(secret, salt, options);
}

type Signed = { readonly data: Term; readonly at: Term; readonly maxAge: Term };

function signedIn(message: Uint8Array): Signed {
  const term = termIn(message);
  if (term.is === "tuple") {
    const [data, at, maxAge = integer(DAY_SECONDS)] = term.items;
    if (data !== undefined && at !== undefined && term.items.length <= 3) return { data, at, maxAge };
  }
  // As Phoenix wrote them before Plug.Crypto did it.
  if (term.is === "map") {
    const { mapGet } = TERM_MAP.now;
    const [data, at] = [mapGet(term, atom("data")), mapGet(term, atom("signed"))];
    if (data !== null && at !== null) return { data, at, maxAge: integer(DAY_SECONDS) };
  }
  throw new Raised("CaseClauseError", "no case clause matching: the term that the token holds");
}

function termIn(message: Uint8Array): Term {
  try {
    return decodeTerm(message);
  } catch (error) {
    if (error instanceof MalformedTerm) throw new Raised("ArgumentError", error.message);
    throw error;
  }
}

function isExpired(at: Term, maxAge: Term, nowMs: bigint): boolean {
  if (maxAge.is === "atom" && maxAge.name === "infinity") return false;
  if ((maxAge.is === "integer" || maxAge.is === "float") && maxAge.value <= 0) return true;
  const goodForMs = milliseconds(maxAge);
  if (at.is === "integer") return at.value + goodForMs < nowMs;
  if (at.is === "float") return at.value + Number(goodForMs) < Number(nowMs);
  throw badArithmetic();
}

/** `trunc(seconds * 1000)` */
function milliseconds(seconds: Term): bigint {
  if (seconds.is === "integer") return seconds.value * 1000n;
  const product = seconds.is === "float" ? seconds.value * 1000 : Number.NaN;
  if (!Number.isFinite(product)) throw badArithmetic();
  return BigInt(Math.trunc(product));
}

function badArithmetic(): Raised {
  return new Raised("ArithmeticError", "bad argument in arithmetic expression");
}
