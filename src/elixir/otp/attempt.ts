import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import type { Term } from "../term.ts";
import { Thrown } from "../thrown.ts";

/** Runs a callback: what it returns, or what it threw. */
export function* attempt(cx: Context, callback: Routine<Term>): Routine<Term | Thrown> {
  const { depth, depthBelow } = cx;
  try {
    return yield* callback;
  } catch (thrown) {
    if (!(thrown instanceof Thrown)) throw thrown;
    cx.locate(thrown);
    cx.depth = depth;
    cx.depthBelow = depthBelow;
    return thrown;
  }
}

/** Likewise for a server of OTP, where `throw value` counts as returning the value (gen_server.erl). */
export function* attemptReturn(cx: Context, callback: Routine<Term>): Routine<Term | Thrown> {
  const result = yield* attempt(cx, callback);
  return result instanceof Thrown && result.kind === "throw" ? result.value : result;
}
