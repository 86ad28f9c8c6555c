import { nativeFun } from "../native.ts";
import { asAtom } from "./argument-kinds.ts";
import { asCount, libraryModule } from "./arguments.ts";

export const FUNCTION = libraryModule("Function", {
  "capture/3": (_cx, module, name, arity) => {
    const [target, called, size] = [asAtom(module), asAtom(name).name, asCount(arity)];
    return nativeFun(size, function* (cx, ...args) {
      return yield* cx.apply(target, called, args);
    });
  },
  "identity/1": (_cx, term) => term,
});
