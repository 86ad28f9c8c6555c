import type { Context } from "../context.ts";
import { raised } from "../exception.ts";
import type { Routine } from "../host.ts";
import { type Atom, atom, PidTerm, type Term, Tuple } from "../term.ts";
import { inspectIn } from "../text.ts";

/** The process of `{:via, module, name}` or `{:global, name}`. */
export function* whereisVia(cx: Context, server: Term): Routine<PidTerm | null> {
  const [kind, module, name] = viaOf(server);
  if (kind === null || module === undefined || name === undefined) return null;
  const found = yield* cx.apply(module, "whereis_name", [name]);
  return found instanceof PidTerm ? found : null;
}

function viaOf(server: Term): [Atom | null, Term?, Term?] {
  const [kind, first, second] = server instanceof Tuple ? server.items : [];
  if (kind === atom("via") && first !== undefined && second !== undefined) return [kind, first, second];
  if (kind === atom("global") && first !== undefined) return [kind, atom("global"), first];
  return [null];
}

/** Takes a name that is no atom for the running process; false when it is taken. */
export function* registerVia(cx: Context, name: Term): Routine<boolean> {
  const [kind, module, key] = viaOf(name);
  if (kind === null || module === undefined || key === undefined) {
    throw raised("ArgumentError", {
      message: `expected :name option to be one of the following:\n\n  * nil\n  * atom\n  * {:global, term}\n  * {:via, module, term}\n\nGot: ${inspectIn(cx, name)}\n`,
    });
  }
  return (yield* cx.apply(module, "register_name", [key, cx.host.self])) === atom("yes");
}

export function* unregisterVia(cx: Context, name: Term): Routine<void> {
  const [, module, key] = viaOf(name);
  if (module !== undefined && key !== undefined) yield* cx.apply(module, "unregister_name", [key]);
}
