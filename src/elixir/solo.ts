import { Kernel } from "../kernel/kernel.ts";
import { Endpoint } from "../server/endpoint.ts";
import { MemoryLog } from "../trace/log.ts";
import type { Context, StepListener } from "./context.ts";
import type { Routine } from "./host.ts";
import { COMMAND_LIMITS, LimitExceeded, type Limits } from "./limit.ts";
import { rescued } from "./otp/crash.ts";
import { termOfReason } from "./otp/exit-term.ts";
import { ElixirNode } from "./otp/node.ts";
import type { Program } from "./program.ts";
import { NIL, type Term } from "./term.ts";
import { Thrown } from "./thrown.ts";

/** How a script ended. */
export type Ending =
  | { readonly is: "value"; readonly value: Term; readonly cx: Context }
  | { readonly is: "thrown"; readonly thrown: Thrown; readonly cx: Context }
  /** Ended by an exit signal, of a process that it is linked to. */
  | { readonly is: "exited"; readonly reason: Term; readonly cx: Context }
  /** Stopped by its limits, or waiting for ever. */
  | { readonly is: "stopped"; readonly why: string };

export type Outcome = Ending & {
  /** What was printed and logged, by all processes. */
  readonly lines: readonly string[];
};

/**
 * Runs a script in a process of a system of its own, without a server's clients: for the command line and for
 * tests. The other processes that it starts run until it ends.
 */
export function runScript(
  program: Program,
  script: (cx: Context) => Routine<Term>,
  options: { readonly limits?: Limits; readonly listener?: StepListener } = {},
): Outcome {
  const { limits = COMMAND_LIMITS, listener } = options;
  const log = new MemoryLog();
  const kernel = new Kernel(0, log);
  const endpoint = new Endpoint(kernel, null, 0);
  const node = new ElixirNode(program, endpoint, { limits });
  let ending: Ending | null = null;
  const whole = function* (cx: Context): Routine<Term> {
    if (listener !== undefined) cx.listener = listener;
    try {
      ending = { is: "value", value: yield* script(cx), cx };
    } catch (error) {
      if (error instanceof LimitExceeded) ending = { is: "stopped", why: error.message };
      else {
        const thrown = rescued(error);
        if (!(thrown instanceof Thrown)) throw error;
        thrown.place ??= cx.at;
        ending = { is: "thrown", thrown, cx };
      }
    }
    return NIL;
  };
  const main = node.spawn(whole, { role: null });
  // A process that it is linked to may end it.
  endpoint.processes.onExit((pid, reason) => {
    const known = reason.is !== "error" || reason.term !== undefined;
    if (pid === main && known)
      ending ??= { is: "exited", reason: termOfReason(reason), cx: node.context(pid) };
  });
  while (ending === null && kernel.step());
  const lines = log.events.flatMap((event) => {
    if (event.kind !== "logged") return [];
    return [event.level === "info" ? event.text : `[${event.level}] ${event.text}`];
  });
  // The system itself stops a process that is over its limits, and says why.
  const stopped = lines.findLast((line) => line.startsWith(STOPPED));
  const why = stopped?.slice(STOPPED.length) ?? "it waits for a message that nobody sends";
  return { ...(ending ?? { is: "stopped", why }), lines };
}

const STOPPED = "[error] process stopped: ";
