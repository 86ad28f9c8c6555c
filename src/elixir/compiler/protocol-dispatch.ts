import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { structName } from "../map.ts";
import { type Atom, moduleAtom, NIL, type Term, TRUE } from "../term.ts";
import { notImplemented, typeName } from "../text.ts";
import type { ModuleDefinition } from "./module-definition.ts";

/** Calls a protocol's function for the type of its first argument. */
export function* dispatch(
  cx: Context,
  protocol: ModuleDefinition,
  name: string,
  args: Term[],
): Routine<Term> {
  const [subject = NIL] = args;
  const found = implementation(cx, protocol, subject);
  if (found === null) throw notImplemented(protocol.title, subject);
  return yield* cx.apply(found, name, args);
}

function implementation(cx: Context, protocol: ModuleDefinition, subject: Term): Atom | null {
  const struct = structName(subject);
  const own = cx.program.implementation(protocol.title, struct ?? moduleAtom(typeName(subject)));
  if (own !== null) return own;
  const any = protocol.attributes.findLast(({ name }) => name === "fallback_to_any")?.read() === TRUE;
  return any ? cx.program.implementation(protocol.title, moduleAtom("Any")) : null;
}
