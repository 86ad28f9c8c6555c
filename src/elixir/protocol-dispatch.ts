import type { FunctionCode } from "./code.ts";
import type { Context } from "./context.ts";
import { protocolUndefined } from "./exception.ts";
import type { Routine } from "./host.ts";
import { structName } from "./map.ts";
import { type Native, nativeCode } from "./native.ts";
import { type Atom, moduleAtom, NIL, type Term } from "./term.ts";
import { CONVERSION } from "./text.ts";

/** The functions of a protocol, given as `name/arity`: each calls the implementation for its first argument. */
export function protocolFunctions(
  protocol: string,
  names: readonly string[],
  fallsBack: () => boolean,
): [string, FunctionCode][] {
  const known: [string, FunctionCode][] = [
    [
      "impl_for/1",
      nativeCode((cx, subject = NIL) => implementation(cx, protocol, subject, fallsBack) ?? NIL, 1),
    ],
    [
      "impl_for!/1",
      nativeCode((cx, subject = NIL) => {
        const found = implementation(cx, protocol, subject, fallsBack);
        if (found === null) throw protocolUndefined(protocol, subject);
        return found;
      }, 1),
    ],
  ];
  const own = names.map((key): [string, FunctionCode] => {
    const slash = key.lastIndexOf("/");
    const name = key.slice(0, slash);
    const native: Native = function* (cx, ...args): Routine<Term> {
      const [subject = NIL] = args;
      const found = implementation(cx, protocol, subject, fallsBack);
      if (found === null) throw protocolUndefined(protocol, subject);
      return yield* cx.apply(found, name, args);
    };
    return [key, nativeCode(native, Number(key.slice(slash + 1)))];
  });
  return [...known, ...own];
}

function implementation(cx: Context, protocol: string, subject: Term, fallsBack: () => boolean): Atom | null {
  const type = structName(subject) ?? moduleAtom(CONVERSION.now.typeName(subject));
  const own = cx.program.implementation(protocol, type);
  return own === null && fallsBack() ? cx.program.implementation(protocol, moduleAtom("Any")) : own;
}
