import { signToken, verifyToken } from "../../server/token.ts";
import type { Context } from "../context.ts";
import { libraryModule, noClause, option } from "../library/arguments.ts";
import { nodeOf } from "../otp/node.ts";
import { Atom, atom, ERROR, MapTerm, NIL, OK, type Term, tuple } from "../term.ts";
import { rescuable } from "./channel.ts";
import { fromServer, toServer } from "./server-term.ts";

/** The secret behind an endpoint, a socket or a connection, of which a node has one; or a text that is one. */
function secretOf(cx: Context, context: Term): string {
  if (typeof context === "string") return context;
  if (context instanceof Atom || context instanceof MapTerm) return nodeOf(cx).secretKeyBase;
  throw noClause();
}

function optionsOf(cx: Context, options: Term) {
  const maxAge = option(options, "max_age");
  const nowMs = Math.round(nodeOf(cx).endpoint.nowSeconds * 1000);
  return maxAge === undefined ? { nowMs } : { nowMs, maxAge: toServer(maxAge) };
}

function sign(cx: Context, context: Term, salt: Term, data: Term, options: Term): Term {
  if (typeof salt !== "string") throw noClause();
  const secret = secretOf(cx, context);
  const signedAt = option(options, "signed_at");
  const common = optionsOf(cx, options);
  const isDated = typeof signedAt === "bigint" || typeof signedAt === "number";
  const dated = isDated ? { ...common, signedAtSeconds: Number(signedAt) } : common;
  return rescuable(() => signToken(secret, salt, toServer(data), dated));
}

function verify(cx: Context, context: Term, salt: Term, token: Term, options: Term): Term {
  if (typeof salt !== "string") throw noClause();
  const secret = secretOf(cx, context);
  if (token !== NIL && typeof token !== "string") throw noClause();
  const given = token === NIL ? null : String(token);
  const result = rescuable(() => verifyToken(secret, salt, given, optionsOf(cx, options)));
  return result.is === "ok" ? tuple(OK, fromServer(result.data)) : tuple(ERROR, atom(result.reason));
}

/** `Phoenix.Token` (phoenix 1.8.12, lib/phoenix/token.ex). */
export const TOKEN = libraryModule("Phoenix.Token", {
  "sign/3,4": (cx, context, salt, data, options = NIL) => sign(cx, context, salt, data, options),
  "verify/3,4": (cx, context, salt, token, options = NIL) => verify(cx, context, salt, token, options),
});
