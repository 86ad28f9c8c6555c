import { signBytes, verifyBytes } from "../../server/token.ts";
import type { Context } from "../context.ts";
import { libraryModule, noClause, option } from "../library/arguments.ts";
import { nodeOf } from "../otp/node.ts";
import { Atom, atom, ERROR, MapTerm, NIL, OK, type Term, Tuple, tuple } from "../term.ts";
import { decodeTerm, encodeTerm } from "./external-term.ts";

const DAY_SECONDS = 86_400n;

/** The secret behind an endpoint, a socket or a connection, of which a node has one; or a text that is one. */
function secretOf(cx: Context, context: Term): string {
  if (typeof context === "string") return context;
  if (context instanceof Atom || context instanceof MapTerm) return nodeOf(cx).secretKeyBase;
  throw noClause();
}

function nowSeconds(cx: Context): number {
  return nodeOf(cx).endpoint.nowSeconds;
}

function sign(cx: Context, context: Term, salt: Term, data: Term, options: Term): Term {
  if (typeof salt !== "string") throw noClause();
  const signedAt = option(options, "signed_at");
  const maxAge = option(options, "max_age") ?? DAY_SECONDS;
  const seconds =
    typeof signedAt === "bigint" || typeof signedAt === "number" ? Number(signedAt) : nowSeconds(cx);
  const signed = tuple(data, BigInt(Math.trunc(seconds * 1000)), maxAge);
  return signBytes(secretOf(cx, context), salt, encodeTerm(signed));
}

function verify(cx: Context, context: Term, salt: Term, token: Term, options: Term): Term {
  if (typeof salt !== "string") throw noClause();
  const failed = (reason: string) => tuple(ERROR, atom(reason));
  if (token === NIL) return failed("missing");
  if (typeof token !== "string") return failed("invalid");
  const bytes = verifyBytes(secretOf(cx, context), salt, token);
  const signed = bytes === null ? null : decodeTerm(bytes);
  const [data, signedAtMs, ownMaxAge = DAY_SECONDS] = signed instanceof Tuple ? signed.items : [];
  if (data === undefined || typeof signedAtMs !== "bigint") return failed("invalid");
  const maxAge = option(options, "max_age") ?? ownMaxAge;
  if (typeof maxAge === "bigint" || typeof maxAge === "number") {
    const expiresMs = Number(signedAtMs) + Math.trunc(Number(maxAge) * 1000);
    if (maxAge <= 0 || expiresMs < Math.trunc(nowSeconds(cx) * 1000)) return failed("expired");
  }
  return tuple(OK, data);
}

/** `Phoenix.Token` (phoenix 1.8.12, lib/phoenix/token.ex; plug_crypto 2.1.1). */
export const TOKEN = libraryModule("Phoenix.Token", {
  "sign/3,4": (cx, context, salt, data, options = NIL) => sign(cx, context, salt, data, options),
  "verify/3,4": (cx, context, salt, token, options = NIL) => verify(cx, context, salt, token, options),
});
