import type { Context } from "../context.ts";
import { Thrown } from "../exception.ts";
import type { Routine } from "../host.ts";
import type { Term } from "../term.ts";

/** Runs a callback: what it returns, or what it threw. As in OTP, `throw value` counts as returning the value. */
export function* attempt(cx: Context, callback: Routine<Term>): Routine<Term | Thrown> {
  const { depth, depthBelow } = cx;
  try {
    return yield* callback;
  } catch (thrown) {
    if (!(thrown instanceof Thrown)) throw thrown;
    thrown.place ??= cx.at;
    cx.depth = depth;
    cx.depthBelow = depthBelow;
    return thrown.kind === "throw" ? thrown.value : thrown;
  }
}
